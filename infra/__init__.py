"""Everything about running the pair."""
