"""English: the pages for staff."""
