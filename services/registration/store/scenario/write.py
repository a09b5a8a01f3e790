"""Writes a scenario's rows, one statement per table, and reads the tenant's existing rows."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.form import address_key
from services.registration.domain.scenario.matching import KnownContact, KnownRows
from services.registration.domain.scenario.rows import Organisation, Person, Position, ScenarioRows, Tenant
from shared import swedish
from shared.postgres import Conn

# Serialises imports into one tenant: the second finds the rows of the first.
LOCK: Final = "select pg_advisory_xact_lock(hashtextextended('scenario ' || $1, 0))"

FIND_TENANT: Final = "select id, slug, name, short_name from organiser where slug = $1"

FIND_PROGRAMME: Final = "select id from programme where organiser_id = $1 and source_id = $2"

KNOWN_ORGANISATIONS: Final = "select id, source_id, name from organisation where organiser_id = $1"

KNOWN_CONTACTS: Final = "select id, source_id, label, email from contact where organiser_id = $1"

KNOWN_PEOPLE: Final = "select id, source_id, name, email from person where organiser_id = $1"

KNOWN_POSITIONS: Final = """
select id, person_id, organisation_id, role, group_name
  from position
 where organiser_id = $1 and until_on is null
"""

KNOWN_SLUGS: Final = "select slug from cohort where organiser_id = $1"

INSERT_TENANT: Final = "insert into organiser (id, slug, name, short_name) values ($1, $2, $3, $4)"

# Values of the file replace stored ones; keys that the file omits keep the stored value.
WRITE_ORGANISATIONS: Final = """
insert into organisation as o (organiser_id, id, source_id, name, name_sort, name_search, type, parent_id,
                               municipality_code, county_code, extra)
select $1, id, source_id, name, name_sort, name_search, type, parent_id, municipality_code, county_code, extra
  from jsonb_to_recordset($2::jsonb)
       as r (id uuid, source_id text, name text, name_sort text, name_search text, type text, parent_id uuid,
             municipality_code text, county_code text, extra jsonb)
    on conflict (id) do update
   set source_id = coalesce(o.source_id, excluded.source_id), name = excluded.name, name_sort = excluded.name_sort,
       name_search = excluded.name_search, type = coalesce(excluded.type, o.type),
       parent_id = coalesce(excluded.parent_id, o.parent_id),
       municipality_code = coalesce(excluded.municipality_code, o.municipality_code),
       county_code = coalesce(excluded.county_code, o.county_code), extra = o.extra || excluded.extra,
       version = o.version + 1
"""

WRITE_CONTACTS: Final = """
insert into contact as k (organiser_id, id, source_id, label, title, organisation_id, email, phone)
select $1, id, source_id, label, title, organisation_id, email, phone
  from jsonb_to_recordset($2::jsonb)
       as r (id uuid, source_id text, label text, title text, organisation_id uuid, email text, phone text)
    on conflict (id) do update
   set source_id = coalesce(k.source_id, excluded.source_id), label = excluded.label,
       title = coalesce(excluded.title, k.title), organisation_id = coalesce(excluded.organisation_id, k.organisation_id),
       email = coalesce(excluded.email, k.email), phone = coalesce(excluded.phone, k.phone), version = k.version + 1
"""

# A stored name is kept, because the label in a file is often a role.
WRITE_PEOPLE: Final = """
insert into person as p (organiser_id, id, source_id, name, name_sort, name_search, email, email_key, language,
                         protected_identity)
select $1, id, source_id, name, name_sort, name_search, email, email_key, language, coalesce(protected_identity, false)
  from jsonb_to_recordset($2::jsonb)
       as r (id uuid, source_id text, name text, name_sort text, name_search text, email text, email_key text,
             language text, protected_identity boolean)
    on conflict (id) do update
   set source_id = coalesce(p.source_id, excluded.source_id),
       name = case when p.source_id is null then p.name else excluded.name end,
       name_sort = case when p.source_id is null then p.name_sort else excluded.name_sort end,
       name_search = case when p.source_id is null then p.name_search else excluded.name_search end,
       email = coalesce(excluded.email, p.email), email_key = coalesce(excluded.email_key, p.email_key),
       address_edition = p.address_edition
         + case when coalesce(p.email_key, p.shared_key) is distinct from coalesce(excluded.email_key, p.email_key, p.shared_key)
                then 1 else 0 end,
       protected_identity = p.protected_identity or excluded.protected_identity, version = p.version + 1
