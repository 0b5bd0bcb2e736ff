"""What the X-ray screen thinks with, off the key path: threads, layouts and texts; no widgets here."""
