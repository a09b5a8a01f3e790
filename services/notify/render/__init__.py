"""Renders a letter to a finished e-mail; pure apart from reading the templates once."""
