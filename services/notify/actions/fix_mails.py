"""From claimed deliveries to mails whose bytes are fixed; what nobody should get any more is taken back here."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

import msgspec

from services.notify.actions import tell_registration
from services.notify.domain import delivery, task
from services.notify.domain.address import BadAddress
from services.notify.domain.compose import compose
from services.notify.domain.errors import NoAddress, Pointless
from services.notify.domain.letter import Kind
from services.notify.domain.task import Case, Office, Task
from services.notify.domain.told import Entry
from services.notify.render.email import render
from services.notify.store import calendar_entries, sending, worlds
from services.notify.store.sending import Claimed, End, Fixed
from shared.postgres import Pool

log = logging.getLogger(__name__)

_TOO_LATE: Final = "it came too late"


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A mail whose bytes are fixed and stored, on its way to a connection."""

    claimed: Claimed
    worker_id: UUID
    domain: str
    envelope_from: str
    to: str
    message: bytes


class _Made(msgspec.Struct):
    """What became of claims that had no bytes: mails to fix, or ends; and those that leave something told."""

    cases: dict[UUID, Case]
    fixed: list[Fixed]
    ends: list[End]


async def fix_mails(
    pool: Pool, claimed: Sequence[Claimed], *, worker_id: UUID, office: Office, now: datetime
) -> list[Ready]:
    """Make what has no bytes yet, store it before anything is tried, and return all that is ready to be sent."""
    late = [one for one in claimed if one.expires_at is not None and one.expires_at <= now]
    ready = [one for one in claimed if one.message is not None and one not in late]
    new = [one for one in claimed if one.message is None and one not in late]
    made = await _make(pool, new, office, now)
    made.ends.extend(_too_late(one) for one in late)
    fixed = await _store(pool, [*new, *late], made, worker_id, now)
    by_id = {one.id: one for one in made.fixed if one.id in fixed}
    mails = [_ready(one, worker_id, office, one.to_address or "", one.message or b"") for one in ready]
    mails.extend(
        _ready(one, worker_id, office, by_id[one.id].to_address, by_id[one.id].message)
        for one in new
        if one.id in by_id
    )
    return mails


def _ready(claimed: Claimed, worker_id: UUID, office: Office, to: str, message: bytes) -> Ready:
    return Ready(
        claimed=claimed,
        worker_id=worker_id,
        domain=delivery.domain_of(to),
        envelope_from=delivery.envelope_from(claimed.id, office.mail_domain),
        to=to,
        message=message,
    )


def _too_late(one: Claimed) -> End:
    """What was never tried is taken back; what was, has failed."""
    return End(id=one.id, status="failed" if one.attempts else "cancelled", answer=_TOO_LATE)


async def _make(pool: Pool, claimed: Sequence[Claimed], office: Office, now: datetime) -> _Made:
    made = _Made({}, [], [])
    in_order = sorted(claimed, key=lambda one: one.organiser_id)
    for organiser_id, group in groupby(in_order, key=lambda one: one.organiser_id):
        of_one = list(group)
        unit_ids = sorted({one.unit_id for one in of_one})
        async with pool.acquire() as conn:
            found = await worlds.load(conn, worlds.Common(organiser_id), unit_ids)
            entries = await calendar_entries.of_registrations(conn, organiser_id, unit_ids)
        for number, one in enumerate(of_one):
            if one.unit_id not in found:
                made.ends.append(End(id=one.id, status="cancelled", answer="what it was about is not known"))
                continue
            case = Case(
                task=_task(one),
                world=found[one.unit_id],
                entries=entries.get(one.unit_id, {}),
                office=office,
                now=now,
            )
            _put_in_words(case, one, made)
            if number % 8 == 7:
                await asyncio.sleep(0)  # mails in flight go on meanwhile
    return made


def _task(one: Claimed) -> Task:
    return Task(
        id=one.id,
        key=one.key,
        kind=msgspec.convert(one.kind, Kind),
        matter=one.matter,
        seat_id=one.seat_id,
        correlation_id=one.correlation_id,
    )


def _put_in_words(case: Case, one: Claimed, made: _Made) -> None:
    try:
        letter = compose(case, task.after(case))
        mail = render(letter)
    except Pointless as error:
        made.ends.append(End(id=one.id, status="cancelled", answer=str(error)))
        return
    except (NoAddress, BadAddress) as error:
        made.ends.append(End(id=one.id, status="failed", answer=str(error)))
    except Exception as error:
        # One that cannot be made must not hold up the others; it is shown, and ours to mend.
        log.exception("delivery.not_made", extra={"delivery_id": one.id, "kind": one.kind})
        made.ends.append(End(id=one.id, status="failed", answer=f"could not be made: {type(error).__name__}"))
    else:
        made.fixed.append(
            Fixed(
                id=one.id,
                revision=one.revision,
                message=mail.message,
                subject=mail.subject,
                to_address=mail.envelope_to,
                message_id=letter.message_id,
                domain=delivery.domain_of(mail.envelope_to),
            )
        )
    made.cases[one.id] = case


async def _store(
    pool: Pool, claimed: Sequence[Claimed], made: _Made, worker_id: UUID, now: datetime
) -> set[UUID]:
    """Fix the bytes and note what is told with them, in one transaction; say which are fixed."""
    if not claimed:
        return set()
    by_id = {one.id: one for one in claimed}
    async with pool.acquire() as conn, conn.transaction():
        await sending.hold(conn, claimed)
        fixed = await sending.fix(conn, worker_id, made.fixed) if made.fixed else set()
        ended = await sending.end(conn, worker_id, made.ends) if made.ends else set()
        told = [case for delivery_id, case in made.cases.items() if delivery_id in fixed | ended]
        for organiser_id, group in groupby(
            sorted(told, key=lambda case: by_id[case.task.id].organiser_id),
            key=lambda case: by_id[case.task.id].organiser_id,
        ):
            cases = list(group)
            units = {by_id[case.task.id].unit_id for case in cases}
            known = await calendar_entries.of_registrations(conn, organiser_id, sorted(units))
            await calendar_entries.put(conn, organiser_id, _told(cases, by_id, known))
        if left := by_id.keys() - fixed - ended:
            await sending.give_back(conn, worker_id, sorted(left))
        failed = [(by_id[one.id], one) for one in made.ends if one.id in ended]
        await tell_registration.of_invitations(conn, failed, now)
    return fixed


def _told(
    cases: Sequence[Case], by_id: dict[UUID, Claimed], known: dict[UUID, dict[UUID, Entry]]
) -> list[Entry]:
    """Where each seat stands when all of these have been told, one after the other."""
    changed: dict[UUID, Entry] = {}
    for case in cases:
        entries = known.setdefault(by_id[case.task.id].unit_id, {})
        for entry in task.after(msgspec.structs.replace(case, entries=entries)):
            entries[entry.seat_id] = changed[entry.seat_id] = entry
    return list(changed.values())
