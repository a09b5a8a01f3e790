"""Organisations, people, contacts and audiences, and the organiser itself."""
