"""The texts of the pages for staff."""
