"""What mail servers and mailboxes say of a mail afterwards, and from when an address counts as dead (decision 0087)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

# "gone": there is no such mailbox. "full": it takes nothing for now. "refused": anything else, also what is not understood.
FailureReason = Literal["gone", "full", "refused"]
# "passed": relayed, expanded or delivered, which is no failure.
ReportAction = Literal["failed", "delayed", "passed"]

# Failures that are older than this say nothing of an address any more.
COUNTED_FOR: Final = timedelta(days=60)


class RecipientReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a report says of one recipient. `addresses`: as it was sent to, and where it ended, in lower case.

    `status` is empty where none is given: an unknown one stays unknown. `answer` is one line of text.
    """

    addresses: tuple[str, ...]
    action: ReportAction
    reason: FailureReason = "refused"
    status: str = ""
    answer: str = ""


class DeliveryReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report on a mail of ours. `mark` is the same for the same report, however often it comes."""

    recipients: tuple[RecipientReport, ...]
    mark: bytes

    def about(self, address: str | None) -> RecipientReport | None:
        """Return what it says of the mail to this address.

        A server that passed a mail on reports on addresses behind it: there a failure counts only where nothing was passed.
        """
        wanted = (address or "").casefold()
        named = [one for one in self.recipients if wanted and wanted in one.addresses]
        found = _gravest(named) or _gravest(self.recipients)
        others = () if named else self.recipients
        return _first(others, "passed") or found


class AutomaticReply(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that a program wrote on somebody's behalf. It is never answered.

    `is_absence`: it says that somebody is away, `until` then, with who comes or answers in their place. `answers`: the
    deliveries whose Message-IDs it names; `sender` is in lower case.
    """

    mark: bytes
    subject: str
    is_absence: bool
    until: date | None = None
    substitute_email: str | None = None
    substitute_name: str | None = None
    sender: str = ""
    answers: tuple[UUID, ...] = ()


class DeadRules(msgspec.Struct, frozen=True, kw_only=True):
    """After how many failed mails an address counts as dead: where the mailbox is gone, and otherwise over how many days."""

    gone: int = 1
    other: int = 3
    other_days: int = 7


class CountedFailure(msgspec.Struct, frozen=True, kw_only=True):
    """A mail to an address that failed, and when that was said."""

    reason: FailureReason
    told_at: datetime


def is_too_many(failed: int, made: int) -> bool:
    """Whether so many mails of an hour came back, of so many that were made, that the fault is ours and no address's."""
    return failed > 20 and failed * 10 > made


def is_dead(failures: Sequence[CountedFailure], rules: DeadRules, now: datetime) -> bool:
    """Whether an address with these failures counts as dead. A mailbox that is full is not dead at once."""
    counted = [one for one in failures if one.told_at > now - COUNTED_FOR]
    if sum(one.reason == "gone" for one in counted) >= rules.gone:
        return True
    if len(counted) < max(rules.other, 1):
        return False
    times = [one.told_at for one in counted]
    return max(times) - min(times) >= timedelta(days=rules.other_days)


def _first(found: Sequence[RecipientReport], action: ReportAction) -> RecipientReport | None:
    return next((one for one in found if one.action == action), None)


def _gravest(found: Sequence[RecipientReport]) -> RecipientReport | None:
    return _first(found, "failed") or _first(found, "delayed") or _first(found, "passed")
