"""Rows of `erasure`, and the removal of personal data from all other tables; counts and attendance stay, anonymous."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.directory import person
from services.registration.domain.errors import NotFound
from services.registration.domain.form import address_key
from services.registration.store import (
    answers,
    attendance,
    calendar_answers,
    enquiries,
    interests,
    invitations,
    programmes,
    registrations,
    seats,
)
from services.registration.store.access import audit, idempotency, receipts
from services.registration.store.access.idempotency import StoredResponse
from services.registration.store.directory import (
    audiences,
    merged_people,
    people,
    people_imports,
    person_mails,
    shared_addresses,
)
from shared import swedish
from shared.postgres import Conn

ASK: Final = """
insert into erasure (organiser_id, person_id, asked_at)
select organiser_id, id, $3 from person where organiser_id = $1 and id = $2
on conflict do nothing
returning true
"""

FIND: Final = "select asked_at, scrubbed_at from erasure where organiser_id = $1 and person_id = $2"

LIST: Final = "select person_id, asked_at from erasure order by asked_at, person_id"

LIST_LATE: Final = """
select organiser_id, person_id from erasure where scrubbed_at is null and asked_at < $1 order by asked_at, person_id
"""

ORGANISER_OF: Final = "select organiser_id from person where id = $1"

LOCK_INVITATIONS: Final = """
select id from invitation where organiser_id = $1 and person_id = $2 order by id for no key update
"""

LIVE: Final = """
select id, cohort_id from registration
 where organiser_id = $1 and person_id = $2 and status <> 'withdrawn'
 order by cohort_id, id
"""

OWN_KEY: Final = "select email_key from person where organiser_id = $1 and id = $2"

HOLD: Final = "select name, email from person where organiser_id = $1 and id = $2 for no key update"

# Events that notify still needs are sent again afterwards, without personal data.
CLEAR_OUTBOX: Final = """
update outbox set payload = null, status = 'done', answered_at = coalesce(answered_at, clock_timestamp())
 where organiser_id = $1 and payload is not null
   and (kind in ('person', 'invitation', 'registration') and position($2::bytea in payload) > 0
        or kind in ('person', 'enquiry', 'opening', 'mailing_recipient')
           and position($3::bytea in convert_to(lower(convert_from(payload, 'UTF8')), 'UTF8')) > 0)
