"""`/r/…`: a participant's own page and its subpages."""
