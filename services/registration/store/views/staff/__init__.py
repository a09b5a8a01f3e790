"""What the pages for staff show."""
