"""Rules about people and organisations: audiences, imports, duplicates."""
