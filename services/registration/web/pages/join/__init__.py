"""`/j/…`: the way into a meeting."""
