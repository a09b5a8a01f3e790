"""Webhooks: the addresses of other programs that are told of changes, and the log of what they were told."""
