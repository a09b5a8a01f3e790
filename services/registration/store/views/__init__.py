"""Queries that answer one page each; tables have modules of their own beside this package."""