"""

WRITE_POSITIONS: Final = """
insert into position (organiser_id, id, person_id, organisation_id, role, group_name)
select $1, id, person_id, organisation_id, role, group_name
  from jsonb_to_recordset($2::jsonb) as r (id uuid, person_id uuid, organisation_id uuid, role text, group_name text)
    on conflict (id) do nothing
"""

WRITE_AUDIENCES: Final = """
insert into audience (organiser_id, id, source_id, name, roles, or_equivalent, county_codes, municipality_codes,
                      organisation_types, organisation_ids, include_suborganisations, groups, everyone, excluded_person_ids,
                      excluded_cohort_ids, excluded_organisation_ids)
select $1, id, source_id, name, roles, or_equivalent, county_codes, municipality_codes, organisation_types,
       organisation_ids, include_suborganisations, groups, everyone, excluded_person_ids, excluded_cohort_ids,
       excluded_organisation_ids
  from jsonb_to_recordset($2::jsonb)
       as r (id uuid, source_id text, name text, roles text[], or_equivalent boolean, county_codes text[],
             municipality_codes text[], organisation_types text[], organisation_ids uuid[],
             include_suborganisations boolean, groups text[], everyone boolean, excluded_person_ids uuid[],
             excluded_cohort_ids uuid[], excluded_organisation_ids uuid[])
"""

WRITE_PROGRAMME: Final = """
insert into programme (organiser_id, id, source_id, title, subtitle, kind, summary, registration, contact_id,
                       commissioner_id, starts_on, ends_on, reservation, extra, file)
select $1, id, source_id, title, subtitle, kind, summary, registration, contact_id, commissioner_id, starts_on, ends_on,
       reservation, extra, file
  from jsonb_to_record($2::jsonb)
       as r (id uuid, source_id text, title text, subtitle text, kind text, summary text, registration text,
             contact_id uuid, commissioner_id uuid, starts_on date, ends_on date, reservation text, extra jsonb, file jsonb)
"""

WRITE_COHORTS: Final = """
insert into cohort (organiser_id, id, source_id, programme_id, name, slug, number, starts_on, ends_on, capacity, waiting_order,
                    offer_hours, drop_in, drop_in_from, must_confirm, status, calendar, confirmations, reminders, extra)
select $1, id, source_id, programme_id, name, slug, number, starts_on, ends_on, capacity, waiting_order, offer_hours, drop_in,
       drop_in_from, must_confirm, status, calendar, confirmations, reminders, extra
  from jsonb_to_recordset($2::jsonb)
       as r (id uuid, source_id text, programme_id uuid, name text, slug text, number int, starts_on date, ends_on date,
             capacity int, waiting_order text, offer_hours int, drop_in boolean, drop_in_from date, must_confirm boolean, status text, calendar text, confirmations boolean, reminders jsonb, extra jsonb)
"""

WRITE_SESSIONS: Final = """
with made as (
  insert into session (organiser_id, id, source_id, cohort_id, number, form, title, term, on_date, starts_at, ends_at,
                       mode, place, join_url, capacity, status, parent_id, choice_group, choices, agenda, note,
                       organisation_id, host_id, booked_by_id, replaces_id, extra, timed_at, cancelled_at)
  select $1, id, source_id, cohort_id, number, form, title, term, on_date, starts_at, ends_at, mode, place, join_url,
         capacity, status, parent_id, choice_group, choices, agenda, note, organisation_id, host_id, booked_by_id,
         replaces_id, extra, $3::timestamptz, case when status = 'cancelled' then $3::timestamptz end
    from jsonb_to_recordset($2::jsonb)
         as r (id uuid, source_id text, cohort_id uuid, number int, form text, title text, term text, on_date date,
               starts_at timestamptz, ends_at timestamptz, mode text, place text, join_url text, capacity int,
               status text, parent_id uuid, choice_group text, choices int, agenda text[], note text,
               organisation_id uuid, host_id uuid, booked_by_id uuid, replaces_id uuid, extra jsonb)
  returning organiser_id, id
)
insert into seat_count (organiser_id, session_id) select organiser_id, id from made
"""

WRITE_CONSENTS: Final = """
insert into consent (organiser_id, cohort_id, version, text, text_en, made_at)
select $1, id, 1, consent, consent_en, $3
  from jsonb_to_recordset($2::jsonb) as r (id uuid, consent text, consent_en text)
 where consent is not null
"""

WRITE_QUESTIONS: Final = """
insert into question (organiser_id, id, source_id, cohort_id, position, kind, label, label_en, help, help_en, options,
                      required, sensitive, session_id, condition_id, condition_values, retired_at)
