"""The people of a cohort as its page for staff shows them: invited or registered, with their answer and their seats."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.registration.store.views.staff.cohorts import key_like, like
from shared.events import SeatStatus
from shared.postgres import Conn

Selection = Literal["", "silent", "bounced", "yes", "no", "waiting"]
PersonAnswer = Literal["yes", "no", "substituted", "bounced", "queued", "silent"]

# Everybody of the cohort once, with one answer. A person with a protected identity has no organisation here, and is
# found by no search.
_everybody: Final = """
with asked as (
  select i.person_id, bool_or(i.status in ('declined', 'accepted')) as answered, bool_or(i.status = 'substituted') as substituted,
         bool_or(i.status = 'bounced') as bounced, bool_or(i.status in ('sent', 'expired')) as reached,
         max(i.invited_at) as invited_at, min(i.invited_at) as first_invited_at, max(i.answered_at) as answered_at, max(i.organisation) as organisation,
         max(i.role) as role
    from invitation i
   where i.organiser_id = $1 and i.cohort_id = $2
   group by i.person_id
), come as (
  select distinct on (r.person_id) r.person_id, r.id as registration_id, r.status, r.organisation, r.role, r.registered_at
    from registration r
   where r.organiser_id = $1 and r.cohort_id = $2
   order by r.person_id, r.status = 'withdrawn', r.id desc
), waits as (
  select distinct g.registration_id
    from session s join seat g on g.organiser_id = s.organiser_id and g.session_id = s.id and g.status = 'waiting'
   where s.organiser_id = $1 and s.cohort_id = $2
), everybody as (
  select p.id as person_id, p.name, p.name_sort, p.protected_identity, p.name_search, c.registration_id,
         case when not p.protected_identity then coalesce(c.organisation, a.organisation) end as organisation,
         case when not p.protected_identity then coalesce(c.role, a.role) end as role,
         a.person_id is not null as is_invited, a.invited_at, a.first_invited_at, a.answered_at, c.registered_at,
         w.registration_id is not null as is_waiting,
         case when c.status in ('registered', 'waiting') then 'yes'
              when a.substituted then 'substituted'
              when a.answered or c.status = 'withdrawn' then 'no'
              when a.reached then 'silent'
              when a.bounced then 'bounced'
              else 'queued' end as answer
    from asked a
    full join come c on c.person_id = a.person_id
    join person p on p.organiser_id = $1 and p.id = coalesce(a.person_id, c.person_id)
    left join waits w on w.registration_id = c.registration_id
   where ($3::boolean or not p.protected_identity)
)
"""

OVERVIEW: Final = f"""{_everybody}, page as (
  select e.person_id, e.name, e.protected_identity, e.organisation, e.role, e.registration_id, e.answer, e.is_waiting,
         e.invited_at, e.answered_at, e.registered_at, e.name_sort
    from everybody e
   where ($4 = '' or ($4 = 'yes' and e.answer = 'yes') or ($4 = 'no' and e.answer in ('no', 'substituted'))
          or ($4 = 'silent' and e.answer = 'silent') or ($4 = 'bounced' and e.answer = 'bounced')
          or ($4 = 'waiting' and e.is_waiting))
     and ($5::text is null or not e.protected_identity and (e.name_search like $5 or lower(e.organisation) like $6))
     and ($7::uuid is null or (e.name_sort, e.person_id) > (select s.name_sort, s.id from person s
                                                             where s.organiser_id = $1 and s.id = $7))
   order by e.name_sort, e.person_id
   limit $8
), shown as (
  select g.*,
         exists (select from person_mail m join person x on x.organiser_id = m.organiser_id and x.id = m.person_id
                  where m.organiser_id = $1 and m.person_id = g.person_id
                    and m.dead_since is not null and m.address = lower(x.email)) as has_dead_address,
         (select m.away_until from person_mail m
           where m.organiser_id = $1 and m.person_id = g.person_id and not g.protected_identity) as away_until
    from page g
)
select (select jsonb_build_object(
          'everybody', count(*), 'invited', count(*) filter (where is_invited),
          'queued', count(*) filter (where answer = 'queued'), 'bounced', count(*) filter (where answer = 'bounced'),
          'silent', count(*) filter (where answer = 'silent'), 'yes', count(*) filter (where answer = 'yes'),
          'no', count(*) filter (where answer in ('no', 'substituted')),
          'waiting', count(*) filter (where is_waiting),
          'invited_yes', count(*) filter (where is_invited and answer = 'yes'),
          'substitutes_sent', count(*) filter (where answer = 'substituted'))
          from everybody) as counts,
       (select coalesce(jsonb_agg(t order by t.yes > 0, t.name), '[]')
          from (select organisation as name, count(*) filter (where answer = 'yes') as yes,
                       count(*) filter (where answer in ('no', 'substituted')) as no,
                       count(*) filter (where answer = 'silent') as silent,
                       count(*) filter (where answer = 'bounced') as bounced,
                       count(*) filter (where answer = 'queued') as queued
                  from everybody where organisation is not null group by organisation) t) as coverage,
       (select coalesce(jsonb_agg(t order by t.name_sort, t.person_id), '[]') from shown t) as people
