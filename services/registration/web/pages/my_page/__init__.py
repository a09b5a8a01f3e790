"""`/r/…`: a participant's own page, and what is reached from it."""
