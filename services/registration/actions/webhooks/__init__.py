"""Webhooks added, changed, tried and ended; and what came of an attempt."""
