"""Inside a network as it reads, with NumPy alone: states, gates, what units follow, what it leans on."""
