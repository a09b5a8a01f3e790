"""Imports, and the deletion of what may not be kept."""
