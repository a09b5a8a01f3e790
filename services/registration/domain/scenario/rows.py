"""The rows of a scenario as structs, between the tables of the file and the columns of the store.

`extra` has the packed values of keys without a column. `source_id` is the file's id.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.question import Option, QuestionKind
from services.registration.domain.scenario.format import Table
from services.registration.domain.scenario.provenance import FileProvenance
from services.registration.domain.scenario.toml_json import pack, unpack
from shared.events import Calendar, CohortStatus, InvitationKind, Mode, SessionStatus, WaitingOrder
from shared.language import Language

# (table, file id) -> row id, and row id -> file id.
Ids: TypeAlias = Mapping[tuple[str, str], UUID]
Names: TypeAlias = Mapping[UUID, str]
# Any: packed values of TOML.
Extra: TypeAlias = dict[str, Any]


class ScenarioRow(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    source_id: str | None = None


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """The organiser, made from `programme.organiser`."""

    id: UUID
    slug: str
    name: str
    short_name: str | None = None


class Organisation(ScenarioRow, frozen=True, kw_only=True):
    name: str
    type: str | None = None
    parent_id: UUID | None = None
    municipality_code: str | None = None
    county_code: str | None = None
    extra: Extra = {}


class Contact(ScenarioRow, frozen=True, kw_only=True):
    label: str
    title: str | None = None
    organisation_id: UUID | None = None
    email: str | None = None
    phone: str | None = None


class Person(ScenarioRow, frozen=True, kw_only=True):
    """`protected_identity` is None if the file omits it: then the stored value stays, or false for a new person."""

    name: str
    email: str | None = None
    language: Language = "sv"
    protected_identity: bool | None = None


class Position(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    person_id: UUID
    organisation_id: UUID
    role: str | None = None
    group_name: str | None = None

    def what(self) -> tuple[UUID, UUID, str | None, str | None]:
        """The values by which positions are compared: equal positions are stored once."""
        return self.person_id, self.organisation_id, self.role, self.group_name


class Audience(ScenarioRow, frozen=True, kw_only=True):
    name: str
    roles: list[str] = []
    or_equivalent: bool | None = None
    county_codes: list[str] = []
    municipality_codes: list[str] = []
    organisation_types: list[str] = []
    organisation_ids: list[UUID] = []
    include_suborganisations: bool | None = None
    groups: list[str] = []
    everyone: bool | None = None
    excluded_person_ids: list[UUID] = []
    excluded_cohort_ids: list[UUID] = []
    excluded_organisation_ids: list[UUID] = []


class Programme(ScenarioRow, frozen=True, kw_only=True):
    title: str
    subtitle: str | None = None
    kind: str | None = None
    summary: str | None = None
    registration: str = "invitation_only"
    contact_id: UUID | None = None
    commissioner_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    reservation: str | None = None
    extra: Extra = {}
    file: FileProvenance | None = None


class Cohort(ScenarioRow, frozen=True, kw_only=True):
    programme_id: UUID
    name: str
    slug: str
    number: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    capacity: int | None = None
    waiting_order: WaitingOrder = "time"
    offer_hours: int = 24
    drop_in: bool = False
    drop_in_from: date | None = None
    must_confirm: bool = False
    status: CohortStatus = "draft"
    calendar: Calendar | None = None
    confirmations: bool = True
    reminders: list[
        dict[str, Any]
    ] = []  # Any: days or hours before, and since when (shared/events.py, ReminderRule)
    consent: str | None = None
    consent_en: str | None = None
    extra: Extra = {}


class Session(ScenarioRow, frozen=True, kw_only=True):
    cohort_id: UUID
    number: int | None = None
    form: str | None = None
    title: str
    term: str | None = None
    on_date: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    mode: Mode | None = None
    place: str | None = None
    join_url: str | None = None
    capacity: int | None = None
    status: SessionStatus = "scheduled"
    parent_id: UUID | None = None
    choice_group: str | None = None
    choices: int | None = None
    agenda: list[str] | None = None
    note: str | None = None
    organisation_id: UUID | None = None
    host_id: UUID | None = None
    booked_by_id: UUID | None = None
    replaces_id: UUID | None = None
    extra: Extra = {}


class Question(ScenarioRow, frozen=True, kw_only=True):
    """A cohort's question; it is asked only if the question `condition_id` has one of the answers `condition_values`."""

    cohort_id: UUID
    position: int
    kind: QuestionKind
    label: str
    label_en: str | None = None
    help: str | None = None
    help_en: str | None = None
    options: list[Option] = []
    required: bool = False
    sensitive: bool = False
    session_id: UUID | None = None
    condition_id: UUID | None = None
    condition_values: list[str] | None = None
    retired: bool = False


class InvitationRule(ScenarioRow, frozen=True, kw_only=True):
    """The rule of an `[[invitation]]` in one cohort; an invitation to several cohorts has a rule in each."""

    cohort_id: UUID
    audience_id: UUID
    session_ids: list[UUID] | None = None
    kind: InvitationKind
    invited_by_id: UUID | None = None
    opens_on: date | None = None
    respond_by: date | None = None
    substitutes_allowed: bool | None = None
    waiting_list: bool | None = None


class ScenarioRows(msgspec.Struct, frozen=True, kw_only=True):
    """All rows of a programme, and the tenant's rows that they refer to."""

    tenant: Tenant
    programme: Programme
    organisations: list[Organisation] = []
    contacts: list[Contact] = []
    people: list[Person] = []
    positions: list[Position] = []
    audiences: list[Audience] = []
    cohorts: list[Cohort] = []
    sessions: list[Session] = []
    questions: list[Question] = []
    rules: list[InvitationRule] = []


def find(ids: Ids, table: str, name: str | None) -> UUID | None:
    """Return the id of the row that a key refers to; None if the key is absent."""
    return ids[table, name] if name is not None else None


def name_of(names: Names, row_id: UUID | None) -> str | None:
    """Return the name that a row has in the file; None without a row, or for one that is not in it."""
    return names.get(row_id) if row_id is not None else None


def pack_facts(row: Table, keys: tuple[str, ...]) -> Extra:
    """Return the packed values of those keys that have no column."""
    return {key: pack(row[key]) for key in keys if key in row}


def unpack_facts(extra: Extra, keys: tuple[str, ...]) -> Table:
    """Unpack the values of those keys from `extra`."""
    return {key: unpack(extra[key]) for key in keys if key in extra}


# Any: the values of a row in the file.
def without_empty(**values: Any) -> Table:
    """Return the values without None and empty lists."""
    return {key: value for key, value in values.items() if value is not None and value != []}
