"""What somebody at the command line can mend."""


class Refused(Exception):
    """A command cannot be done; the text says why, and what to do about it."""
