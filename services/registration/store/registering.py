"""A form's registration, stored in one statement: the person, the registration, its seats, the counters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.form import address_key
from services.registration.domain.registration import Applicant
from services.registration.domain.seats import Place
from shared import events, ids, swedish
from shared.postgres import Conn

# One round trip: the person found or made, the registration unless there is one, its seats, the counters. A person who
# is known is updated to what they are, in a column that is in no key: the lock then bars nobody's foreign key.
REGISTER: Final = """
with given as (
  select * from unnest($18::uuid[], $19::uuid[], $20::text[], $21::bigint[]) as g (id, session_id, status, position)
), applicant as (
  insert into person (organiser_id, id, name, name_sort, name_search, email, email_key, language)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (organiser_id, email_key) do update set version = person.version
  returning id, name, email, language, protected_identity, version
), made as (
  insert into registration (organiser_id, id, cohort_id, person_id, status, origin, calendar, role, organisation, answers, registered_at)
  select $1, $9, $10, applicant.id, $11, $12, $13, $14, $15, $16, $17 from applicant
  on conflict (organiser_id, cohort_id, person_id) where status <> 'withdrawn' do nothing
  returning id
), seated as (
  insert into seat (organiser_id, id, registration_id, session_id, status, position, since)
  select $1, given.id, made.id, given.session_id, given.status, given.position, $17 from made, given
), counted as (
  update seat_count c
     set taken = c.taken + (given.status = 'confirmed')::int, next_position = c.next_position + (given.status = 'waiting')::int
    from made, given
   where c.organiser_id = $1 and c.session_id = given.session_id
)
select applicant.id, applicant.name, applicant.email, applicant.language, applicant.protected_identity, applicant.version,
       made.id as registration_id, epoch.value as epoch,
       array(select (select count(*) + 1 from seat w where w.session_id = given.session_id and w.status = 'waiting')::int
                                from given where given.status = 'waiting') as ranks
  from applicant left join made on true cross join epoch
"""


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a form: who it is, and the registration unless there was one before."""

    person: events.Person
    is_new: bool  # the person, to us
    registration_id: UUID | None
    ranks: list[int]  # in the waiting lists, in the order of the seats that wait


async def register(
    conn: Conn,
    organiser_id: UUID,
    cohort_id: UUID,
    applicant: Applicant,
    *,
    registration_id: UUID,
    status: events.RegistrationStatus,
    calendar: events.Calendar,
    answers: dict[str, Any],  # Any: what a form of the organiser's own asks
    seats: Sequence[tuple[UUID, Place]],
    now: datetime,
) -> Registered:
    """Store a form's registration with its seats and count them, unless the address has one there already."""
    person_id = ids.new()
    row = await conn.fetchrow(
        REGISTER,
        organiser_id,
        person_id,
        applicant.name,
        swedish.sort_key(applicant.name),
        swedish.search_key(applicant.name),
        applicant.email,
        address_key(applicant.email),
        applicant.language,
        registration_id,
        cohort_id,
        status,
        "form",
        calendar,
        applicant.role,
        applicant.organisation,
        answers,
        now,
        [seat_id for seat_id, _ in seats],
        [place.session_id for _, place in seats],
        [place.status for _, place in seats],
        [place.position for _, place in seats],
    )
    assert row is not None  # noqa: S101 - the statement has one row, whatever it did
    return Registered(
        person=events.Person(
            organiser_id=organiser_id,
            id=row["id"],
            epoch=row["epoch"],
            version=row["version"],
            name=row["name"],
            email=row["email"],
            language=row["language"],
            protected_identity=row["protected_identity"],
        ),
        is_new=row["id"] == person_id,
        registration_id=row["registration_id"],
        ranks=row["ranks"],
    )