"""

FINISH: Final = """
update erasure set scrubbed_at = $3 where organiser_id = $1 and person_id = $2 and scrubbed_at is null returning true
"""

INVITATIONS: Final = "select id from invitation where organiser_id = $1 and person_id = $2 order by id"
REGISTRATIONS: Final = "select id from registration where organiser_id = $1 and person_id = $2 order by id"

_GONE: Final = StoredResponse(
    410,
    b'{"type":"urn:kallelse:problem:erased","title":"Gone","status":410,'
    b'"detail":"What was answered told of somebody who has been erased."}',
)


# Every table with personal data, and the statements that erase it; a test compares both lists with the schema.
statements: Final[Mapping[str, tuple[str, ...]]] = {
    "audience": (audiences.REPLACE_PERSON,),
    "audit": (audit.SCRUB,),
    "calendar_answer": (calendar_answers.ERASE_PERSON, calendar_answers.ERASE_ADDRESS),
    "enquiry": (enquiries.ERASE_PERSON,),
    "guest": (attendance.ERASE_PERSON, attendance.ERASE_GUEST),
    "idempotency": (idempotency.ERASE_PERSON,),
    "interest": (interests.ERASE_PERSON,),
    "invitation": (invitations.ERASE_PERSON,),
    "outbox": (CLEAR_OUTBOX,),
    "merged_person": (merged_people.ERASE_PERSON,),
    "people_import_person": (people_imports.ERASE_PERSON,),
    "person": (people.HIDE_PERSON, people.ERASE_PERSON, shared_addresses.ERASE_ADDRESS),
    "person_mail": (person_mails.ERASE_PERSON, person_mails.ERASE_SUBSTITUTE),
    "position": (people.CLEAR_POSITIONS,),
    "programme": (programmes.ERASE_PERSON,),
    "receipt": (receipts.FORGET_PERSON,),
    "registration": (registrations.ERASE_PERSON,),
    "seat": (seats.ERASE_PERSON,),
    "sensitive_answer": (answers.ERASE_PERSON,),
}

# Tables that erasure does not change, with the reason.
left_alone: Final[Mapping[str, str]] = {
    "api_token": "named by an administrator for what uses it",
    "column_mapping": "headings of sheets",
    "checked": "counts of the nightly check",
    "chore": "times of periodic work",
    "cohort": "dates and settings",
    "consent": "the text that is agreed to; who agreed stands with the registration",
    "contact": "a function that the organiser publishes, and changes itself",
    "epoch": "how often the database was restored",
    "erasure": "that somebody was erased, by id alone",
    "inbox": "ids of events",
    "invitation_rule": "a rule, without people",
    "kept_sheet": "a list on its way in; its content is deleted when it is stored, and the row after two hours",
    "letter_text": "a text of the organiser's, for everybody the same",
    "mailing": "a text of the organiser's, which says to everybody the same",
    "mailing_attachment": "a file of the organiser's, for everybody the same",
    "mailing_recipient": "that somebody was mailed, by id alone",
    "mailing_template": "a text of the organiser's",
    "migration": "names of files",
    "organisation": "organisations",
    "organiser": "the tenant",
    "organiser_logo": "a picture of the tenant's",
    "people_import": "names of files and numbers",
    "people_import_organisation": "ids of organisations",
    "posted": "hashes, for an hour",
    "question": "what is asked",
    "scheduled_sending": "when a rule invites, and numbers",
    "seat_count": "counts",
    "session": "dates and places",
    "sign_in_attempt": "hashes, for a day",
    "staff": "those who sign in for the organiser, who are removed as staff",
    "staff_session": "hashes of cookies, which end with the session",
    "webhook": "addresses of programs",
    "webhook_attempt": "times and codes; what was answered is not kept",
    "webhook_message": "that something has changed, by id alone: what it says is read when it is sent",
}


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """When the erasure of a person was requested, and when it was completed."""

    asked_at: datetime
    scrubbed_at: datetime | None


class PersonUnits(msgspec.Struct, frozen=True, kw_only=True):
    """The ids of a person's rows that notify has; `person_ids`: of others who shared the person's address."""

    invitation_ids: list[UUID]
    registration_ids: list[UUID]
    person_ids: list[UUID] = []


async def ask(conn: Conn, organiser_id: UUID, person_id: UUID, now: datetime) -> bool:
    """Record a request for erasure; returns False if there is one already. Raises `NotFound` if there is no such person."""
    if await conn.fetchval(ASK, organiser_id, person_id, now):
        return True
    if await find(conn, organiser_id, person_id) is None:
        raise NotFound("person")
    return False


async def find(conn: Conn, organiser_id: UUID, person_id: UUID) -> Erasure | None:
    row = await conn.fetchrow(FIND, organiser_id, person_id)
    return None if row is None else msgspec.convert(dict(row), Erasure)


async def list_all(conn: Conn) -> list[tuple[UUID, datetime]]:
    """Return all erasures of all tenants, by time of request."""
    return [(row["person_id"], row["asked_at"]) for row in await conn.fetch(LIST)]


async def list_late(conn: Conn, asked_before: datetime) -> list[tuple[UUID, UUID]]:
    """Return tenant and person of erasures requested before `asked_before` that notify has not confirmed."""
    return [(row["organiser_id"], row["person_id"]) for row in await conn.fetch(LIST_LATE, asked_before)]


async def organiser_of(conn: Conn, person_id: UUID) -> UUID | None:
    """Return the organiser of a person, or None."""
    found: UUID | None = await conn.fetchval(ORGANISER_OF, person_id)
    return found


async def lock_live(conn: Conn, organiser_id: UUID, person_id: UUID) -> list[tuple[UUID, UUID]]:
    """Lock the person's invitations; return registration and cohort of all registrations not withdrawn, in locking order."""
    await conn.execute(LOCK_INVITATIONS, organiser_id, person_id)
    return [(row["id"], row["cohort_id"]) for row in await conn.fetch(LIVE, organiser_id, person_id)]


async def list_live(conn: Conn, organiser_id: UUID, person_id: UUID) -> set[UUID]:
    """Return the ids of the person's registrations that are not withdrawn."""
    return {row["id"] for row in await conn.fetch(LIVE, organiser_id, person_id)}


