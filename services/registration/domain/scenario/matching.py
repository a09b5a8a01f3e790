"""Matches a scenario's organisations, contacts and people with a tenant's existing rows, so that none is duplicated."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain import form
from services.registration.domain.scenario.format import Document, Table, rows_of
from services.registration.domain.scenario.rows import Organisation, Person, Position
from shared import swedish

# Tables whose rows always get new ids; rows of the others belong to the tenant and may exist.
_NEW: Final = ("programme", "cohort", "session", "question", "audience")


class KnownContact(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    source_id: str | None = None
    label: str
    email: str | None = None


class KnownRows(msgspec.Struct, frozen=True, kw_only=True):
    """The tenant's existing rows that a scenario may refer to."""

    organisations: list[Organisation] = []
    contacts: list[KnownContact] = []
    people: list[Person] = []
    positions: list[Position] = []
    cohort_slugs: list[str] = []


def match(document: Document, known: KnownRows, new_id: Callable[[], UUID]) -> dict[tuple[str, str], UUID]:
    """Return an id for every row of the document, by table and file id: that of the matching row, or a new one."""
    ids: dict[tuple[str, str], UUID] = {}
    _match_organisations(document, known, ids)
    _match_contacts(document, known, ids)
    _match_people(document, known, ids)
    addresses: dict[str, UUID] = {}
    for table in ("organisation", "contact", "directory.recipients", *_NEW):
        for row in rows_of(document, table):
            name, key = (table, row["id"]), _address(row) if table == "directory.recipients" else None
            if name not in ids:
                # Recipients with the same address are one person with several positions.
                ids[name] = (addresses.get(key) if key else None) or new_id()
            if key:
                addresses.setdefault(key, ids[name])
    return ids


def _match_organisations(document: Document, known: KnownRows, ids: dict[tuple[str, str], UUID]) -> None:
    """Match by the file's id; else by name, among rows that have no file id."""
    by_source = {row.source_id: row.id for row in known.organisations if row.source_id is not None}
    by_name = {swedish.search_key(row.name): row.id for row in known.organisations if row.source_id is None}
    for row in rows_of(document, "organisation"):
        found = by_source.get(row["id"]) or by_name.pop(swedish.search_key(row["name"]), None)
        if found:
            ids["organisation", row["id"]] = found


def _match_contacts(document: Document, known: KnownRows, ids: dict[tuple[str, str], UUID]) -> None:
    """Match by the file's id if the label or the address is equal too: file ids of different contacts can coincide."""
    by_source = {row.source_id: row for row in known.contacts if row.source_id is not None}
    for row in rows_of(document, "contact"):
        found = by_source.get(row["id"])
        if found and (found.label == row["label"] or (found.email and found.email == row.get("email"))):
            ids["contact", row["id"]] = found.id


def _match_people(document: Document, known: KnownRows, ids: dict[tuple[str, str], UUID]) -> None:
    """Match by address; else by the file's id and the name, which means that the address has changed.

    The id alone is not enough: `rektor-1` of another file is another person, who must not get this person's mail.
    """
    by_address = {form.address_key(row.email): row.id for row in known.people if row.email}
    by_source = {row.source_id: row for row in known.people if row.source_id is not None}
    recipients = rows_of(document, "directory.recipients")
    for row in recipients:
        if (key := _address(row)) and key in by_address:
            ids["directory.recipients", row["id"]] = by_address[key]
    claimed = set(ids.values())
    for row in recipients:
        found = by_source.get(row["id"])
        if ("directory.recipients", row["id"]) in ids or not found or found.id in claimed:
            continue
        if found.name == row["label"]:
            ids["directory.recipients", row["id"]] = found.id
            claimed.add(found.id)


def _address(row: Table) -> str | None:
    return form.address_key(row["email"]) if "email" in row else None
