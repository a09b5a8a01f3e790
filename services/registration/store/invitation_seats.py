"""Who comes by an invitation, read from the seats: the invited person, or somebody to whom they handed a seat."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.registration.domain.invitation import InvitationSeats, PlacesBefore
from shared.events import InvitationStatus
from shared.postgres import Conn

# Invitations of the people who hold these registrations, who held the seats before, or by whose invitation they came. Locked
# rows are skipped, because sessions are locked already: whoever has locked an invitation is answering it, and waits for them.
LIST_CONCERNED: Final = """
with recursive held as (
  select s.registration_id, s.handed_from_id
    from seat s
   where s.organiser_id = $1 and s.registration_id = any($2::uuid[])
   union
  select f.registration_id, f.handed_from_id
    from held h
    join seat f on f.organiser_id = $1 and f.id = h.handed_from_id
), holder as (
  select r.cohort_id, r.person_id, r.invitation_id
    from registration r
   where r.organiser_id = $1 and r.id = any(array(select registration_id from held)) and r.confirm_until is null
), concerned as (
  select i.id from holder h join invitation i on i.organiser_id = $1 and i.person_id = h.person_id and i.cohort_id = h.cohort_id
   union
  select invitation_id from holder where invitation_id is not null
)
select i.id, rule.kind, i.status, i.cohort_id, i.person_id, i.session_ids, rule.session_ids is null as covers_all
  from invitation i
  join invitation_rule rule on rule.organiser_id = i.organiser_id and rule.id = i.invitation_rule_id
 where i.organiser_id = $1 and i.id = any(array(select id from concerned)) and rule.kind <> 'utses'
 order by i.id
   for no key update of i skip locked
"""

# What nobody has confirmed answers nothing. A seat belongs to an invitation if it is in one of its sessions and is the person's own, was handed on from one of theirs,
# or is that of a substitute who came by the invitation.
LIST_SEATS: Final = """
with recursive asked as (
  select *
    from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bool[]) as a (id, cohort_id, person_id, session_ids, covers_all)
), held as (
  select a.id as invitation_id, s.id, s.session_id, s.status, true as is_own
    from asked a
    join registration r on r.organiser_id = $1 and r.cohort_id = a.cohort_id and r.person_id = a.person_id and r.confirm_until is null
    join seat s on s.registration_id = r.id
   union
  select a.id, s.id, s.session_id, s.status, false
    from asked a
    join registration r on r.organiser_id = $1 and r.invitation_id = a.id and r.origin = 'substitute' and r.person_id <> a.person_id
    join seat s on s.registration_id = r.id
   union
  select h.invitation_id, n.id, n.session_id, n.status, r.person_id = a.person_id
    from held h
    join asked a on a.id = h.invitation_id
    join seat n on n.organiser_id = $1 and n.handed_from_id = h.id
    join registration r on r.organiser_id = $1 and r.id = n.registration_id
)
select h.invitation_id,
       bool_or(h.is_own) as own,
       bool_or(h.is_own and s.status <> 'cancelled' and (s.on_date is null or s.on_date >= $7::date)) as own_ahead,
       bool_or(not h.is_own) as substitute,
       bool_or(not h.is_own and s.status <> 'cancelled' and (s.on_date is null or s.on_date >= $7::date)) as substitute_ahead
  from held h
  join asked a on a.id = h.invitation_id
  join session s on s.organiser_id = $1 and s.id = h.session_id
 where h.status <> 'withdrawn' and (a.covers_all or h.session_id = any(string_to_array(a.session_ids, ',')::uuid[]))
 group by h.invitation_id
"""

# The places of people in a cohort: their own, and those that somebody has from them.
LIST_PLACES: Final = """
with recursive held as (
  select r.person_id, s.id, s.session_id, s.status, true as is_own
    from registration r
    join seat s on s.organiser_id = r.organiser_id and s.registration_id = r.id
   where r.organiser_id = $1 and r.cohort_id = $2 and r.person_id = any($3::uuid[]) and r.confirm_until is null
   union
  select h.person_id, n.id, n.session_id, n.status, r.person_id = h.person_id
    from held h
    join seat n on n.organiser_id = $1 and n.handed_from_id = h.id
    join registration r on r.organiser_id = $1 and r.id = n.registration_id
)
select person_id,
       coalesce(array_agg(session_id) filter (where is_own), '{}') as own,
       coalesce(array_agg(session_id) filter (where not is_own), '{}') as handed_on
  from held
 where status <> 'withdrawn'
 group by person_id
"""

SET: Final = """
update invitation i
   set status = n.status, answered_at = case when n.status <> 'sent' then $4::timestamptz end, version = i.version + 1
  from unnest($2::uuid[], $3::text[]) as n (id, status)
 where i.organiser_id = $1 and i.id = n.id
"""


async def of_registrations(
    conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID], *, today: date
) -> list[InvitationSeats]:
    """Lock the invitations that these registrations concern, and return each with whose seats are left by it."""
    rows = await conn.fetch(LIST_CONCERNED, organiser_id, registration_ids)
    if not rows:
        return []
    found = await conn.fetch(
        LIST_SEATS,
        organiser_id,
        [row["id"] for row in rows],
        [row["cohort_id"] for row in rows],
        [row["person_id"] for row in rows],
        [",".join(map(str, row["session_ids"])) for row in rows],
        [row["covers_all"] for row in rows],
        today,
    )
    seats = {row["invitation_id"]: row for row in found}
    return [
        InvitationSeats(
            id=row["id"],
            kind=row["kind"],
            status=row["status"],
            own=bool(here and here["own"]),
            own_ahead=bool(here and here["own_ahead"]),
            substitute=bool(here and here["substitute"]),
            substitute_ahead=bool(here and here["substitute_ahead"]),
        )
        for row in rows
        for here in [seats.get(row["id"])]
    ]


async def places_before(
    conn: Conn, organiser_id: UUID, cohort_id: UUID, person_ids: Sequence[UUID]
) -> dict[UUID, PlacesBefore]:
    """Return the places that these people have in a cohort; somebody without any is missing."""
    if not person_ids:
        return {}
    rows = await conn.fetch(LIST_PLACES, organiser_id, cohort_id, person_ids)
    return {
        row["person_id"]: PlacesBefore(own=frozenset(row["own"]), handed_on=frozenset(row["handed_on"]))
        for row in rows
    }


async def set_status(
    conn: Conn, organiser_id: UUID, changed: dict[UUID, InvitationStatus], *, now: datetime
) -> None:
    """Store the status that follows from the seats."""
    await conn.execute(SET, organiser_id, list(changed), list(changed.values()), now)
