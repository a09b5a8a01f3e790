"""Rows about who may do what and what they did: staff, sessions, tokens, links, limits, the audit log."""
