"""`/j/…`: personal links into a meeting."""
