"""Plans the mails of changes that another service only tries, and rolls everything back (docs/decisions/0064)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.notify.actions.plan_record import PlanRecord, RecordedMail
from services.notify.actions.plan_units import CHUNK, plan_units
from services.notify.actions.sample_mail import make_sample
from services.notify.actions.take_events import take_events
from services.notify.domain.letters.compose_context import SenderConfig
from services.notify.domain.unit_state import shown_name
from services.notify.store import snapshots, units_due
from shared.channel.inbox import read_event
from shared.events import Person
from shared.plan_preview import LaterMailCount, ListedMail, MailCount, PlanPreview, PlanQuestion
from shared.postgres import Conn, Pool

_SOON: Final = timedelta(minutes=1)  # what is due by then goes with what is due at once


async def preview_plan(
    pool: Pool, question: PlanQuestion, sender_config: SenderConfig, *, now: datetime
) -> PlanPreview:
    """Take the events as if they had arrived, and say what would be sent; nothing is kept.

    Raises `MsgspecError` for an event that cannot be read.
    """
    before = [read_event(event) for event in question.before]
    events = [read_event(event) for event in question.events]
    record = PlanRecord()
    async with pool.acquire() as conn:
        trial = conn.transaction()
        await trial.start()
        try:
            await snapshots.lock_organisers(conn, [question.organiser_id])
            await take_events(conn, before, now)
            await _plan_waiting(conn, question.organiser_id, now, None)
            await take_events(conn, events, now, record)
            await _plan_waiting(conn, question.organiser_id, now, record)
            return await _described(conn, question, record, sender_config, now)
        finally:
            await trial.rollback()


async def _plan_waiting(conn: Conn, organiser_id: UUID, now: datetime, record: PlanRecord | None) -> None:
    """Plan every unit that waits, as `plan_due` does in as many transactions."""
    while (due := await units_due.take_some(conn, organiser_id, most=CHUNK)).unit_ids:
        await plan_units(conn, organiser_id, due.unit_ids, now, on_hold=due.on_hold, record=record)


async def _described(
    conn: Conn, question: PlanQuestion, record: PlanRecord, sender_config: SenderConfig, now: datetime
) -> PlanPreview:
    reachable = [mail for mail in record.going.values() if mail.is_reachable]
    at_once = [mail for mail in reachable if _goes_at_once(mail, now)]
    later = [mail for mail in reachable if not _goes_at_once(mail, now)]
    in_order = at_once + later
    chosen = _chosen(question, in_order)
    return PlanPreview(
        mails=_counts([mail.kind for mail in at_once]),
        later=_later_counts(later, now),
        stopped=_counts(list(record.stopped.values())),
        unreachable=len(record.going) - len(reachable),
        listed=await _listed(conn, question.organiser_id, in_order[: question.most_listed], at_once),
        sample=await make_sample(conn, question.organiser_id, chosen, sender_config, now)
        if question.sample and chosen is not None
        else None,
    )


def _chosen(question: PlanQuestion, mails: Sequence[RecordedMail]) -> RecordedMail | None:
    if question.key is None and question.person_id is None:
        return mails[0] if mails else None
    by_key = (mail for mail in mails if mail.key == question.key)
    to_person = (
        mail for mail in mails if mail.person_id is not None and mail.person_id == question.person_id
    )
    return next(by_key, None) or next(to_person, None)


def _goes_at_once(mail: RecordedMail, now: datetime) -> bool:
    return not mail.is_on_hold and (mail.due_at is None or mail.due_at <= now + _SOON)


def _counts(kinds: Sequence[str]) -> list[MailCount]:
    return [MailCount(kind=kind, count=count) for kind, count in sorted(Counter(kinds).items())]


def _later_counts(mails: Sequence[RecordedMail], now: datetime) -> list[LaterMailCount]:
    times: dict[str, list[datetime]] = {}
    for mail in mails:
        times.setdefault(mail.kind, []).append(mail.due_at or now)
    return [
        LaterMailCount(kind=kind, count=len(found), first_at=min(found), last_at=max(found))
        for kind, found in sorted(times.items())
    ]


async def _listed(
    conn: Conn, organiser_id: UUID, mails: Sequence[RecordedMail], at_once: Sequence[RecordedMail]
) -> list[ListedMail]:
    ids = {mail.person_id for mail in mails if mail.person_id is not None}
    found = await snapshots.find(conn, organiser_id, [("person", person_id) for person_id in ids])
    people = {person_id: each.event for person_id, each in found.items() if isinstance(each.event, Person)}
    goes_now = {mail.key for mail in at_once}
    return [
        _shown(mail, people.get(mail.person_id) if mail.person_id else None, at_once=mail.key in goes_now)
        for mail in mails
    ]


def _shown(mail: RecordedMail, person: Person | None, *, at_once: bool) -> ListedMail:
    return ListedMail(
        key=mail.key,
        kind=mail.kind,
        person_id=mail.person_id,
        name=shown_name(person) if person else None,
        protected_identity=person is not None and person.protected_identity,
        due_at=None if at_once else mail.due_at,
    )
