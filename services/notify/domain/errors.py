"""Reasons for which a delivery is not sent and that are no fault of the program."""


class NotifyError(Exception):
    """Base class; the messages contain no address and no name."""


class Pointless(NotifyError):
    """The mail would state what no longer holds; the message says why."""


class NoAddress(NotifyError):
    """The person has no e-mail address, or none that mail can be sent to."""
