"""The grammar behind ``english_hindi.py``."""
