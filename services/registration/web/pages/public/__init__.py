"""`/{organiser}` and below: the public pages."""
