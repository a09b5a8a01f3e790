"""Forms: their fields, what was posted, and what was wrong with it."""
