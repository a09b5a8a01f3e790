"""The names of what the audit log is about, and of those who act."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

import msgspec

from shared.postgres import Conn

# An id belongs to one row of one table, so that no kind is asked for.
FIND: Final = """
select 'person' as kind, p.id, p.name, p.id as of_id, p.protected_identity as is_protected
  from person p where p.organiser_id = $1 and p.id = any($2::uuid[])
union all
select 'registration', r.id, p.name, p.id, p.protected_identity
  from registration r join person p on p.organiser_id = r.organiser_id and p.id = r.person_id
 where r.organiser_id = $1 and r.id = any($2::uuid[])
union all
select 'invitation', i.id, p.name, p.id, p.protected_identity
  from invitation i join person p on p.organiser_id = i.organiser_id and p.id = i.person_id
 where i.organiser_id = $1 and i.id = any($2::uuid[])
union all
select 'programme', id, title, id, false from programme where organiser_id = $1 and id = any($2::uuid[])
union all
select 'cohort', c.id, p.title || ', ' || c.name, c.id, false
  from cohort c join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where c.organiser_id = $1 and c.id = any($2::uuid[])
union all
select 'session', id, title, id, false from session where organiser_id = $1 and id = any($2::uuid[])
union all
select 'question', q.id, q.label, q.cohort_id, false from question q where q.organiser_id = $1 and q.id = any($2::uuid[])
union all
select 'invitation_rule', i.id, a.name, i.cohort_id, false
  from invitation_rule i join audience a on a.organiser_id = i.organiser_id and a.id = i.audience_id
 where i.organiser_id = $1 and i.id = any($2::uuid[])
union all
select 'audience', id, name, id, false from audience where organiser_id = $1 and id = any($2::uuid[])
union all
select 'organisation', id, name, id, false from organisation where organiser_id = $1 and id = any($2::uuid[])
union all
select 'contact', id, label, id, false from contact where organiser_id = $1 and id = any($2::uuid[])
union all
select 'enquiry', id, subject, id, false from enquiry where organiser_id = $1 and id = any($2::uuid[])
union all
select 'mailing', id, subject, id, false from mailing where organiser_id = $1 and id = any($2::uuid[])
union all
select 'mailing_template', id, name, id, false from mailing_template where organiser_id = $1 and id = any($2::uuid[])
union all
select 'letter_text', id, coalesce(subject_sv, subject_en, letter), id, false from letter_text where organiser_id = $1 and id = any($2::uuid[])
union all
select 'people_import', id, coalesce(file_name, ''), id, false
  from people_import where organiser_id = $1 and id = any($2::uuid[])
union all
select 'staff', id, coalesce(name, email), id, false from staff where organiser_id = $1 and id = any($2::uuid[])
union all
select 'token', id, name, id, false from api_token where organiser_id = $1 and id = any($2::uuid[])
union all
select 'webhook', id, name, id, false from webhook where organiser_id = $1 and id = any($2::uuid[])
union all
select 'organiser', id, name, id, false from organiser where id = $1 and id = any($2::uuid[])
"""

# Those who may have done something: also staff who have ended and tokens that were revoked.
ACTORS: Final = """
select id, coalesce(name, email) as name, 'staff' as kind from staff where organiser_id = $1
union all
select id, name, 'token' from api_token where organiser_id = $1
order by kind, name, id
"""


class NamedThing(msgspec.Struct, frozen=True, kw_only=True):
    """What an id names; a list that was pasted has no name.

    `of_id`: of a registration and an invitation the person, of a question and a rule the cohort.
    """

    kind: str
    id: UUID
    name: str
    of_id: UUID
    is_protected: bool


class PossibleActor(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    kind: str


async def find(conn: Conn, organiser_id: UUID, ids: Collection[UUID]) -> dict[UUID, NamedThing]:
    """Return what these ids name; what has been removed is missing."""
    rows = await conn.fetch(FIND, organiser_id, list(ids))
    return {row["id"]: msgspec.convert(dict(row), NamedThing) for row in rows}


async def list_actors(conn: Conn, organiser_id: UUID) -> list[PossibleActor]:
    """Return the staff and the tokens of an organiser."""
    return [msgspec.convert(dict(row), PossibleActor) for row in await conn.fetch(ACTORS, organiser_id)]
