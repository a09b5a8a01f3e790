"""Rows of mailings and their templates."""
