"""Mail that comes in, read as values: its parts, the calendar answer in it, and what the answer is worth."""
