"""Snapshots for notify, written to the outbox."""
