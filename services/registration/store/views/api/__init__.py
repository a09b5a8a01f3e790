"""Queries for the API: lists and single resources as in the API contract."""
