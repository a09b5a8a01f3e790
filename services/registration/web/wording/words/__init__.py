"""What each language must say: one struct for each part of the pages."""
