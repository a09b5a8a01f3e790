"""Reads a programme's rows for an export, with all rows of its tenant that it may refer to."""

from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from services.registration.domain.scenario.provenance import FileProvenance
from services.registration.domain.scenario.rows import (
    Audience,
    Cohort,
    Contact,
    InvitationRule,
    Organisation,
    Person,
    Position,
    Programme,
    Question,
    ScenarioRows,
    Session,
    Tenant,
)
from shared.postgres import Conn

# By file id or row id, optionally prefixed by the organiser's slug; all programmes if the name is null.
FIND_PROGRAMMES: Final = """
select p.organiser_id, p.id, o.slug, coalesce(p.source_id, p.id::text) as name
  from programme p
  join organiser o on o.id = p.organiser_id
 where $1::text is null or p.source_id = $1 or p.id::text = $1 or o.slug || '/' || coalesce(p.source_id, p.id::text) = $1
 order by o.slug, p.id
"""

FIND_COHORTS: Final = """
select c.organiser_id, c.programme_id, c.id, o.slug || '/' || c.slug as name
  from cohort c
  join organiser o on o.id = c.organiser_id
 where (c.source_id = $1 or c.slug = $1 or c.id::text = $1 or o.slug || '/' || c.slug = $1)
   and ($2::uuid is null or c.programme_id = $2)
 order by o.slug, c.id
"""

TENANT: Final = "select id, slug, name, short_name from organiser where id = $1"

PROGRAMME: Final = """
select id, source_id, title, subtitle, kind, summary, registration, contact_id, commissioner_id, starts_on, ends_on,
       reservation, extra, file
  from programme
 where organiser_id = $1 and id = $2
"""

OTHER_FILES: Final = "select file from programme where organiser_id = $1 and id <> $2 and file is not null"

USED_ELSEWHERE: Final = """
select distinct r.audience_id as id
  from invitation_rule r
  join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
 where r.organiser_id = $1 and c.programme_id <> $2
"""

ORGANISATIONS: Final = """
select id, source_id, name, type, parent_id, municipality_code, county_code, extra
  from organisation where organiser_id = $1 order by id
"""

CONTACTS: Final = """
select id, source_id, label, title, organisation_id, email, phone from contact where organiser_id = $1 order by id
"""

# An address in a file belongs to one person, so people with a shared address are exported without it.
PEOPLE: Final = """
select id, source_id, name, case when shared_key is null then email end as email, language, protected_identity
  from person p
 where organiser_id = $1 and not exists (select from erasure e where e.organiser_id = $1 and e.person_id = p.id)
   and not exists (select from merged_person m where m.organiser_id = $1 and m.person_id = p.id)
 order by id
"""

POSITIONS: Final = """
select id, person_id, organisation_id, role, group_name
  from position
 where organiser_id = $1 and (until_on is null or until_on >= $2::date)
 order by id
"""

AUDIENCES: Final = """
select id, source_id, name, roles, or_equivalent, county_codes, municipality_codes, organisation_types, organisation_ids,
       include_suborganisations, groups, everyone, excluded_person_ids, excluded_cohort_ids, excluded_organisation_ids
  from audience where organiser_id = $1 order by id
"""

COHORTS: Final = """
select id, source_id, programme_id, name, slug, number, starts_on, ends_on, capacity, waiting_order, offer_hours, drop_in, drop_in_from, must_confirm, status,
       calendar, confirmations,
       reminders, extra, consent, consent_en
  from cohort
  left join lateral (select text as consent, text_en as consent_en
                       from consent k
                      where k.organiser_id = cohort.organiser_id and k.cohort_id = cohort.id
                      order by k.version desc limit 1) now on true
 where organiser_id = $1 and programme_id = $2
 order by id
"""

SESSIONS: Final = """
select s.id, s.source_id, s.cohort_id, s.number, s.form, s.title, s.term, s.on_date, s.starts_at, s.ends_at, s.mode,
       s.place, s.join_url, s.capacity, s.status, s.parent_id, s.choice_group, s.choices, s.agenda, s.note,
       s.organisation_id, s.host_id, s.booked_by_id, s.replaces_id, s.extra
  from session s
  join cohort c on c.organiser_id = s.organiser_id and c.id = s.cohort_id
 where s.organiser_id = $1 and c.programme_id = $2
 order by s.on_date nulls last, s.starts_at, s.id
"""

