"""Who hears of it, and when: what should be in the ledger against what is there (architecture rule 5).

What has gone is history. All that has not is made anew each time from the newest snapshots, so the order in which
they came, and how often, cannot matter: a plan is what is missing between what was told and what is so.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from services.notify.domain import first_contact, notices, seats
from services.notify.domain.reminder import reminders
from services.notify.domain.telling import entries_after
from services.notify.domain.told import Entry, Matter, Row, Told, Wanted
from services.notify.domain.world import World, is_complete, is_forgotten
from shared.events import Registration

# The kinds that this plan owns; what a coordinator writes is not taken back by it.
PLANNED: Final = frozenset(
    {
        "invitation", "confirmation", "calendar", "waiting", "offer", "promoted",
        "update", "cancellation", "withdrawal", "reminder", "substitute",
        "link", "opening", "staff", "answer",
    }
)  # fmt: skip
# Kinds that are nothing but the latest on one seat: one that has not got through gives way to the next.
_LATEST: Final = frozenset({"calendar", "offer", "update", "promoted"})
# With its bytes fixed: tried before and to be tried again, by itself or when somebody releases it.
_TO_BE_TRIED: Final = frozenset({"deferred", "held"})


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to change in the ledger. `adopted` are put there as never to be sent."""

    insert: list[Wanted] = []
    adopted: list[Wanted] = []
    amend: list[tuple[Row, Wanted]] = []
    cancel: list[Row] = []
    entries: list[Entry] = []


NOTHING: Final = Plan()


def plan(world: World, told: Told, now: datetime) -> Plan:
    """Find what is missing between what the unit has been told and what is so."""
    if not is_complete(world) or is_forgotten(world):
        return NOTHING
    wanted, known = _wanted(world, told, now)
    wanted = [one for one in wanted if one.expires_at is None or one.expires_at > now]
    if world.replayed_at is not None and not told.rows and not told.entries:
        return _adopt(world, wanted, known, world.replayed_at)
    return _difference(world, told, wanted, known, now)


def _wanted(world: World, told: Told, now: datetime) -> tuple[list[Wanted], list[Entry]]:
    """Every delivery that should be there unsent, and what counts as told without a mail."""
    if world.notice is not None:
        return list(notices.notice(world.notice)), []
    registration = world.registration
    if registration is None:
        return (list(first_contact.invitation(world, world.invitation, now)) if world.invitation else []), []
    held = seats.held(world, registration, told, now)
    known: list[Entry] = []
    if told.entries or any(told.is_done(key) for key in first_contact.keys(registration)):
        wanted = list(seats.differences(held, registration, told))
    else:
        wanted = list(first_contact.registration(world, registration, held))
        if not first_contact.says_it_all(world, registration):
            here = Matter(seats=tuple(one.seat.id for one in held if not one.is_over))
            known = entries_after(world, registration, {}, here, address=None)
    wanted.extend(notices.link(registration))
    rules = world.cohort.reminders if world.cohort else ()
    if rules:
        for one in held:
            if one.standing == "confirmed" and not one.is_over:
                wanted.extend(reminders(one.seat, one.of, rules, now))
    return wanted, known


def _adopt(world: World, wanted: list[Wanted], known: list[Entry], replayed_at: datetime) -> Plan:
    """Take a unit over as told: what fell due before the replay went, or should have gone, from elsewhere."""
    entries = {one.seat_id: one for one in known}
    adopted = [one for one in wanted if one.due_at is None or one.due_at <= replayed_at]
    if world.registration is not None:
        for one in adopted:
            made = entries_after(world, world.registration, entries, one.matter, address=None)
            entries |= {entry.seat_id: entry for entry in made}
    return Plan(
        insert=[one for one in wanted if one.due_at is not None and one.due_at > replayed_at],
        adopted=adopted,
        entries=[_taken_over(entry, world.registration) for entry in entries.values()],
    )


def _taken_over(entry: Entry, registration: Registration | None) -> Entry:
    """Mark an entry as adopted; its sequence is above what can have been sent: one for each edition."""
    sequence = entry.sequence
    if sequence is not None and registration is not None:
        sequence = (registration.epoch - 1) * 1000 + entry.edition
    return msgspec.structs.replace(entry, is_adopted=True, sequence=sequence)


def _difference(world: World, told: Told, wanted: list[Wanted], known: list[Entry], now: datetime) -> Plan:
    insert: list[Wanted] = []
    amend: list[tuple[Row, Wanted]] = []
    for one in wanted:
        row = told.rows.get(one.key)
        if row is None:
            insert.append(one)
        elif row.is_void or (row.is_open and _differs(row, one, now)):
            amend.append((row, one))
    keys = {one.key for one in wanted}
    cancel = [row for row in told.rows.values() if row.key not in keys and _may_go(row, world)]
    if insert or amend:
        cancel.extend(_overtaken(told, insert + [one for _, one in amend]))
    return Plan(insert=insert, amend=amend, cancel=cancel, entries=known)


def _differs(row: Row, one: Wanted, now: datetime) -> bool:
    if row.matter != one.matter or row.expires_at != one.expires_at or row.kind != one.kind:
        return True
    if row.status in {"deferred", "sending"}:
        return False
    return row.due_at != one.due_at if one.due_at is not None else row.due_at > now


def _may_go(row: Row, world: World) -> bool:
    """Whether what is no longer wanted can be taken back: unsent, or waiting to be tried again and pointless."""
    if row.kind not in PLANNED:
        return False
    if row.is_open:
        return True
    return row.status in _TO_BE_TRIED and (row.kind == "reminder" or world.registration is None)


def _overtaken(told: Told, newer: Iterable[Wanted]) -> list[Row]:
    """Find mails about one seat that have not got through and that a newer one makes pointless."""
    seat_ids = {one.seat_id for one in newer if one.seat_id is not None and one.kind != "reminder"}
    return [
        row
        for row in told.rows.values()
        if row.is_fixed and row.status in _TO_BE_TRIED and row.kind in _LATEST and row.seat_id in seat_ids
    ]
