"""Rows as the API shows them, with the names of its fields. Every function takes the organiser (architecture rule 9)."""
