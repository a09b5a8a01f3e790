"""Generates people, cohorts, invitations, registrations and seats by the thousand with COPY; all invariants hold.

Each cohort has two sessions. Three in four of its people have seats in both, the others wait. All of them were invited,
and a tenth as many again who have not answered.
"""

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from shared import ids, times
from shared.swedish import search_key, sort_key

_FIRST: Final = ("Åsa", "Björn", "Cecilia", "Dag", "Eva", "Fatima", "Gösta", "Hanna", "Ivar", "Östen")
_LAST: Final = ("Ek", "Öberg", "Lind", "Ahmed", "Åkesson", "Ström", "Nilsson", "Älg", "Berg", "Zetterlund")
Rows = dict[str, list[tuple[Any, ...]]]

_COLUMNS: Final = {
    "organisation": "organiser_id id name name_sort name_search type municipality_code",
    "person": "organiser_id id name name_sort name_search email email_key",
    "position": "organiser_id id person_id organisation_id role",
    "audience": "organiser_id id name roles everyone",
    "programme": "organiser_id id title registration",
    "cohort": "organiser_id id programme_id name slug capacity status",
    "session": "organiser_id id cohort_id number title on_date starts_at ends_at mode",
    "seat_count": "organiser_id session_id taken next_position",
    "invitation_rule": "organiser_id id cohort_id audience_id kind",
    "invitation": "organiser_id id invitation_rule_id cohort_id person_id session_ids status invited_at",
    "registration": "organiser_id id cohort_id person_id invitation_id status origin registered_at",
    "seat": "organiser_id id registration_id session_id status position since",
}


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows to generate; the registrations are spread evenly over the cohorts."""

    people: int
    cohorts: int
    registrations: int

    def part(self, share: float) -> "Size":
        """Return this size multiplied by `share`."""
        return Size(
            people=round(self.people * share),
            cohorts=round(self.cohorts * share),
            registrations=round(self.registrations * share),
        )


FULL: Final = Size(people=20_000, cohorts=500, registrations=100_000)


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """Ids of generated rows, for requests."""

    people: list[UUID]
    cohorts: list[UUID]
    sessions: list[UUID]
    invitations: list[UUID]
    unanswered: list[UUID]
    registrations: list[UUID]
    audience_id: UUID
    organisation_id: UUID
    programme_id: UUID


async def add(database_url: str, organiser_id: UUID, size: Size) -> Made:
    """Insert a population for a tenant and run ANALYZE."""
    rows, made = _rows(organiser_id, size, times.now())
    # A connection of its own: COPY writes jsonb as text.
    conn = await asyncpg.connect(database_url, server_settings={"search_path": "registration"})
    try:
        async with conn.transaction():
            for table, names in _COLUMNS.items():
                await conn.copy_records_to_table(table, records=rows[table], columns=names.split())
        await conn.execute("analyze")
    finally:
        await conn.close()
    return made


def _rows(tenant: UUID, size: Size, now: datetime) -> tuple[Rows, Made]:
    rows: Rows = {table: [] for table in _COLUMNS}
    suffix = ids.new().hex[-8:]
    organisations = [ids.new() for _ in range(max(size.people // 100, 1))]
    for n, organisation_id in enumerate(organisations):
        name = f"Provkommun {suffix} {n}"
        rows["organisation"].append(
            (tenant, organisation_id, name, sort_key(name), search_key(name), "kommun", f"{n % 290:04}")
        )
    people = [_person(rows, tenant, n, suffix, organisations) for n in range(size.people)]
    audience_id, programme_id = ids.new(), ids.new()
    rows["audience"].append((tenant, audience_id, f"Rektorer {suffix}", ["rektor"], None))
    rows["programme"].append((tenant, programme_id, f"Prov {suffix}", "open"))
    each = size.registrations // size.cohorts
    for n in range(size.cohorts):
        # Each cohort takes the next people in a circle, so that nobody is in a cohort twice.
        answering = [people[(n * each + k) % len(people)] for k in range(min(each + each // 10, len(people)))]
        _cohort(
            rows, tenant, f"{suffix}-{n}", answering[:each], answering[each:], programme_id=programme_id,
            audience_id=audience_id, now=now,
        )  # fmt: skip
    return rows, Made(
        people=people,
        cohorts=[row[1] for row in rows["cohort"]],
        sessions=[row[1] for row in rows["session"]],
        invitations=[row[1] for row in rows["invitation"] if row[6] == "accepted"],
        unanswered=[row[1] for row in rows["invitation"] if row[6] == "sent"],
        registrations=[row[1] for row in rows["registration"]],
        audience_id=audience_id,
        organisation_id=organisations[0],
        programme_id=programme_id,
    )


def _person(rows: Rows, tenant: UUID, n: int, suffix: str, organisations: list[UUID]) -> UUID:
    person_id = ids.new()
    name = f"{_FIRST[n % 10]} {_LAST[n // 10 % 10]}{n // 100}"
    email = f"p{n}.{suffix}@d{n % 290}.example"
    rows["person"].append((tenant, person_id, name, sort_key(name), search_key(name), email, email))
    role = "rektor" if n % 4 == 0 else "lärare"
    rows["position"].append((tenant, ids.new(), person_id, organisations[n % len(organisations)], role))
    return person_id


def _cohort(
    rows: Rows,
    tenant: UUID,
    name: str,
    answering: list[UUID],
    silent: list[UUID],
    *,
    programme_id: UUID,
    audience_id: UUID,
    now: datetime,
) -> None:
    cohort_id, rule_id = ids.new(), ids.new()
    capacity = len(answering) * 3 // 4
    rows["cohort"].append((tenant, cohort_id, programme_id, f"Omgång {name}", f"o-{name}", capacity, "open"))
    rows["invitation_rule"].append((tenant, rule_id, cohort_id, audience_id, "inbjudan"))
    sessions = [ids.new(), ids.new()]
    for n, session_id in enumerate(sessions):
        starts_at = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=30 + 7 * n)
        on: date = times.local(starts_at).date()
        ends_at = starts_at + timedelta(hours=2)
        rows["session"].append(
            (tenant, session_id, cohort_id, n + 1, f"Träff {n + 1}", on, starts_at, ends_at, "digital")
        )
        rows["seat_count"].append((tenant, session_id, capacity, len(answering) - capacity + 1))
    for n, person_id in enumerate(answering):
        invitation_id, registration_id = ids.new(), ids.new()
        rows["invitation"].append(
            (tenant, invitation_id, rule_id, cohort_id, person_id, sessions, "accepted", now)
        )
        has_seat = n < capacity
        status = "registered" if has_seat else "waiting"
        rows["registration"].append(
            (tenant, registration_id, cohort_id, person_id, invitation_id, status, "answer", now)
        )
        seat = ("confirmed", None) if has_seat else ("waiting", n - capacity + 1)
        rows["seat"].extend(
            (tenant, ids.new(), registration_id, session_id, *seat, now) for session_id in sessions
        )
    for person_id in silent:
        rows["invitation"].append((tenant, ids.new(), rule_id, cohort_id, person_id, sessions, "sent", now))