async def let_go(conn: Conn, organiser_id: UUID, person_id: UUID) -> PersonUnits:
    """Invalidate every link and erase all personal data but the name and the address, which the last mails need."""
    closed = await conn.fetch(invitations.ERASE_PERSON, organiser_id, person_id)
    withdrawn = await conn.fetch(registrations.ERASE_PERSON, organiser_id, person_id)
    registration_ids = [row["id"] for row in withdrawn]
    await conn.execute(answers.ERASE_PERSON, organiser_id, registration_ids)
    await conn.execute(seats.ERASE_PERSON, organiser_id, registration_ids)
    await calendar_answers.erase_person(conn, organiser_id, registration_ids)
    await conn.execute(attendance.ERASE_PERSON, organiser_id, registration_ids, person.ERASED_NAME)
    await conn.execute(people.CLEAR_POSITIONS, organiser_id, person_id)
    await audiences.replace_person(conn, organiser_id, person_id, None)
    await receipts.forget_person(conn, organiser_id, person_id)
    await people_imports.forget_person(conn, organiser_id, person_id)
    await merged_people.forget_person(conn, organiser_id, person_id)
    await _scrub_audit(conn, organiser_id, person_id, [row["id"] for row in closed], registration_ids)
    await conn.execute(programmes.ERASE_PERSON, organiser_id, str(person_id))
    key = await conn.fetchval(OWN_KEY, organiser_id, person_id)
    sharing = await shared_addresses.erase_address(conn, organiser_id, key) if key else []
    await person_mails.erase(conn, organiser_id, person_id, sharing)
    sort, search = swedish.sort_key(person.ERASED_NAME), swedish.search_key(person.ERASED_NAME)
    await conn.execute(people.HIDE_PERSON, organiser_id, person_id, sort, search)
    return PersonUnits(
        invitation_ids=[row["id"] for row in closed], registration_ids=registration_ids, person_ids=sharing
    )


async def finish(conn: Conn, organiser_id: UUID, person_id: UUID, now: datetime) -> PersonUnits | None:
    """Erase the name and the address everywhere; None if that is done already, or no erasure was requested."""
    if not await conn.fetchval(FINISH, organiser_id, person_id, now):
        return None
    row = await conn.fetchrow(HOLD, organiser_id, person_id)
    name, email = (row["name"], row["email"]) if row else ("", None)
    registration_ids = [found["id"] for found in await conn.fetch(REGISTRATIONS, organiser_id, person_id)]
    invitation_ids = [found["id"] for found in await conn.fetch(INVITATIONS, organiser_id, person_id)]
    await conn.execute(answers.ERASE_PERSON, organiser_id, registration_ids)
    await conn.execute(attendance.ERASE_PERSON, organiser_id, registration_ids, person.ERASED_NAME)
    await conn.execute(attendance.ERASE_GUEST, organiser_id, name, person.ERASED_NAME)
    await calendar_answers.erase_person(conn, organiser_id, registration_ids)
    await _scrub_audit(conn, organiser_id, person_id, invitation_ids, registration_ids)
    key = address_key(email) if email else None
    await conn.execute(enquiries.ERASE_PERSON, organiser_id, key, person.ERASED_NAME, person_id)
    if key:
        await conn.execute(interests.ERASE_PERSON, organiser_id, key)
        await calendar_answers.erase_address(conn, organiser_id, key)
    own_id = str(person_id).encode()
    # Without an address, the zero byte matches no row: no text contains one.
    await conn.execute(CLEAR_OUTBOX, organiser_id, own_id, _in_json(email.lower()) if email else b"\0")
    needles = [own_id, *(_in_json(text) for text in (name, email) if text)]
    await conn.execute(idempotency.ERASE_PERSON, organiser_id, msgspec.msgpack.encode(_GONE), needles)
    sort, search = swedish.sort_key(person.ERASED_NAME), swedish.search_key(person.ERASED_NAME)
    await conn.execute(people.ERASE_PERSON, organiser_id, person_id, person.ERASED_NAME, sort, search)
    return PersonUnits(invitation_ids=invitation_ids, registration_ids=registration_ids)


def _in_json(text: str) -> bytes:
    return msgspec.json.encode(text)[1:-1]


async def _scrub_audit(
    conn: Conn, organiser_id: UUID, person_id: UUID, invitation_ids: list[UUID], registration_ids: list[UUID]
) -> None:
    """Remove logged values of changes to the person and to their invitations and registrations."""
    await audit.scrub(conn, organiser_id, [person_id, *invitation_ids, *registration_ids])
