"""Invitations as their pages show them; concurrent reads share one statement."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.sessions.session import Session, moved_since
from services.registration.store import sessions, waiting_lists
from services.registration.store.views.participant import (
    CohortSetting,
    Invitation,
    OwnSeat,
    about_person,
    around_cohort,
    from_cohort,
    newest_first,
    own_seats,
)
from shared.batching import Coalescer
from shared.language import Language
from shared.postgres import Conn, Pool

# The data common to a cohort is built once per cohort, as text: it is mostly equal to the last one, which `_read` has cached.
# The ids pass through a subquery, because PostgreSQL would make a new plan (2 ms) for each array length that it sees.
OPEN: Final = f"""
with asked as materialized (
  select i.id, i.organiser_id, i.cohort_id, i.person_id, i.generation, i.status, i.session_ids, i.invited_at, i.message,
         i.role, i.organisation, rule.kind, rule.respond_by,
         rule.substitutes_allowed is distinct from false as substitutes_allowed,
         coalesce(rule.waiting_list, c.waiting_list) as waiting_list,
         r.id as registration_id, r.generation as registration_generation, r.status as registration_status,{about_person}
    from invitation i
    join invitation_rule rule on rule.organiser_id = i.organiser_id and rule.id = i.invitation_rule_id
    join cohort c on c.organiser_id = i.organiser_id and c.id = i.cohort_id
    join person on person.organiser_id = i.organiser_id and person.id = i.person_id
    left join registration r on r.organiser_id = i.organiser_id and r.cohort_id = i.cohort_id
         and r.person_id = i.person_id and r.status <> 'withdrawn' and r.confirm_until is null
   where i.id = any(array(select unnest($1::uuid[])))
), common as materialized (
  select a.organiser_id, a.cohort_id,
         json_build_object(
           'cohort', (select to_json(setting) from (
             select{around_cohort}{from_cohort} where c.organiser_id = a.organiser_id and c.id = a.cohort_id
           ) setting),
           'sessions', (select coalesce(json_agg(session order by session.id), '[]') from (
             {sessions.listed} where s.organiser_id = a.organiser_id and s.cohort_id = a.cohort_id
           ) session)
         )::text as common
    from (select distinct organiser_id, cohort_id from asked) a
)
select asked.*, common.common,
       case when asked.registration_id is not null then (select json_agg(own)::text from (
         {own_seats} where s.organiser_id = asked.organiser_id and s.registration_id = asked.registration_id{newest_first}
       ) own) end as seats
  from asked
  join common on common.organiser_id = asked.organiser_id and common.cohort_id = asked.cohort_id
"""

_SEATS: Final = msgspec.json.Decoder(list[OwnSeat])
_MOST_COHORTS: Final = 200


class PersonSetting(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a `CohortSetting` that are about the person."""

    person_name: str
    person_email: str | None
    person_language: Language
    language_chosen: bool
    protected_identity: bool


class OpenedInvitation(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation, its sessions, and the person's newest seat in each of these, by session.

    `common` is the JSON text shared by all invitations to the cohort.
    """

    invitation: Invitation
    setting: CohortSetting
    sessions: Sequence[Session]
    seats: dict[UUID, OwnSeat]
    common: str

    @property
    def moved(self) -> frozenset[UUID]:
        """The sessions that have moved since the person was invited, or got a seat."""
        return frozenset(
            session.id
            for session in self.sessions
            if moved_since(
                session,
                self.seats[session.id].since if session.id in self.seats else self.invitation.invited_at,
            )
        )


class _Common(msgspec.Struct, frozen=True):
    cohort: dict[str, Any]  # Any: the fields of a CohortSetting that are about the cohort
    sessions: list[Session]


class InvitationReader:
    """Reads invitations; calls during a running statement are batched into the next one."""

    def __init__(self, pool: Pool) -> None:
        self._calls: Coalescer[Pool, UUID, OpenedInvitation | None] = Coalescer(_find_all)
        self._pool = pool

    async def find(self, invitation_id: UUID) -> OpenedInvitation | None:
        """Return the current invitation; None if there is none with this id."""
        return await self._calls.do(self._pool, invitation_id)


async def _find_all(pool: Pool, ids: Sequence[UUID]) -> list[OpenedInvitation | None]:
    async with pool.acquire() as conn:
        found = {row["id"]: _opened(dict(row)) for row in await conn.fetch(OPEN, ids)}
        await _place_in_lines(conn, found.values())
    return [found.get(invitation_id) for invitation_id in ids]


def _opened(row: dict[str, Any]) -> OpenedInvitation:
    common = row.pop("common")
    seats = _SEATS.decode(row.pop("seats") or "[]")
    person = PersonSetting(**{name: row.pop(name) for name in PersonSetting.__struct_fields__})
    return open_invitation(common, Invitation(**row), person, seats)


def open_invitation(
    common: str, invitation: Invitation, person: PersonSetting, seats: Iterable[OwnSeat]
) -> OpenedInvitation:
    """Combine the `common` JSON text of the cohort with the fields of one person."""
    read = _read(common)
    session_ids = set(invitation.session_ids)
    return OpenedInvitation(
        invitation=invitation,
        setting=CohortSetting(**read.cohort, **msgspec.structs.asdict(person)),
        sessions=[session for session in read.sessions if session.id in session_ids],
        seats={seat.session_id: seat for seat in seats if seat.session_id in session_ids},
        common=common,
    )


async def _place_in_lines(conn: Conn, invitations: Iterable[OpenedInvitation]) -> None:
    waiting = [
        (opened.invitation.organiser_id, seat, opened.seats)
        for opened in invitations
        for seat in opened.seats.values()
        if seat.status == "waiting"
    ]
    for organiser_id in {tenant for tenant, _, _ in waiting}:
        waited_for = {seat.session_id for tenant, seat, _ in waiting if tenant == organiser_id}
        places = await waiting_lists.places(conn, organiser_id, waited_for)
        for tenant, seat, own in waiting:
            if tenant == organiser_id:
                own[seat.session_id] = msgspec.structs.replace(seat, place_in_line=places.get(seat.id))


@lru_cache(maxsize=_MOST_COHORTS)
def _read(common: str) -> _Common:
    return msgspec.json.decode(common, type=_Common)
