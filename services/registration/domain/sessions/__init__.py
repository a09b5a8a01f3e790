"""Rules about sessions: dates, parts, warnings."""
