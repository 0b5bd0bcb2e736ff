"""The live examples of Shapes: which models there are, and what each makes of an example. No widgets here."""