"""

# When each was first invited, and when they came to the answer that holds now: a withdrawal is a no on its own day.
PER_DAY: Final = f"""{_everybody}, dated as (
  select (e.first_invited_at at time zone 'Europe/Stockholm')::date as day, 1 as invited, 0 as yes, 0 as no
    from everybody e where e.first_invited_at is not null
  union all
  select (case when e.answer = 'yes' then coalesce(e.answered_at, e.registered_at)
               else coalesce(left_it.at, e.answered_at, e.registered_at) end at time zone 'Europe/Stockholm')::date,
         0, (e.answer = 'yes')::int, (e.answer <> 'yes')::int
    from everybody e
    left join lateral (select max(g.since) as at from seat g
                        where g.registration_id = e.registration_id and g.organiser_id = $1 and g.status = 'withdrawn') left_it on e.answer = 'no'
   where e.answer in ('yes', 'no', 'substituted')
)
select day, sum(invited)::int as invited, sum(yes)::int as yes, sum(no)::int as no
  from dated where day is not null group by day order by day
"""

SEATS: Final = """
select distinct on (g.registration_id, g.session_id) g.registration_id, g.session_id, g.status
  from seat g
 where g.organiser_id = $1 and g.registration_id = any($2::uuid[])
 order by g.registration_id, g.session_id, g.status = 'withdrawn', g.since desc
"""


class CohortDay(msgspec.Struct, frozen=True, kw_only=True):
    """How many were invited on a day, and how many came to the answer that holds now."""

    day: date
    invited: int
    yes: int
    no: int


class PeopleCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many people there are of each kind; those who wait for a seat somewhere count as a yes too."""

    everybody: int
    invited: int
    queued: int
    bounced: int
    silent: int
    yes: int
    no: int
    waiting: int
    invited_yes: int
    substitutes_sent: int


class OrganisationCover(msgspec.Struct, frozen=True, kw_only=True):
    """How many come from an organisation, and what the others said."""

    name: str
    yes: int
    no: int
    silent: int
    bounced: int
    queued: int


class CohortPerson(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a cohort."""

    person_id: UUID
    name: str
    protected_identity: bool
    organisation: str | None
    role: str | None
    registration_id: UUID | None
    answer: PersonAnswer
    is_waiting: bool
    invited_at: datetime | None
    answered_at: datetime | None
    registered_at: datetime | None
    has_dead_address: bool = False
    away_until: date | None = None


class CohortOverview(msgspec.Struct, frozen=True, kw_only=True):
    counts: PeopleCounts
    coverage: list[OrganisationCover]
    people: list[CohortPerson]


async def read(
    conn: Conn,
    organiser_id: UUID,
    cohort_id: UUID,
    *,
    sees_protected: bool,
    selection: Selection = "",
    search: str | None = None,
    after: UUID | None = None,
    limit: int,
) -> CohortOverview:
    """Return the counts, who is missing, and one page of the people by name; all by one reading of the rows."""
    [row] = await conn.fetch(
        OVERVIEW,
        organiser_id,
        cohort_id,
        sees_protected,
        selection,
        key_like(search),
        like(search),
        after,
        limit,
    )
    return msgspec.convert(dict(row), CohortOverview, strict=False)


async def per_day(
    conn: Conn, organiser_id: UUID, cohort_id: UUID, *, sees_protected: bool
) -> list[CohortDay]:
    """Return the days on which somebody was invited or answered, in order; all counted together they are the page's counts."""
    rows = await conn.fetch(PER_DAY, organiser_id, cohort_id, sees_protected)
    return [CohortDay(**row) for row in rows]


async def seats(
    conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID]
) -> dict[UUID, dict[UUID, SeatStatus]]:
    """Return the status in each session by registration."""
    found: dict[UUID, dict[UUID, SeatStatus]] = {}
    for row in await conn.fetch(SEATS, organiser_id, registration_ids):
        found.setdefault(row["registration_id"], {})[row["session_id"]] = row["status"]
    return found
