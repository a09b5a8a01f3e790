"""The hours for sending in a request: which days, from when, until when."""

from typing import Annotated

import msgspec

from services.registration.web.api.kit.problems import BadInput, ErrorItem
from shared.send_hours import CLOCK, LEAST_MINUTES, SendDays, SendHours

Clock = Annotated[str, msgspec.Meta(pattern=CLOCK)]


class SendHoursBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When invitations, reminders and mailings go: clock times in Sweden, such as 08:00.

    `workdays` are Monday to Friday without public holidays. `closes` is at least an hour after `opens`; 00:00 is the end of the day.
    """

    days: SendDays = "all"
    opens: Clock = "00:00"
    closes: Clock = "00:00"


def read_send_hours(body: SendHoursBody | None) -> SendHours | None:
    """Return the hours; raises `BadInput` where they are shorter than an hour."""
    if body is None:
        return None
    hours = SendHours(days=body.days, opens=body.opens, closes=body.closes)
    if hours.minutes < LEAST_MINUTES:
        raise BadInput(errors=[ErrorItem("/send_hours/closes", "short_hours")])
    return hours
