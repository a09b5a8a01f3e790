"""Programmes with their cohorts, as the pages for staff list them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.programme import RegistrationForm
from shared import swedish
from shared.events import CohortStatus
from shared.postgres import Conn

# The newest programmes first; `$4`: only those with a cohort in this status, `$5`: with these letters in title or name.
LIST: Final = """
select p.id as programme_id, p.title, p.kind, p.registration,
       (select count(*) from cohort k where k.organiser_id = $1 and k.programme_id = p.id) as cohorts,
       coalesce((
         select jsonb_agg(jsonb_build_object(
                  'id', c.id, 'name', c.name, 'status', c.status, 'first_on', d.first_on, 'last_on', d.last_on,
                  'sessions', d.sessions,
                  'invited', (select count(distinct i.person_id) from invitation i
                               where i.organiser_id = $1 and i.cohort_id = c.id),
                  'coming', (select count(*) from registration r
                              where r.organiser_id = $1 and r.cohort_id = c.id and r.status <> 'withdrawn'))
                order by c.id desc)
           from (select k.id, k.name, k.status from cohort k
                  where k.organiser_id = $1 and k.programme_id = p.id and ($4::text is null or k.status = $4)
                  order by k.id desc limit $6) c
          cross join lateral (
            select min(s.on_date) as first_on, max(s.on_date) as last_on, count(*) as sessions
              from session s
             where s.organiser_id = $1 and s.cohort_id = c.id and s.status <> 'cancelled' and s.parent_id is null
          ) d), '[]') as shown
  from (select g.id, g.title, g.kind, g.registration
          from programme g
         where g.organiser_id = $1 and ($2::uuid is null or g.id < $2)
           and ($4::text is null or exists (select from cohort k where k.organiser_id = $1 and k.programme_id = g.id
                                               and k.status = $4))
           and ($5::text is null or lower(g.title) like $5
                or exists (select from cohort k where k.organiser_id = $1 and k.programme_id = g.id
                              and lower(k.name) like $5))
           and ($7::uuid is null or g.id = $7)
         order by g.id desc limit $3) p
 order by p.id desc
"""

COUNTS: Final = "select status, count(*) as number from cohort where organiser_id = $1 group by status"

# What can be chosen in the form of a programme.
CONTACTS: Final = "select id, label from contact where organiser_id = $1 order by lower(label), id limit 500"
AUDIENCES: Final = "select id, name from audience where organiser_id = $1 order by lower(name), id limit 500"

SUBSCRIBERS: Final = """
select count(*) from interest where organiser_id = $1 and (programme_id = $2 or programme_id is null)
"""


class CohortInList(msgspec.Struct, frozen=True, kw_only=True):
    """A cohort in the list: its days, how many sessions, how many people."""

    id: UUID
    name: str
    status: CohortStatus
    first_on: date | None
    last_on: date | None
    sessions: int
    invited: int
    coming: int


class ProgrammeInList(msgspec.Struct, frozen=True, kw_only=True):
    """A programme with its newest cohorts; `cohorts` is how many there are."""

    programme_id: UUID
    title: str
    kind: str | None
    registration: RegistrationForm
    cohorts: int
    shown: list[CohortInList]


async def list_before(
    conn: Conn,
    organiser_id: UUID,
    *,
    before: UUID | None,
    limit: int,
    cohorts: int,
    status: str | None = None,
    search: str | None = None,
    programme_id: UUID | None = None,
) -> list[ProgrammeInList]:
    """Return a page of programmes, the newest first, each with at most so many cohorts."""
    rows = await conn.fetch(LIST, organiser_id, before, limit, status, like(search), cohorts, programme_id)
    return [msgspec.convert(dict(row), ProgrammeInList, strict=False) for row in rows]


def like(search: str | None) -> str | None:
    """A pattern that finds these letters anywhere."""
    if not search:
        return None
    text = search.lower().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{text}%"


def key_like(search: str | None) -> str | None:
    """The same for the search keys of names."""
    return like(swedish.search_key(search)) if search else None


async def counts(conn: Conn, organiser_id: UUID) -> Mapping[str, int]:
    """Return how many cohorts there are, by status."""
    return {row["status"]: row["number"] for row in await conn.fetch(COUNTS, organiser_id)}


async def choices(conn: Conn, statement: str, organiser_id: UUID) -> list[tuple[str, str]]:
    """Return what a field offers: the id as a text, and the name."""
    rows: Sequence[Any] = await conn.fetch(statement, organiser_id)
    return [(str(row[0]), row[1]) for row in rows]


async def count_subscribers(conn: Conn, organiser_id: UUID, programme_id: UUID) -> int:
    """Return how many have asked to be told when registration opens."""
    found: int = await conn.fetchval(SUBSCRIBERS, organiser_id, programme_id)
    return found
