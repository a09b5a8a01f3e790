"""Rows of `erasure`, and taking every word of a person out of the other tables; counts and attendance stay, nobody's."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.errors import NotFound
from services.registration.domain.form import address_key
from services.registration.store import audit, receipts
from services.registration.store.idempotency import StoredResponse
from shared import swedish
from shared.postgres import Conn

_nobody: Final = "Borttagen person"

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

HOLD_INVITATIONS: Final = """
select id from invitation where organiser_id = $1 and person_id = $2 order by id for no key update
"""

LIVE: Final = """
select id, cohort_id from registration
 where organiser_id = $1 and person_id = $2 and status <> 'withdrawn'
 order by cohort_id, id
"""

# Every link dies with its generation; who has not answered will not be asked again.
CLOSE_INVITATIONS: Final = """
update invitation
   set status = case when status in ('queued', 'sent') then 'expired' else status end,
       message = null, role = null, organisation = null, generation = generation + 1, version = version + 1
 where organiser_id = $1 and person_id = $2
returning id
"""

CLOSE_REGISTRATIONS: Final = """
update registration
   set answers = '{}', consent_version = null, consented_at = null, role = null, organisation = null, generation = generation + 1, version = version + 1
 where organiser_id = $1 and person_id = $2
returning id
"""

DROP_ANSWERS: Final = """
delete from sensitive_answer where organiser_id = $1 and registration_id = any($2::uuid[])
"""

CLOSE_SEATS: Final = """
update seat set generation = generation + 1
 where organiser_id = $1 and registration_id = any($2::uuid[])
"""

RENAME_GUESTS: Final = """
update guest set name = $3
  from seat s
 where guest.organiser_id = $1 and s.organiser_id = guest.organiser_id and s.id = guest.seat_id
   and s.registration_id = any($2::uuid[])
"""

CLEAR_POSITIONS: Final = "delete from position where organiser_id = $1 and person_id = $2"

# The name and the address are left for the last mails; nobody finds the person by them any more.
LET_GO: Final = """
update person
   set name_sort = $3, name_search = $4, email_key = null, shared_key = null, source_id = null, extra = '{}', version = version + 1
 where organiser_id = $1 and id = $2
