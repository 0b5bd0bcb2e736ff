"""Trained models of every task at work, in NumPy alone."""
