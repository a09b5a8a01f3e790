"""The format of a scenario file: its tables, their keys, and what each key holds."""

from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeAlias, get_args

import msgspec

from services.registration.domain.question import QuestionKind

# Any: a decoded TOML document; check_keys.py checks the types.
Table: TypeAlias = dict[str, Any]
Document: TypeAlias = dict[str, Any]

VERSION: Final = "scenario/1"
TIME_ZONE: Final = "Europe/Stockholm"
ALL_SESSIONS: Final = "*"

# The accepted range of dates: calendar libraries agree on the days in it.
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)


class KeyKind(StrEnum):
    """The type of a key's value."""

    ID = "id"
    NAME = "name"  # one line, at most 200 characters
    LINE = "line"  # one line, at most 300 characters
    TEXT = "text"  # several lines, at most 4,000 characters
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    CLOCK = "clock"
    TERM = "term"
    EMAIL = "email"
    URL = "url"
    MUNICIPALITY = "municipality"
    COUNTY = "county"
    CHOICE = "choice"
    REFERENCE = "reference"
    LINES = "lines"
    INTEGERS = "integers"
    MUNICIPALITIES = "municipalities"
    COUNTIES = "counties"
    REFERENCES = "references"
    TABLES = "tables"


class KeyFormat(msgspec.Struct, frozen=True):
    """One key of a table; `of` has the values of a choice, the tables that a reference may name, or the nested table."""

    kind: KeyKind
    of: tuple[str, ...] = ()
    required: bool = False


def _key(kind: KeyKind, *of: str, required: bool = False) -> KeyFormat:
    return KeyFormat(kind, of, required)


ID: Final = _key(KeyKind.ID, required=True)
NAME: Final = _key(KeyKind.NAME)
LINE: Final = _key(KeyKind.LINE)
TEXT: Final = _key(KeyKind.TEXT)
INTEGER: Final = _key(KeyKind.INTEGER)
NUMBER: Final = _key(KeyKind.NUMBER)
FLAG: Final = _key(KeyKind.FLAG)
DAY: Final = _key(KeyKind.DAY)
CLOCK: Final = _key(KeyKind.CLOCK)
LINES: Final = _key(KeyKind.LINES)
ORGANISATION: Final = _key(KeyKind.REFERENCE, "organisation")
ORGANISATIONS: Final = _key(KeyKind.REFERENCES, "organisation")
SESSION: Final = _key(KeyKind.REFERENCE, "session")
COHORT: Final = _key(KeyKind.REFERENCE, "cohort")

_QUESTION: Final = {
    "id": ID, "cohort": _key(KeyKind.REFERENCE, "cohort", required=True), "position": INTEGER,
    "kind": _key(KeyKind.CHOICE, *get_args(QuestionKind), required=True),
    "label": _key(KeyKind.LINE, required=True), "label_en": LINE, "help": TEXT, "help_en": TEXT,
    "options": _key(KeyKind.TABLES, "question.options"), "required": FLAG, "sensitive": FLAG, "session": SESSION,
    "asked_if": _key(KeyKind.REFERENCE, "question"), "asked_values": LINES, "retired": FLAG,
}  # fmt: skip
_OPTION: Final = {
    "value": _key(KeyKind.NAME, required=True), "label": _key(KeyKind.NAME, required=True), "label_en": NAME,
}  # fmt: skip

