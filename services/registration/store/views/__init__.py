"""Queries for one page each; the modules of single tables are beside this package."""
