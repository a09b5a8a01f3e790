"""How urgent a mail is, and how a batch is shared between tenants (docs/decisions/0046)."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Final, NamedTuple
from uuid import UUID

from services.notify.domain.communicated import PlannedDelivery
from services.notify.domain.letters.letter import MailKind
from shared.events import Registration


class Urgency(IntEnum):
    """The lower, the sooner. `ACT`: it answers something that the recipient did, and may be waiting for."""

    ACT = 0
    CHANGE = 1
    REMINDER = 2
    MAILING = 3


OF_KIND: Final[Mapping[MailKind, Urgency]] = {
    "confirm": Urgency.ACT,
    "confirmation": Urgency.ACT,
    "substitute": Urgency.ACT,
    "waiting": Urgency.ACT,
    "promoted": Urgency.ACT,
    "withdrawal": Urgency.ACT,
    "calendar": Urgency.ACT,
    "link": Urgency.ACT,
    "staff": Urgency.ACT,
    "answer": Urgency.ACT,
    "offer": Urgency.CHANGE,
    "update": Urgency.CHANGE,
    "cancellation": Urgency.CHANGE,
    "reminder": Urgency.REMINDER,
    "follow_up": Urgency.REMINDER,
    "invitation_reminder": Urgency.REMINDER,
    "invitation": Urgency.MAILING,
    "opening": Urgency.MAILING,
    "mailing": Urgency.MAILING,
}


class Line(NamedTuple):
    """Mails of one tenant that are equally urgent: they leave in order."""

    organiser_id: UUID
    urgency: int


def urgency_of(
    delivery: PlannedDelivery,
    registration: Registration | None,
    *,
    is_first_contact: bool,
    is_trial: bool = False,
) -> Urgency:
    """Return how urgent a planned delivery is. `is_trial`: a mailing that its writer sends to themselves, and waits for.

    Calendar mails are as urgent as what they follow: a kallelse when they are part of the first contact, a change when
    a kallelse has got another date, and a reminder when they are due at an hour of their own.
    """
    if delivery.kind == "calendar":
        if delivery.due_at is not None:
            return Urgency.REMINDER
        if registration is not None and registration.origin == "kallelse":
            return Urgency.MAILING if is_first_contact else Urgency.CHANGE
    if is_trial:
        return Urgency.ACT
    return OF_KIND.get(delivery.kind, Urgency.CHANGE)


def shares(
    due: Sequence[Line], at_hand: Mapping[Line, int], *, room: int, least: int, most: int
) -> dict[Line, int]:
    """Return how many mails of each line to claim: about `most` in all, and one of each line in any case.

    Each line may have an even share of the `room` at hand, and always `least`. No line takes everything, however
    urgent: what it has may be for a domain that rests, and the others would get nothing. A line that has more than half of
    its share waits: claiming one mail for each that has left would cost several statements a mail.
    """
    quota = max(room // len(due), least) if due else 0
    by_urgency = sorted(due, key=lambda line: line.urgency)
    missing = {
        line: quota - at_hand.get(line, 0) for line in by_urgency if at_hand.get(line, 0) <= quota // 2
    }
    even = max(most // len(missing), 1) if missing else 0
    wanted = {line: min(number, even) for line, number in missing.items()}
    left = most - sum(wanted.values())
    for line, number in missing.items():
        more = max(min(number - wanted[line], left), 0)
        wanted[line] += more
        left -= more
    return wanted
