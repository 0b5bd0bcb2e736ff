"""What the Write mode knows of a text besides its interface: branches, draws, words, patterns. NumPy only."""
