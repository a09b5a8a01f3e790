"""Swedish: the pages for staff."""
