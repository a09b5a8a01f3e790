"""Sessions of a scenario file: read into rows, and written from them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, cast
from uuid import UUID

import msgspec

from services.registration.domain import form
from services.registration.domain.scenario.format import Table
from services.registration.domain.scenario.rows import (
    Ids,
    Names,
    Session,
    find,
    name_of,
    pack_facts,
    unpack_facts,
    without_empty,
)
from shared import times
from shared.events import SessionStatus

_SESSION_FACTS: Final = ("replaced_by", "joint_with")


def session_row(
    row: Table, ids: Ids, *, booked_by: Mapping[str, str | None], replaces: Mapping[str, str]
) -> Session:
    """Return a session's row; `booked_by` maps staff to organisation ids, `replaces` the inverse of `replaced_by`."""
    day: date | None = row.get("date")
    return Session(
        id=ids["session", row["id"]],
        source_id=row["id"],
        cohort_id=ids["cohort", row["cohort"]],
        number=row.get("number"),
        form=row.get("form"),
        title=row["title"],
        term=row.get("term"),
        on_date=day,
        starts_at=times.instant(day, row["start"]) if day and "start" in row else None,
        ends_at=times.instant(last_day(row), row["end"]) if day and "end" in row else None,
        mode=row.get("mode"),
        place=row.get("place"),
        join_url=form.web_address(row["join_url"]) if "join_url" in row else None,
        capacity=row.get("capacity"),
        status=_status(row),
        parent_id=find(ids, "session", row.get("parent")),
        choice_group=row.get("choice_group"),
        choices=row.get("choices"),
        agenda=row.get("agenda"),
        note=row.get("note"),
        organisation_id=find(ids, "organisation", row.get("organiser")),
        host_id=find(ids, "organisation", row.get("host")),
        booked_by_id=find(ids, "organisation", booked_by.get(row.get("booked_by", ""))),
        replaces_id=find(ids, "session", row.get("replaces", replaces.get(row["id"]))),
        extra=pack_facts(row, _SESSION_FACTS),
    )


def session_table(row: Session, names: Names) -> Table:
    return without_empty(
        parent=name_of(names, row.parent_id),
        cohort=names[row.cohort_id],
        number=row.number,
        organiser=name_of(names, row.organisation_id),
        host=name_of(names, row.host_id),
        booked_by=name_of(names, row.booked_by_id),
        form=row.form,
        title=row.title,
        term=row.term,
        date=row.on_date,
        start=times.local(row.starts_at).time() if row.starts_at else None,
        end=times.local(row.ends_at).time() if row.ends_at else None,
        end_date=_end_date(row),
        mode=row.mode,
        place=row.place,
        join_url=row.join_url,
        choice_group=row.choice_group,
        choices=row.choices,
        capacity=row.capacity,
        status=row.status,
        replaces=name_of(names, row.replaces_id),
        agenda=row.agenda,
        note=row.note,
    ) | unpack_facts(row.extra, _SESSION_FACTS)


def has_been(row: Table, now: datetime) -> bool:
    """Whether a session may have the status `completed`: it has no date, or is over."""
    return "date" not in row or times.end_of_day(last_day(row)) <= now or _ended(row, now)


def cancelled_with_whole(rows: Sequence[Session]) -> list[Session]:
    """Return the rows with every part of a cancelled session cancelled, as cancelling it in the service does."""
    by_id = {row.id: row for row in rows}

    def is_cancelled(row: Session, inside: frozenset[UUID] = frozenset()) -> bool:
        whole = by_id.get(row.parent_id) if row.parent_id is not None else None
        if row.status == "cancelled" or whole is None or row.id in inside:
            return row.status == "cancelled"
        return is_cancelled(whole, inside | {row.id})

    return [msgspec.structs.replace(row, status="cancelled") if is_cancelled(row) else row for row in rows]


def last_day(row: Table) -> date:
    """The day on which a session with a date ends."""
    found: date = row["end_date" if "end_date" in row else "date"]
    return found


def _end_date(row: Session) -> date | None:
    """The day on which a session ends; None where it is the day on which it starts."""
    last = times.local(row.ends_at).date() if row.ends_at is not None else None
    return last if last != row.on_date else None


def _status(row: Table) -> SessionStatus:
    """Return the stored status; `completed` is not stored, it is derived from the end of the session."""
    status = row.get("status", "scheduled" if "date" in row else "announced")
    return "scheduled" if status == "completed" else cast("SessionStatus", status)  # checked before


def _ended(row: Table, now: datetime) -> bool:
    return "end" in row and times.instant(last_day(row), row["end"]) <= now
