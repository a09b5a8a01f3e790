"""The rows of a sheet as people with positions, and what is wrong in each."""

import contextlib
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final, TypeVar
from uuid import UUID

import msgspec

from services.registration.domain.directory.municipality import current_code, current_county_code, find_codes
from services.registration.domain.directory.municipality_codes import FORMER_CODES
from services.registration.domain.directory.people_import.columns import Columns, Field
from services.registration.domain.directory.people_import.values import (
    NotReadable,
    checked_line,
    read_address,
    read_day,
    read_flag,
    read_language,
    read_name,
    read_phone,
)
from services.registration.domain.directory.sheet.content import SheetContent, SheetRow, column_letter
from services.registration.domain.form import address_key
from shared import swedish
from shared.language import Language

T = TypeVar("T")

_MOST_WORDS: Final = 4
_CODE: Final = 4  # digits of a municipality's code; a county has two


class RowIssue(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong, or doubtful, in one cell: the row's number in Excel, the heading, the cell, and a code."""

    row: int
    column: str
    cell: str
    code: str
    expected: str = ""
    person_id: UUID | None = None


class NamedOrganisation(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation as a row names it: by id, by the code of a municipality or county, by name, or by several of them."""

    id: UUID | None = None
    municipality_code: str | None = None
    county_code: str | None = None
    name: str | None = None


class ImportRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row that can be read. `key` is the address's; whatever is None or false stands in no cell.

    `parent`: under which other the organisation is to be, if it is a new one.
    """

    number: int
    email: str
    key: str
    name: str | None = None
    phone: str | None = None
    language: Language | None = None
    protected_identity: bool = False
    organisation: NamedOrganisation | None = None
    parent: NamedOrganisation | None = None
    role: str | None = None
    group: str | None = None
    from_on: date | None = None
    until_on: date | None = None


class ReadRows(msgspec.Struct, frozen=True, kw_only=True):
    """What was read: the rows, what is wrong in others, and how often something was put right."""

    rows: list[ImportRow]
    errors: list[RowIssue]
    notes: Counter[str]
    read: int


def issue(
    number: int,
    columns: Columns,
    field: Field,
    code: str,
    expected: str = "",
    *,
    person_id: UUID | None = None,
) -> RowIssue:
    """Something about the cell of a field in a row."""
    at = columns.by_field.get(field)
    cell = "" if at is None else f"{column_letter(at)}{number}"
    return RowIssue(
        row=number,
        column=columns.heading_of(field),
        cell=cell,
        code=code,
        expected=expected,
        person_id=person_id,
    )


def read_rows(content: SheetContent, columns: Columns) -> ReadRows:
    """Read every row below the heading; a row with an error is left out, with all its errors."""
    rows: list[ImportRow] = []
    errors: list[RowIssue] = []
    notes: Counter[str] = Counter()
    below = [row for row in content.rows if row.number > columns.row_number]
    for row in below:
        reader = _RowReader(row, columns, content.uncounted, notes)
        found = reader.read()
        errors.extend(reader.errors)
        if found is not None:
            rows.append(found)
    rows, repeated = _without_contradictions(rows, columns)
    return ReadRows(rows=rows, errors=sorted([*errors, *repeated], key=_place), notes=notes, read=len(below))


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """Two names with the same key may be one person's: case, accents and the order of the words do not count."""
    return " ".join(sorted(re.split(r"[\s-]+", swedish.search_key(name))))


def name_variants(name: str) -> set[str]:
    """The ways in which a person of this name may be stored, in the form of searches: family name first, without hyphens."""
    key = swedish.search_key(name)
    return {
        " ".join(words[at:] + words[:at])
        for words in (key.split(), key.replace("-", " ").split())
        for at in range(min(len(words), _MOST_WORDS))
    }


def _place(item: RowIssue) -> tuple[int, str]:
    return item.row, item.cell


def _without_contradictions(
    rows: list[ImportRow], columns: Columns
) -> tuple[list[ImportRow], list[RowIssue]]:
    """Leave out rows whose address an earlier row gives to another name: an office's address is nobody's own."""
    kept, errors = [], []
    first: dict[str, ImportRow] = {}
    for row in rows:
        earlier = first.setdefault(row.key, row)
        if earlier.name and row.name and name_key(earlier.name) != name_key(row.name):
            errors.append(issue(row.number, columns, "email", "address_twice", str(earlier.number)))
        else:
            kept.append(row)
    return kept, errors


class _RowReader:
    def __init__(
        self, row: SheetRow, columns: Columns, uncounted: frozenset[tuple[int, int]], notes: Counter[str]
    ) -> None:
        self.row = row
        self.columns = columns
        self.uncounted = uncounted
        self.notes = notes
        self.errors: list[RowIssue] = []

    def read(self) -> ImportRow | None:
        """The row, or None if anything in it is wrong."""
        address = self._value("email", read_address)
        email, called = address or ("", "")
        name = self._name() or called or None
        if name is not None:
            name = self._checked("name", name, read_name)
        phone = self._value("phone", read_phone)
        if phone and phone[1]:
            self.notes["phone_mended"] += 1
        organisation, parent = self._organisation(), self._parent()
        from_on, until_on = self._value("from", read_day), self._value("until", read_day)
        if from_on and until_on and until_on < from_on:
            self._error("until", "before_start")
        language = self._value("language", read_language)
        protected = self._value("protected_identity", read_flag)
        role, group = self._value("role", checked_line), self._value("group", checked_line)
        if (role or group or from_on or until_on) and organisation is None and not self.errors:
            self.notes["no_organisation"] += 1
        if self.errors:
            return None
        return ImportRow(
            number=self.row.number,
            email=email,
            key=address_key(email),
            name=name,
            phone=phone[0] if phone else None,
            language=language,
            protected_identity=bool(protected),
            organisation=organisation,
            parent=parent,
            role=role or None,
            group=group or None,
            from_on=from_on,
            until_on=until_on,
        )

    def _text(self, field: Field) -> str:
        at = self.columns.by_field.get(field)
        if at is None:
            return ""
        if (self.row.number, at) in self.uncounted:
            self._error(field, "formula")
            return ""
        return self.row.cells[at] if at < len(self.row.cells) else ""

    def _value(self, field: Field, read: Callable[[str], T]) -> T | None:
        if field not in self.columns.by_field:
            return None
        before = len(self.errors)
        text = self._text(field)
        return self._checked(field, text, read) if len(self.errors) == before else None

    def _checked(self, field: Field, text: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(text)
        except NotReadable as error:
            self._error(
                field if field in self.columns.by_field or field != "name" else "given_name",
                error.code,
                error.expected,
            )
            return None

    def _error(self, field: Field, code: str, expected: str = "") -> None:
        self.errors.append(issue(self.row.number, self.columns, field, code, expected))

    def _name(self) -> str:
        """The name from one column, or from two; a column for the whole name counts only where the two are empty."""
        parts = [self._text("given_name"), self._text("family_name")]
        if any(parts):
            return " ".join(part for part in parts if part)
        more = [self.row.cells[at] for at in self.columns.name_parts if at < len(self.row.cells)]
        return " ".join(part for part in (self._text("name"), *more) if part)

    def _organisation(self) -> NamedOrganisation | None:
        municipality_code, county_code = self._codes("organisation_code")
        named = NamedOrganisation(
            id=self._value("organisation_id", _read_id),
            municipality_code=municipality_code,
            county_code=county_code,
            name=self._value("organisation", checked_line) or None,
        )
        return None if named == NamedOrganisation() else named

    def _parent(self) -> NamedOrganisation | None:
        """The organisation above, by code, id or name in one cell."""
        text = self._text("parent")
        if not text:
            return None
        if (digits := text.removesuffix(".0")).isdecimal() and len(digits) <= _CODE:
            municipality_code, county_code = self._codes("parent")
            return NamedOrganisation(municipality_code=municipality_code, county_code=county_code)
        with contextlib.suppress(ValueError):
            return NamedOrganisation(id=UUID(text))
        return NamedOrganisation(name=self._checked("parent", text, checked_line) or None)

    def _codes(self, field: Field) -> tuple[str | None, str | None]:
        text = self._text(field).removesuffix(".0")
        if not text:
            return None, None
        if named := find_codes(text):
            return named.municipality_code, None if named.municipality_code else named.county_code
        if text.isdecimal() and len(text) <= 2:
            county = current_county_code(text)
            if county is None:
                self._error(field, "no_such_code")
            return None, county
        code = current_code(text) if text.isdecimal() and len(text) in {3, 4} else None
        if code is None:
            self._error(field, "no_such_code")
        elif text.zfill(4) in FORMER_CODES:
            self.notes["former_code"] += 1
        return code, None


def _read_id(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotReadable("not_an_id") from None
