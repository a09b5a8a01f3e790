"""People, organisations, audiences, imports, duplicates."""
