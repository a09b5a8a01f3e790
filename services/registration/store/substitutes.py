"""Seats that a person has given to substitutes, and that these still have."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.registration import RegistrationSeat
from shared.events import SeatStatus
from shared.postgres import Conn

# Handed over from a seat of the person, or given at once to the substitute named in the answer to their invitation.
# `giver_id`: from whom the person has the seat; what goes back to them is given back, and no substitute's seat.
LIST_GIVEN: Final = """
with mine as materialized (
  select s.id, coalesce(had.person_id, case when r.origin = 'substitute' then i.person_id end) as giver_id
    from registration r
    join seat s on s.organiser_id = r.organiser_id and s.registration_id = r.id
    left join seat before on before.organiser_id = s.organiser_id and before.id = s.handed_from_id
    left join registration had on had.organiser_id = before.organiser_id and had.id = before.registration_id
    left join invitation i on i.organiser_id = r.organiser_id and i.id = r.invitation_id
   where r.organiser_id = $1 and r.cohort_id = $2 and r.person_id = $3
), given as materialized (
  select k.id
    from mine
    join seat k on k.organiser_id = $1 and k.handed_from_id = mine.id and k.status <> 'withdrawn'
    join registration has on has.organiser_id = k.organiser_id and has.id = k.registration_id
   where has.person_id is distinct from mine.giver_id
   union
  select k.id
    from invitation i
    join registration r on r.organiser_id = i.organiser_id and r.invitation_id = i.id and r.origin = 'substitute'
         and r.person_id <> i.person_id
    join seat k on k.organiser_id = r.organiser_id and k.registration_id = r.id and k.status <> 'withdrawn'
         and k.handed_from_id is null
   where i.organiser_id = $1 and i.cohort_id = $2 and i.person_id = $3
)
select k.id, k.registration_id, k.session_id, k.status, k.since, k.offered_until, p.name as substitute_name,
       p.protected_identity as is_protected, k.by_position as is_by_position
  from given
  join seat k on k.organiser_id = $1 and k.id = given.id
  join registration r on r.organiser_id = k.organiser_id and r.id = k.registration_id
  join person p on p.organiser_id = r.organiser_id and p.id = r.person_id
 order by k.session_id
"""


class GivenSeat(msgspec.Struct, frozen=True, kw_only=True):
    """A seat, or a place in the waiting list, that a substitute has in the person's place.

    `is_by_position`: the person has left the position that it belongs to, and cannot take it back themselves.
    """

    id: UUID
    registration_id: UUID
    session_id: UUID
    status: SeatStatus
    since: datetime
    offered_until: datetime | None
    substitute_name: str
    is_protected: bool
    is_by_position: bool = False

    @property
    def shown_name(self) -> str | None:
        """The substitute's name; None if their identity is protected."""
        return None if self.is_protected else self.substitute_name

    def as_seat(self) -> RegistrationSeat:
        return RegistrationSeat(
            id=self.id,
            registration_id=self.registration_id,
            session_id=self.session_id,
            status=self.status,
            since=self.since,
            offered_until=self.offered_until,
        )


async def list_given(conn: Conn, organiser_id: UUID, cohort_id: UUID, person_id: UUID) -> Sequence[GivenSeat]:
    """Return the seats in the cohort that substitutes have in the person's place, in the order of the sessions' ids."""
    rows = await conn.fetch(LIST_GIVEN, organiser_id, cohort_id, person_id)
    return [GivenSeat(**row) for row in rows]
