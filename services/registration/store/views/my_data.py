"""Everything that is stored about one person at one organiser, for that person."""

from typing import Any, Final
from uuid import UUID

from services.registration.domain.form import address_key
from services.registration.store.views import my_answers
from shared.postgres import Conn

ORGANISER: Final = "select name from organiser where id = $1"

PERSON: Final = """
select id, source_id, name, email, phone, language, language_chosen, protected_identity, extra, created_at
  from person where organiser_id = $1 and id = $2
"""

POSITIONS: Final = """
select o.name as organisation, q.role, q.group_name as "group", q.from_on as "from", q.until_on as until
  from position q
  join organisation o on o.organiser_id = q.organiser_id and o.id = q.organisation_id
 where q.organiser_id = $1 and q.person_id = $2
 order by q.id
"""

INVITATIONS: Final = """
select i.id, p.title as programme, c.name as cohort, i.status, i.invited_at, i.answered_at, i.message, i.role, i.organisation,
       array(select s.title from session s where s.organiser_id = i.organiser_id and s.id = any(i.session_ids)
              order by s.starts_at nulls last, s.number, s.id) as sessions
  from invitation i
  join cohort c on c.organiser_id = i.organiser_id and c.id = i.cohort_id
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where i.organiser_id = $1 and i.person_id = $2
 order by i.id
"""

REGISTRATIONS: Final = """
select r.id, p.title as programme, c.name as cohort, r.status, r.origin, r.calendar, r.role, r.organisation, r.answers,
       r.registered_at, r.link_asked_at, r.confirm_until
  from registration r
  join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where r.organiser_id = $1 and r.person_id = $2
 order by r.id
"""

SEATS: Final = """
select g.registration_id, s.title as session, s.on_date as "on", s.starts_at, s.ends_at, s.place, g.status, g.since,
       g.offered_at, g.offered_until, g.attendance, g.attended_at,
       array(select t.name from guest t where t.organiser_id = g.organiser_id and t.seat_id = g.id order by t.id) as guests
  from seat g
  join registration r on r.organiser_id = g.organiser_id and r.id = g.registration_id
  join session s on s.organiser_id = g.organiser_id and s.id = g.session_id
 where r.organiser_id = $1 and r.person_id = $2
 order by g.registration_id, s.starts_at nulls last, g.id
"""

ENQUIRIES: Final = """
select subject, audience, people, people_words, wanted_when, organisation, name, email, reference, message, answer, asked_at, answered_at
  from enquiry where organiser_id = $1 and lower(email) = $2 order by id
"""

INTERESTS: Final = """
select p.title as programme, i.email, i.asked_at
  from interest i
  left join programme p on p.organiser_id = i.organiser_id and p.id = i.programme_id
 where i.organiser_id = $1 and i.email_key = $2
 order by i.id
"""

MAIL: Final = """
select address, dead_since, answer, away_told_at, away_until, away_subject, substitute_email, substitute_name
  from person_mail
 where organiser_id = $1 and person_id = $2 and (dead_since is not null or away_told_at is not null)
"""


async def read(conn: Conn, organiser_id: UUID, person_id: UUID) -> dict[str, Any]:  # Any: JSON
    """Return all data of a person as JSON values, readable by people and programs."""
    whole: dict[str, Any] = {"organiser": await conn.fetchval(ORGANISER, organiser_id)}
    person = await conn.fetchrow(PERSON, organiser_id, person_id)
    whole["person"] = dict(person or {})
    seats = await _rows(conn, SEATS, organiser_id, person_id)
    registrations = await _rows(conn, REGISTRATIONS, organiser_id, person_id)
    for registration in registrations:
        registration["seats"] = [seat for seat in seats if seat["registration_id"] == registration["id"]]
    for seat in seats:
        del seat["registration_id"]
    await my_answers.add(conn, organiser_id, person_id, registrations)
    whole["positions"] = await _rows(conn, POSITIONS, organiser_id, person_id)
    whole["invitations"] = await _rows(conn, INVITATIONS, organiser_id, person_id)
    whole["registrations"] = registrations
    whole["mail"] = await _rows(conn, MAIL, organiser_id, person_id)
    key = address_key(whole["person"].get("email") or "")
    whole["enquiries"] = await _rows(conn, ENQUIRIES, organiser_id, key) if key else []
    whole["interests"] = await _rows(conn, INTERESTS, organiser_id, key) if key else []
    return whole


async def _rows(conn: Conn, statement: str, *arguments: Any) -> list[dict[str, Any]]:  # Any: parameters, rows
    return [dict(row) for row in await conn.fetch(statement, *arguments)]
