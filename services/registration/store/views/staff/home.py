"""What needs a person today, and which sessions are next."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.store.directory import person_mails
from services.registration.store.views.staff import calendar_answers
from shared.events import Mode, SessionStatus
from shared.postgres import Conn

NEXT: Final = """
select s.id, s.cohort_id, s.title, s.on_date as on_day, s.starts_at, s.ends_at, s.mode, s.place, s.status,
       s.join_url is not null as has_link, p.title as programme, c.name as cohort,
       coalesce(s.capacity, c.capacity) as capacity, coalesce(n.taken, 0) as taken
  from session s
  join cohort c on c.organiser_id = s.organiser_id and c.id = s.cohort_id and c.status in ('open', 'closed')
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
  left join seat_count n on n.organiser_id = s.organiser_id and n.session_id = s.id
 where s.organiser_id = $1 and s.status <> 'cancelled' and s.parent_id is null and s.on_date >= $2
   and (s.ends_at is null or s.ends_at > $3)
 order by s.on_date, s.starts_at, s.id
 limit $4
"""

# By cohort, since an organiser may have invited tens of thousands in closed ones; those who have answered are not read.
UNREACHED: Final = """
select c.id as cohort_id, p.title as programme, c.name as cohort, n.silent, n.bounced, n.respond_by
  from cohort c
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 cross join lateral (
   select count(*) filter (where i.status = 'bounced') as bounced,
          count(*) filter (where i.status = 'sent' and r.kind = 'inbjudan' and (r.respond_by is null or r.respond_by >= $2)) as silent,
          min(r.respond_by) filter (where i.status = 'sent' and r.kind = 'inbjudan' and r.respond_by >= $2) as respond_by
     from invitation_rule r
     join invitation i on i.organiser_id = r.organiser_id and i.cohort_id = r.cohort_id and i.invitation_rule_id = r.id
                      and i.status in ('sent', 'bounced')
    where r.organiser_id = c.organiser_id and r.cohort_id = c.id) n
 where c.organiser_id = $1 and c.status = 'open' and n.silent + n.bounced > 0
 order by n.respond_by nulls last, c.id
 limit 20
"""

HAS_PROGRAMMES: Final = "select exists (select from programme where organiser_id = $1)"
ENQUIRIES: Final = "select count(*) from enquiry where organiser_id = $1 and status = 'new'"


WEBHOOKS_OFF: Final = "select id, name from webhook where organiser_id = $1 and status = 'off' order by name"


PAUSED: Final = """
select c.id as cohort_id, p.title as programme, c.name as cohort, c.sending_paused_at as since
  from cohort c
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where c.organiser_id = $1 and c.sending_paused_at is not null and c.status <> 'draft'
union all
select null, null, null, o.sending_paused_at from organiser o where o.id = $1 and o.sending_paused_at is not null
 order by cohort_id nulls first
"""


class PausedSending(msgspec.Struct, frozen=True, kw_only=True):
    """Mail that somebody has paused, of a cohort or, without one, of the whole organiser."""

    cohort_id: UUID | None
    programme: str | None
    cohort: str | None
    since: datetime


class WebhookOff(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook that the service has switched off."""

    id: UUID
    name: str


class NextSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session ahead, with how many have a seat."""

    id: UUID
    cohort_id: UUID
    title: str
    on_day: date
    starts_at: datetime | None
    ends_at: datetime | None
    mode: Mode | None
    place: str | None
    status: SessionStatus
    has_link: bool
    programme: str
    cohort: str
    capacity: int | None
    taken: int


class UnreachedCohort(msgspec.Struct, frozen=True, kw_only=True):
    """How many have not answered and how many never got their invitation; until when the first of them can answer."""

    cohort_id: UUID
    programme: str
    cohort: str
    silent: int
    bounced: int
    respond_by: date | None


class Today(msgspec.Struct, frozen=True, kw_only=True):
    sessions: Sequence[NextSession]
    unreached: Sequence[UnreachedCohort]
    new_enquiries: int
    has_programmes: bool
    webhooks_off: Sequence[WebhookOff]
    dead_addresses: int
    calendar_answers: int
    paused: Sequence[PausedSending]


async def read(
    conn: Conn, organiser_id: UUID, *, today: date, now: datetime, sessions: int, sees_protected: bool
) -> Today:
    """Read what the first page shows: at most so many sessions ahead."""
    return Today(
        sessions=_all(await conn.fetch(NEXT, organiser_id, today, now, sessions), NextSession),
        unreached=_all(await conn.fetch(UNREACHED, organiser_id, today), UnreachedCohort),
        new_enquiries=await conn.fetchval(ENQUIRIES, organiser_id),
        has_programmes=await conn.fetchval(HAS_PROGRAMMES, organiser_id),
        webhooks_off=_all(await conn.fetch(WEBHOOKS_OFF, organiser_id), WebhookOff),
        dead_addresses=await person_mails.count_dead(conn, organiser_id, sees_protected=sees_protected),
        calendar_answers=await calendar_answers.count_waiting(
            conn, organiser_id, now=now, today=today, sees_protected=sees_protected
        ),
        paused=_all(await conn.fetch(PAUSED, organiser_id), PausedSending),
    )


def _all(rows: Sequence[Any], kind: type[Any]) -> list[Any]:  # Any: rows, and a struct with their columns
    return [msgspec.convert(dict(row), kind) for row in rows]
