"""Invariants and what the last check of them found."""
