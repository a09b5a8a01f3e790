"""Decisions and nothing else: values in, values out."""
