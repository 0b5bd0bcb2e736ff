"""Recurrent layers on the CPU, each with its equations and their gradient in one file.

torch trains an LSTM on the CPU with one fused operation a layer (oneDNN) and has none for the other two
cells: those are here. ``inputs`` below is always what the input adds to a step, ``W x_t + b``, made for all
steps at once by one large product (or looked up, :mod:`playground.nets.kernels.lookup`); a kernel adds what
goes from step to step.
"""
