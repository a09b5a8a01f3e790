"""Errors that the user of the command line can fix."""


class Refused(Exception):
    """A command cannot be done; the text says why, and what to do about it."""
