"""A scenario's rows, read and written."""
