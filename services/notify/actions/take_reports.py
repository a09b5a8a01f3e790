"""Takes what came back for a mail: a report of a mail server, or an automatic reply (decisions 0087 and 0088).

A mail that has failed behind the relay is `bounced`, whatever its kind. Its address counts as dead only after what the
settings say. Nothing here is answered.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.notify.actions.tell_person_mails import tell_person_mails
from services.notify.actions.tell_registration import of_bounces
from services.notify.domain.inbound.failure_reasons import says_no_such_mailbox, status_of
from services.notify.domain.reports import (
    AutomaticReply,
    DeadRules,
    DeliveryReport,
    RecipientReport,
    is_dead,
    is_too_many,
)
from services.notify.store import mail_reports, person_mails
from services.notify.store.mail_reports import NewReport, ReportedDelivery
from shared import ids
from shared.delivery_answers import NO_REASON
from shared.postgres import Conn

# "unknown": there is no such mail. "again": the same report came before. "noted": nothing follows. "away": somebody is.
ReportOutcome = Literal["unknown", "again", "noted", "bounced", "dead", "away"]


class TakenReport(msgspec.Struct, frozen=True, kw_only=True):
    """What followed, and whose mail it was about."""

    outcome: ReportOutcome
    organiser_id: UUID | None = None
    person_id: UUID | None = None


_UNKNOWN: Final = TakenReport(outcome="unknown")

log = logging.getLogger(__name__)


async def take_report(
    conn: Conn,
    delivery_id: UUID,
    report: DeliveryReport,
    *,
    rules: DeadRules,
    now: datetime,
    is_marked: bool = True,
) -> TakenReport:
    """Take a report on one of our mails, found by the address that it came to, in the caller's transaction.

    `is_marked`: that address could not be guessed; without a mark only mails from before there were marks are found.
    """
    about = await _find(conn, delivery_id)
    if about is None or not (is_marked or about.is_old):
        return _UNKNOWN
    said = report.about(about.to_address)
    if said is None:
        return _taken("unknown", about)
    return _taken(await _take(conn, about, said, mark=report.mark, rules=rules, now=now), about)


async def take_automatic(
    conn: Conn, delivery_id: UUID, reply: AutomaticReply, *, now: datetime, is_marked: bool = True
) -> TakenReport:
    """Note an automatic reply to one of our mails, in the caller's transaction; an absence is told to registration.

    Without a mark it counts where it comes from whom the mail was to.
    """
    about = await _find(conn, delivery_id)
    if about is None:
        return _UNKNOWN
    if not (is_marked or about.is_old or reply.sender == (about.to_address or "").casefold()):
        return _UNKNOWN
    new = NewReport(kind="automatic", status="", answer=None, mark=reply.mark, counts=False)
    if not await mail_reports.add(conn, about, new, now):
        return _taken("again", about)
    if not reply.is_absence or about.person_id is None or about.to_address is None:
        return _taken("noted", about)
    await person_mails.note_away(conn, about.organiser_id, about.person_id, reply, now)
    await tell_person_mails(conn, about.organiser_id, [about.person_id])
    return _taken("away", about)


async def take_refusals(
    conn: Conn, replies: Sequence[tuple[UUID, str]], *, rules: DeadRules, now: datetime
) -> bool:
    """Take what servers said while mails were handed over that have failed so, in the caller's transaction.

    "No such mailbox" is worth the same as in a report. Returns whether registration was told.
    """
    has_told = False
    for delivery_id, reply in sorted(replies):
        about = await _find(conn, delivery_id) if says_no_such_mailbox(reply) else None
        if about is None or about.person_id is None:
            continue
        status = status_of("", reply)
        # Each try ends once, so its refusal is marked by itself: the next one counts again.
        new = NewReport(kind="gone", status=status, answer=reply, mark=ids.new().bytes, counts=True)
        await mail_reports.add(conn, about, new, now)
        has_told |= await _mark_dead(conn, about, reply, rules, now)
    return has_told


def _taken(outcome: ReportOutcome, about: ReportedDelivery) -> TakenReport:
    extra = {"delivery_id": str(about.id), "outcome": outcome, "correlation_id": about.correlation_id}
    log.info("delivery.reported", extra=extra)
    return TakenReport(outcome=outcome, organiser_id=about.organiser_id, person_id=about.person_id)


async def _find(conn: Conn, delivery_id: UUID) -> ReportedDelivery | None:
    found = await mail_reports.find(conn, delivery_id)
    return found if found is not None and found.is_made else None


async def _take(
    conn: Conn,
    about: ReportedDelivery,
    said: RecipientReport,
    *,
    mark: bytes,
    rules: DeadRules,
    now: datetime,
) -> ReportOutcome:
    has_failed = said.action == "failed"
    is_new = about.status in {"sent", "sending", "deferred"}
    new = NewReport(
        kind=said.reason if has_failed else said.action,
        status=said.status,
        answer=said.answer or None,
        mark=mark,
        counts=has_failed and is_new and about.person_id is not None,
    )
    if not await mail_reports.add(conn, about, new, now):
        return "again"
    answer = said.answer or said.status or NO_REASON
    if not has_failed:
        if said.action == "delayed":
            await mail_reports.note(conn, about.id, answer)
        return "noted"
    if not await mail_reports.bounce(conn, about.id, answer):
        return "noted"
    await of_bounces(conn, about.organiser_id, about.invitation_id, now)
    return "dead" if await _mark_dead(conn, about, answer, rules, now) else "bounced"


async def _mark_dead(
    conn: Conn, about: ReportedDelivery, answer: str, rules: DeadRules, now: datetime
) -> bool:
    """Mark the address where enough speaks against it, and tell registration; return whether it was marked now."""
    if about.person_id is None or about.to_address is None:
        return False
    if not is_dead(await mail_reports.counted(conn, about.organiser_id, about.person_id), rules, now):
        return False
    failed, made = await mail_reports.of_an_hour(conn, now)
    if is_too_many(failed, made):
        log.warning("delivery.many_reported", extra={"failed": failed, "made": made})
        return False
    marked = await person_mails.mark_dead(
        conn, about.organiser_id, about.person_id, address=about.to_address, answer=answer, now=now
    )
    if marked:
        await tell_person_mails(conn, about.organiser_id, [about.person_id])
    return marked
