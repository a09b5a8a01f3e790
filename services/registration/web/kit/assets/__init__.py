"""Files that a page loads: the style sheet with the colour of an organiser, and scripts."""
