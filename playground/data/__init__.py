"""Labelled examples in the field's usual formats: read, checked, split into training and held-out parts."""