# Table -> key -> type. An export writes the keys in this order, unless the row comes from a file with another order.
TABLES: Final[dict[str, dict[str, KeyFormat]]] = {
    "source": {"publisher": LINE, "document": LINE, "published": DAY, "language": NAME, "note": TEXT},
    "programme": {
        "id": ID,
        "title": _key(KeyKind.LINE, required=True),
        "subtitle": LINE,
        "kind": NAME,
        "summary": TEXT,
        "theme": TEXT,
        "parent_project": TEXT,
        "organiser": _key(KeyKind.REFERENCE, "organisation", required=True),
        "partners": ORGANISATIONS,
        "commissioner": ORGANISATION,
        "contact": _key(KeyKind.REFERENCE, "contact"),
        "timezone": _key(KeyKind.CHOICE, TIME_ZONE),
        "language": NAME,
        "starts_on": DAY,
        "ends_on": DAY,
        "planned_sessions_per_term": NUMBER,
        "planned_days_per_month": NUMBER,
        "duration_years": NUMBER,
        "parties": INTEGER,
        "may_be_extended": FLAG,
        "extension_condition": TEXT,
        "reservation": TEXT,
        "registration": _key(
            KeyKind.CHOICE, "invitation_only", "appointed_by_commissioner", "summons", "agreed_plan", "open"
        ),
        "price_sek": NUMBER,
        "cost_sharing": TEXT,
        "credit_bearing": FLAG,
        "credits": NUMBER,
        "certificate": LINE,
    },
    "organisation": {
        "id": ID,
        "name": _key(KeyKind.NAME, required=True),
        "short_name": NAME,
        "former_name": NAME,
        "later_name": NAME,
        "type": NAME,
        "parent": ORGANISATION,
        "municipality_code": _key(KeyKind.MUNICIPALITY),
        "county_code": _key(KeyKind.COUNTY),
        "school_units": INTEGER,
        "pupils": INTEGER,
        "employees": INTEGER,
    },
    "municipality_group": {
        "id": ID,
        "name": NAME,
        "municipality_codes": _key(KeyKind.MUNICIPALITIES),
        "organisations": ORGANISATIONS,
        "convener": ORGANISATION,
    },
    "contact": {
        "id": ID,
        "label": _key(KeyKind.NAME, required=True),
        "title": NAME,
        "organisation": ORGANISATION,
        "email": _key(KeyKind.EMAIL),
        "phone": NAME,
    },
    "staff": {"id": ID, "role": NAME, "title": NAME, "organisation": ORGANISATION, "duty": TEXT},
    "cohort": {
        "id": ID,
        "name": _key(KeyKind.NAME, required=True),
        "number": INTEGER,
        "repeats": COHORT,
        "starts_on": DAY,
        "ends_on": DAY,
        "capacity": INTEGER,
        "waiting_order": _key(KeyKind.CHOICE, "time", "organisation_first"),
        "offer_hours": INTEGER,
        "drop_in": FLAG,
        "drop_in_from": DAY,
        "must_confirm": FLAG,
        # `cancelled` is our addition to the format's three values, for cohorts that are cancelled in the service.
        "status": _key(KeyKind.CHOICE, "planned", "open", "completed", "cancelled"),
        "consent": TEXT,
        "consent_en": TEXT,
    },
    "session": {
        "id": ID,
        "parent": SESSION,
        "cohort": _key(KeyKind.REFERENCE, "cohort", required=True),
        "number": INTEGER,
        "organiser": ORGANISATION,
        "host": ORGANISATION,
        "booked_by": _key(KeyKind.REFERENCE, "staff", "organisation"),
        "form": NAME,
        "title": _key(KeyKind.LINE, required=True),
        "term": _key(KeyKind.TERM),
        "date": DAY,
        "start": CLOCK,
        "end": CLOCK,
        # The day on which a session ends, where that is not `date`: our addition to the format.
        "end_date": DAY,
        "mode": _key(KeyKind.CHOICE, "on_site", "digital", "hybrid"),
        "place": LINE,
        "join_url": _key(KeyKind.URL),
        "choice_group": NAME,
        "choices": INTEGER,
        "capacity": INTEGER,
        "status": _key(KeyKind.CHOICE, "announced", "tentative", "scheduled", "cancelled", "completed"),
        "replaces": SESSION,
        "replaced_by": SESSION,
        "joint_with": LINES,
        "agenda": LINES,
        "note": TEXT,
    },
    "question": _QUESTION,
    "question.options": _OPTION,
    "audience": {
        "id": ID,
        "name": LINE,
        "roles": LINES,
        "or_equivalent": FLAG,
        "everyone": FLAG,
        "organisation_types": LINES,
        "county_codes": _key(KeyKind.COUNTIES),
        "municipality_codes": _key(KeyKind.MUNICIPALITIES),
        "organisations": ORGANISATIONS,
        "include_suborganisations": FLAG,
        "groups": LINES,
        # Whom the rule leaves out: our addition to the format.
        "excluded_recipients": _key(KeyKind.REFERENCES, "directory.recipients"),
        "excluded_cohorts": _key(KeyKind.REFERENCES, "cohort"),
        "excluded_organisations": ORGANISATIONS,
    },
    "invitation": {
        "id": ID,
        "kind": _key(KeyKind.NAME, required=True),
        "audience": _key(KeyKind.REFERENCE, "audience", required=True),
        "sessions": _key(KeyKind.REFERENCES, "session", required=True),
        "invited_by": ORGANISATION,
        "opens_on": DAY,
        "respond_by": DAY,
        "substitutes_allowed": FLAG,
        "waiting_list": FLAG,
    },
    "billing": {
        "payer": ORGANISATION,
        "method": NAME,
        "price_sek_excl_vat": NUMBER,
        "price_per": NAME,
        "vat_percent": NUMBER,
        "buyer_reference": NAME,
        "payment_terms_days": INTEGER,
        "cancellation_fee": _key(KeyKind.TABLES, "billing.cancellation_fee"),
    },
    "billing.cancellation_fee": {
        "days_before_start": _key(KeyKind.INTEGER, required=True),
        "percent": _key(KeyKind.NUMBER, required=True),
    },
    "document": {
        "id": ID,
        "kind": NAME,
        "title": LINE,
        "session": SESSION,
        "cohort": COHORT,
        "due_on": DAY,
        "opens_on": DAY,
    },
    "follow_up": {
        "id": ID,
        "kind": NAME,
        "title": LINE,
        "session": SESSION,
        "cohort": COHORT,
        "repeats": _key(KeyKind.REFERENCE, "follow_up"),
        "opens_on": DAY,
        "due_on": DAY,
        "after_each_session": FLAG,
    },
    "notifications": {
        "confirmation": FLAG,
        "calendar_invite": FLAG,
        "reminder_days_before": _key(KeyKind.INTEGERS),
    },
    "offering": {"id": _key(KeyKind.ID), "form": NAME, "title": LINE, "kind": NAME},
    "directory": {"recipients": _key(KeyKind.TABLES, "directory.recipients")},
    "directory.recipients": {
        "id": ID,
        "label": _key(KeyKind.NAME, required=True),
        "role": NAME,
        "organisation": ORGANISATION,
        "group": NAME,
        "email": _key(KeyKind.EMAIL),
        "protected_identity": FLAG,
    },
}

# Single tables, such as [programme]; others are lists, such as [[session]]. `expect` is free-form and only stored.
ONE: Final = ("source", "programme", "billing", "notifications", "directory", "expect")
REQUIRED: Final = ("programme",)
# The order of tables in an export, after those whose order the imported file gives.
ORDER: Final = (
    "schema", "source", "programme", "organisation", "municipality_group", "contact", "staff", "cohort", "session",
    "question", "audience", "invitation", "billing", "document", "notifications", "follow_up", "offering", "directory", "expect",
)  # fmt: skip


def rows_of(document: Document, table: str) -> list[Table]:
    """Return the rows of a table, given as a dotted path; values that are not tables are skipped."""
    found: Any = document  # Any: an unchecked document may have any value
    for part in table.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    if isinstance(found, dict):
        return [found]
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