select $1, id, source_id, cohort_id, position, kind, label, label_en, help, help_en, options, required, sensitive,
       session_id, condition_id, condition_values, case when retired then $3::timestamptz end
  from jsonb_to_recordset($2::jsonb)
       as r (id uuid, source_id text, cohort_id uuid, position int, kind text, label text, label_en text, help text,
             help_en text, options jsonb, required boolean, sensitive boolean, session_id uuid, condition_id uuid,
             condition_values text[], retired boolean)
"""

WRITE_RULES: Final = """
insert into invitation_rule (organiser_id, id, source_id, cohort_id, audience_id, session_ids, kind, invited_by_id,
                             opens_on, respond_by, substitutes_allowed, waiting_list)
select $1, id, source_id, cohort_id, audience_id, session_ids, kind, invited_by_id, opens_on, respond_by,
       substitutes_allowed, waiting_list
  from jsonb_to_recordset($2::jsonb)
       as r (id uuid, source_id text, cohort_id uuid, audience_id uuid, session_ids uuid[], kind text,
             invited_by_id uuid, opens_on date, respond_by date, substitutes_allowed boolean, waiting_list boolean)
"""


class SomebodyWasQuicker(Exception):
    """A person was added concurrently during the import: import the file again."""


async def lock(conn: Conn, slug: str) -> None:
    """Wait for other imports into this tenant, and lock it until the transaction ends."""
    await conn.execute(LOCK, slug)


async def find_tenant(conn: Conn, slug: str) -> Tenant | None:
    row = await conn.fetchrow(FIND_TENANT, slug)
    return Tenant(**dict(row)) if row else None


async def find_programme(conn: Conn, organiser_id: UUID, source_id: str) -> UUID | None:
    """Return the id of the programme imported from a file with this id, or None."""
    found: UUID | None = await conn.fetchval(FIND_PROGRAMME, organiser_id, source_id)
    return found


async def list_known(conn: Conn, organiser_id: UUID) -> KnownRows:
    """Return the tenant's rows that a file may refer to."""
    return KnownRows(
        organisations=[
            Organisation(**dict(row)) for row in await conn.fetch(KNOWN_ORGANISATIONS, organiser_id)
        ],
        contacts=[KnownContact(**dict(row)) for row in await conn.fetch(KNOWN_CONTACTS, organiser_id)],
        people=[Person(**dict(row)) for row in await conn.fetch(KNOWN_PEOPLE, organiser_id)],
        positions=[Position(**dict(row)) for row in await conn.fetch(KNOWN_POSITIONS, organiser_id)],
        cohort_slugs=[row["slug"] for row in await conn.fetch(KNOWN_SLUGS, organiser_id)],
    )


async def insert_tenant(conn: Conn, tenant: Tenant) -> None:
    try:
        async with conn.transaction():
            await conn.execute(INSERT_TENANT, tenant.id, tenant.slug, tenant.name, tenant.short_name)
    except asyncpg.UniqueViolationError as error:
        raise SomebodyWasQuicker from error


async def write(conn: Conn, rows: ScenarioRows, now: datetime) -> None:
    """Write all rows, in order of reference."""
    organiser_id = rows.tenant.id
    try:
        await conn.execute(WRITE_ORGANISATIONS, organiser_id, [_named(row) for row in rows.organisations])
        await conn.execute(WRITE_CONTACTS, organiser_id, rows.contacts)
        await conn.execute(WRITE_PEOPLE, organiser_id, [_person(row) for row in rows.people])
        await conn.execute(WRITE_POSITIONS, organiser_id, rows.positions)
        await conn.execute(WRITE_PROGRAMME, organiser_id, rows.programme)
        await conn.execute(WRITE_COHORTS, organiser_id, rows.cohorts)
        await conn.execute(WRITE_AUDIENCES, organiser_id, rows.audiences)
        await conn.execute(WRITE_SESSIONS, organiser_id, rows.sessions, now)
        await conn.execute(WRITE_CONSENTS, organiser_id, rows.cohorts, now)
        await conn.execute(WRITE_QUESTIONS, organiser_id, rows.questions, now)
        await conn.execute(WRITE_RULES, organiser_id, rows.rules)
    except asyncpg.UniqueViolationError as error:
        raise SomebodyWasQuicker from error


def _named(row: Organisation | Person) -> dict[str, Any]:  # Any: the values of a row
    keys = {"name_sort": swedish.sort_key(row.name), "name_search": swedish.search_key(row.name)}
    return {**msgspec.structs.asdict(row), **keys}


def _person(row: Person) -> dict[str, Any]:  # Any: the values of a row
    return {**_named(row), "email_key": address_key(row.email) if row.email else None}