"""

CLEAR_FILES: Final = """
update programme
   set file = jsonb_set(file, '{rows,directory.recipients}', coalesce(
         (select jsonb_agg(e.entry order by e.number)
            from jsonb_array_elements(file #> '{rows,directory.recipients}') with ordinality as e (entry, number)
           where not e.entry -> 'rows' ? $2::text), '[]'))
 where organiser_id = $1 and file #> '{rows,directory.recipients}' is not null and position($2::text in file::text) > 0
"""

HOLD: Final = "select name, email from person where organiser_id = $1 and id = $2 for no key update"

SCRUB_PERSON: Final = """
update person
   set name = $3, name_sort = $4, name_search = $5, email = null, email_key = null, shared_key = null, source_id = null,
       extra = '{}',
       version = version + 1
 where organiser_id = $1 and id = $2
"""

SCRUB_ENQUIRIES: Final = """
update enquiry
   set name = $3, email = '', reference = null, message = null, note = null, answer = null, version = version + 1
 where organiser_id = $1 and lower(email) = $2
"""

DROP_INTERESTS: Final = "delete from interest where organiser_id = $1 and email_key = $2"

# What notify still needs of it is told again afterwards, without the words.
CLEAR_OUTBOX: Final = """
update outbox set payload = null, status = 'done', answered_at = coalesce(answered_at, clock_timestamp())
 where organiser_id = $1 and payload is not null
   and (kind in ('person', 'invitation', 'registration') and position($2::bytea in payload) > 0
        or kind in ('enquiry', 'opening') and position($3::bytea in convert_to(lower(convert_from(payload, 'UTF8')), 'UTF8')) > 0)
"""

# Asked again within the day, they say that it is no more: what was done is not done over.
CLEAR_ANSWERS: Final = """
update idempotency set response = $2, status = 410
 where token_id in (select id from api_token where organiser_id = $1) and response is not null
   and exists (select from unnest($3::bytea[]) as n (needle) where position(n.needle in response) > 0)
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


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """When somebody asked to be forgotten, and when nothing was left."""

    asked_at: datetime
    scrubbed_at: datetime | None


class PersonUnits(msgspec.Struct, frozen=True, kw_only=True):
    """What of a person notify knows of, by id."""

    invitation_ids: list[UUID]
    registration_ids: list[UUID]


async def ask(conn: Conn, organiser_id: UUID, person_id: UUID, now: datetime) -> bool:
    """Note that somebody is to be forgotten; say no if that was noted before. `NotFound` if there is no such person."""
    if await conn.fetchval(ASK, organiser_id, person_id, now):
        return True
    if await find(conn, organiser_id, person_id) is None:
        raise NotFound("person")
    return False


async def find(conn: Conn, organiser_id: UUID, person_id: UUID) -> Erasure | None:
    row = await conn.fetchrow(FIND, organiser_id, person_id)
    return None if row is None else msgspec.convert(dict(row), Erasure)


async def list_all(conn: Conn) -> list[tuple[UUID, datetime]]:
    """Every erasure there has been, of every tenant, in order."""
    return [(row["person_id"], row["asked_at"]) for row in await conn.fetch(LIST)]


async def list_late(conn: Conn, asked_before: datetime) -> list[tuple[UUID, UUID]]:
    """Tenant and person of those that notify should have answered for long ago."""
    return [(row["organiser_id"], row["person_id"]) for row in await conn.fetch(LIST_LATE, asked_before)]


async def organiser_of(conn: Conn, person_id: UUID) -> UUID | None:
    """Whose a person is, where only their id is known."""
    found: UUID | None = await conn.fetchval(ORGANISER_OF, person_id)
    return found


async def hold_live(conn: Conn, organiser_id: UUID, person_id: UUID) -> list[tuple[UUID, UUID]]:
    """Hold the invitations; name registration and cohort of all that is not withdrawn, in the order in which to hold them."""
    await conn.execute(HOLD_INVITATIONS, organiser_id, person_id)
    return [(row["id"], row["cohort_id"]) for row in await conn.fetch(LIVE, organiser_id, person_id)]


async def list_live(conn: Conn, organiser_id: UUID, person_id: UUID) -> set[UUID]:
    """The registrations that are not withdrawn."""
    return {row["id"] for row in await conn.fetch(LIVE, organiser_id, person_id)}


async def let_go(conn: Conn, organiser_id: UUID, person_id: UUID) -> PersonUnits:
    """Close every link and take away every word but the name and the address, which the last mails need."""
    invitations = await conn.fetch(CLOSE_INVITATIONS, organiser_id, person_id)
    registrations = await conn.fetch(CLOSE_REGISTRATIONS, organiser_id, person_id)
    registration_ids = [row["id"] for row in registrations]
    await conn.execute(DROP_ANSWERS, organiser_id, registration_ids)
    await conn.execute(CLOSE_SEATS, organiser_id, registration_ids)
    await conn.execute(RENAME_GUESTS, organiser_id, registration_ids, _nobody)
    await conn.execute(CLEAR_POSITIONS, organiser_id, person_id)
    await receipts.forget_person(conn, organiser_id, person_id)
    await _scrub_audit(conn, organiser_id, person_id, [row["id"] for row in invitations], registration_ids)
    await conn.execute(CLEAR_FILES, organiser_id, str(person_id))
    sort, search = swedish.sort_key(_nobody), swedish.search_key(_nobody)
    await conn.execute(LET_GO, organiser_id, person_id, sort, search)
    return PersonUnits(invitation_ids=[row["id"] for row in invitations], registration_ids=registration_ids)


async def finish(conn: Conn, organiser_id: UUID, person_id: UUID, now: datetime) -> PersonUnits | None:
    """Take the name and the address out of everything; None if that was done before, or nobody asked."""
    if not await conn.fetchval(FINISH, organiser_id, person_id, now):
        return None
    row = await conn.fetchrow(HOLD, organiser_id, person_id)
    name, email = (row["name"], row["email"]) if row else ("", None)
    registrations = [one["id"] for one in await conn.fetch(REGISTRATIONS, organiser_id, person_id)]
    invitations = [one["id"] for one in await conn.fetch(INVITATIONS, organiser_id, person_id)]
    await conn.execute(DROP_ANSWERS, organiser_id, registrations)
    await conn.execute(RENAME_GUESTS, organiser_id, registrations, _nobody)
    await _scrub_audit(conn, organiser_id, person_id, invitations, registrations)
    if email:
        key = address_key(email)
        await conn.execute(SCRUB_ENQUIRIES, organiser_id, key, _nobody)
        await conn.execute(DROP_INTERESTS, organiser_id, key)
    own_id = str(person_id).encode()
    # Where there is no address none is found: no text holds a zero byte.
    await conn.execute(CLEAR_OUTBOX, organiser_id, own_id, _in_json(email.lower()) if email else b"\0")
    needles = [own_id, *(_in_json(text) for text in (name, email) if text)]
    await conn.execute(CLEAR_ANSWERS, organiser_id, msgspec.msgpack.encode(_GONE), needles)
    sort, search = swedish.sort_key(_nobody), swedish.search_key(_nobody)
    await conn.execute(SCRUB_PERSON, organiser_id, person_id, _nobody, sort, search)
    return PersonUnits(invitation_ids=invitations, registration_ids=registrations)


def _in_json(text: str) -> bytes:
    return msgspec.json.encode(text)[1:-1]


async def _scrub_audit(
    conn: Conn, organiser_id: UUID, person_id: UUID, invitation_ids: list[UUID], registration_ids: list[UUID]
) -> None:
    """What changes to the person were about; changes to their invitations and registrations likewise."""
    await audit.scrub(conn, organiser_id, [person_id, *invitation_ids, *registration_ids])
