"""`/{organiser}` and below: the pages that anybody can open."""
