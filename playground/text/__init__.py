"""Text to tokens: reading files, vocabularies, corpora, and the baselines a loss is measured against."""
