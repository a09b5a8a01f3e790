"""Invariants, and the results of their last check."""
