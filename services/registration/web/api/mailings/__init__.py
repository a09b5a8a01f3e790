"""Mailings, their templates, and the term ahead."""
