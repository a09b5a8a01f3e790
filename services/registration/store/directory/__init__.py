"""Rows of the directory: people, organisations, audiences, imports, duplicates."""