QUESTIONS: Final = """
select q.id, q.source_id, q.cohort_id, q.position, q.kind, q.label, q.label_en, q.help, q.help_en, q.options, q.required,
       q.sensitive, q.session_id, q.condition_id, q.condition_values, q.retired_at is not null as retired
  from question q
  join cohort c on c.organiser_id = q.organiser_id and c.id = q.cohort_id
 where q.organiser_id = $1 and c.programme_id = $2
 order by q.cohort_id, q.position, q.id
"""

RULES: Final = """
select r.id, r.source_id, r.cohort_id, r.audience_id, r.session_ids, r.kind, r.invited_by_id, r.opens_on, r.respond_by,
       r.substitutes_allowed, r.waiting_list
  from invitation_rule r
  join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
 where r.organiser_id = $1 and c.programme_id = $2
 order by r.id
"""

PEOPLE_OF_COHORT: Final = """
select person_id as id from invitation where organiser_id = $1 and cohort_id = $2
union
select person_id from registration where organiser_id = $1 and cohort_id = $2
"""


class FoundProgramme(msgspec.Struct, frozen=True, kw_only=True):
    """A programme, or one of its cohorts, found by name."""

    organiser_id: UUID
    programme_id: UUID
    cohort_id: UUID | None = None
    name: str


async def find_programmes(conn: Conn, name: str | None) -> list[FoundProgramme]:
    """Return the programmes with this name in every tenant; all programmes if it is None."""
    return [
        FoundProgramme(
            organiser_id=row["organiser_id"], programme_id=row["id"], name=f"{row['slug']}/{row['name']}"
        )
        for row in await conn.fetch(FIND_PROGRAMMES, name)
    ]


async def find_cohorts(conn: Conn, name: str, programme_id: UUID | None) -> list[FoundProgramme]:
    """Return the cohorts with this name, in one programme or in all (None)."""
    return [
        FoundProgramme(
            organiser_id=row["organiser_id"],
            programme_id=row["programme_id"],
            cohort_id=row["id"],
            name=row["name"],
        )
        for row in await conn.fetch(FIND_COHORTS, name, programme_id)
    ]


async def read_tenant(conn: Conn, organiser_id: UUID, programme_id: UUID, *, today: date) -> ScenarioRows:
    """Return a programme's rows, and all organisations, contacts, audiences and people of its tenant."""
    return ScenarioRows(
        tenant=(await _list(conn, Tenant, TENANT, organiser_id))[0],
        programme=(await _list(conn, Programme, PROGRAMME, organiser_id, programme_id))[0],
        organisations=await _list(conn, Organisation, ORGANISATIONS, organiser_id),
        contacts=await _list(conn, Contact, CONTACTS, organiser_id),
        people=await _list(conn, Person, PEOPLE, organiser_id),
        positions=await _list(conn, Position, POSITIONS, organiser_id, today),
        audiences=await _list(conn, Audience, AUDIENCES, organiser_id),
        cohorts=await _list(conn, Cohort, COHORTS, organiser_id, programme_id),
        sessions=await _list(conn, Session, SESSIONS, organiser_id, programme_id),
        questions=await _list(conn, Question, QUESTIONS, organiser_id, programme_id),
        rules=await _list(conn, InvitationRule, RULES, organiser_id, programme_id),
    )


async def list_other_files(conn: Conn, organiser_id: UUID, programme_id: UUID) -> list[FileProvenance]:
    """Return the provenance of the tenant's other programmes."""
    rows = await conn.fetch(OTHER_FILES, organiser_id, programme_id)
    return [msgspec.convert(row["file"], FileProvenance) for row in rows]


async def list_used_elsewhere(conn: Conn, organiser_id: UUID, programme_id: UUID) -> set[UUID]:
    """Return the audiences of the invitation rules of the tenant's other programmes."""
    return {row["id"] for row in await conn.fetch(USED_ELSEWHERE, organiser_id, programme_id)}


async def list_people_of_cohort(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> set[UUID]:
    """Return the ids of all people invited to a cohort or registered in it."""
    return {row["id"] for row in await conn.fetch(PEOPLE_OF_COHORT, organiser_id, cohort_id)}


T = TypeVar("T")


async def _list(conn: Conn, kind: type[T], statement: str, *arguments: Any) -> list[T]:  # Any: parameters
    return [msgspec.convert(dict(row), kind) for row in await conn.fetch(statement, *arguments)]
