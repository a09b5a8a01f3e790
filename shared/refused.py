"""Errors that the user of the command line can fix."""


class Refused(Exception):
    """A command cannot be done; the text says why, and what to do about it."""

    @property
    def whole(self) -> str:
        """What is wrong and what to do, on one line."""
        return str(self)


class Fault(Refused):
    """Something is set up wrongly; `mend` says what to do about it, if the text does not."""

    def __init__(self, wrong: str, mend: str = "") -> None:
        super().__init__(wrong)
        self.mend = mend

    @property
    def whole(self) -> str:
        return f"{self}; {self.mend}" if self.mend else str(self)
