"""Reading and completing with NumPy alone: the equations one step at a time, sampling, state traces."""
