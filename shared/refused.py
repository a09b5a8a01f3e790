"""What somebody at the command line can mend."""


class Refused(Exception):  # noqa: N818 - the command is refused, and says why
    """A command cannot be done; the text says why, and what to do about it."""
