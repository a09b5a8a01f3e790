"""Sessions: created, changed, cancelled, deleted."""
