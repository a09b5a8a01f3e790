"""Queries that answer the API: lists and single resources as the contract shows them."""
