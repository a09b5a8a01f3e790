"""What can stand in the way of a delivery that is no fault of ours."""


class NotifyError(Exception):
    """The base of them; the texts never hold an address or a name."""


class Pointless(NotifyError):
    """What the mail would say no longer holds; the text says why."""


class NoAddress(NotifyError):
    """The person has no e-mail address, or none that mail can be sent to."""
