"""Mailings: what the organiser writes to a cohort's people."""
