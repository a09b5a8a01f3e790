"""Checks each key of a scenario file by itself (name, type, presence) and reports every problem."""

import math
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any, Final

from services.registration.domain import form
from services.registration.domain.scenario.format import (
    FIRST_DAY,
    LAST_DAY,
    ONE,
    REQUIRED,
    TABLES,
    VERSION,
    Document,
    KeyFormat,
    KeyKind,
    Table,
)
from services.registration.domain.scenario.problems import ScenarioProblem, one_of, short, where

_LARGEST: Final = 2**31 - 1  # of a column of type int
_DEEPEST: Final = 20
_LIMITS: Final = {
    KeyKind.ID: form.LINE,
    KeyKind.NAME: form.NAME,
    KeyKind.LINE: form.TITLE,
    KeyKind.TEXT: form.MESSAGE,
    KeyKind.LINES: form.TITLE,
    KeyKind.REFERENCE: form.LINE,
    KeyKind.REFERENCES: form.LINE,
}
_PATTERNS: Final = {
    KeyKind.MUNICIPALITY: (
        re.compile(r"[0-9]{4}"),
        'ska vara en kommunkod med fyra siffror inom citattecken, till exempel "1880"',
    ),
    KeyKind.COUNTY: (
        re.compile(r"[0-9]{2}"),
        'ska vara en länskod med två siffror inom citattecken, till exempel "18"',
    ),
    KeyKind.TERM: (
        re.compile(r"(VT|HT)(19|20|21)[0-9]{2}"),
        "ska vara en termin, till exempel VT2026 eller HT2026",
    ),
}
_LISTS: Final = {
    KeyKind.LINES: KeyKind.LINE,
    KeyKind.INTEGERS: KeyKind.INTEGER,
    KeyKind.MUNICIPALITIES: KeyKind.MUNICIPALITY,
    KeyKind.COUNTIES: KeyKind.COUNTY,
    KeyKind.REFERENCES: KeyKind.REFERENCE,
}


def check_keys(document: Document) -> Iterator[ScenarioProblem]:
    """Yield the problems of every table and key by itself; check_references.py checks how tables fit together."""
    if document.get("schema") != VERSION:
        yield ScenarioProblem("schema", None, f'ska vara "{VERSION}" och stå överst i filen')
    for table in REQUIRED:
        if table not in document:
            yield ScenarioProblem(table, None, f"tabellen [{table}] saknas")
    for name, found in document.items():
        if name == "expect":
            yield from _check_free("expect", found)
        elif name == "schema":
            continue
        elif name not in TABLES or "." in name:
            yield ScenarioProblem(
                short(name), None, f"tabellen finns inte i formatet{_meant(name, list(TABLES))}"
            )
        elif name in ONE:
            if isinstance(found, dict):
                yield from _check_row(name, found, None)
            else:
                yield ScenarioProblem(name, None, f"ska vara en tabell, [{name}]")
        else:
            yield from _check_rows(name, found, f"[[{name}]]")


def _check_rows(table: str, found: Any, shown_as: str) -> Iterator[ScenarioProblem]:  # Any: not checked yet
    if not isinstance(found, list):
        yield ScenarioProblem(table, None, f"ska vara en lista av tabeller, {shown_as}")
        return
    for number, row in enumerate(found, start=1):
        if isinstance(row, dict):
            yield from _check_row(table, row, number)
        else:
            yield ScenarioProblem(f"{table} nr {number}", None, "ska vara en tabell")


def is_sound(table: str, row: Table) -> bool:
    """Whether a row has no problem of its own, so that later checks can read its values."""
    return not any(_check_row(table, row, None))


def _check_row(table: str, row: Table, number: int | None) -> Iterator[ScenarioProblem]:
    here, keys = where(table, row, number), TABLES[table]
    for name, key in keys.items():
        if key.required and name not in row:
            yield ScenarioProblem(here, name, "saknas")
    for name, value in row.items():
        if name not in keys:
            yield ScenarioProblem(
                here, short(name), f"nyckeln finns inte i tabellen{_meant(name, list(keys))}"
            )
        elif keys[name].kind is KeyKind.TABLES:
            yield from _check_rows(keys[name].of[0], value, f"[[{keys[name].of[0]}]]")
        elif wrong := _wrong(keys[name], value):
            yield ScenarioProblem(here, name, wrong)


def _wrong(key: KeyFormat, value: Any) -> str | None:  # Any: not checked yet
    """Return the problem of a key's value as Swedish text, or None."""
    if (inner := _LISTS.get(key.kind)) is None:
        return _wrong_one(key, value)
    if not isinstance(value, list):
        return "ska vara en lista inom hakparenteser"
    if key.required and not value:
        return "är tom"
    item_format = KeyFormat(inner, key.of)
    return next(
        (
            f"nr {number} {text}"
            for number, each in enumerate(value, 1)
            if (text := _wrong_one(item_format, each))
        ),
        None,
    )


def _wrong_one(key: KeyFormat, value: Any) -> str | None:  # Any: not checked yet
    if check := _CHECKS.get(key.kind):
        return check(value)
    if not isinstance(value, str):
        return "ska vara text inom citattecken"
    return _wrong_text(key, value) or _wrong_word(key, value)


def _wrong_text(key: KeyFormat, value: str) -> str | None:
    if not form.is_clean(value, breaks=key.kind is KeyKind.TEXT):
        return "har tecken som inte går att visa" + (
            "" if key.kind is KeyKind.TEXT else ", eller en radbrytning"
        )
    if not value.strip() and (key.required or key.kind in {KeyKind.ID, KeyKind.REFERENCE}):
        return "är tom"
    if (limit := _LIMITS.get(key.kind)) and len(value) > limit:
        return f"är längre än {limit} tecken"
    return None


def _wrong_word(key: KeyFormat, value: str) -> str | None:
    if key.kind is KeyKind.CHOICE and value not in key.of:
        return f'"{short(value)}" finns inte; skriv {one_of(key.of)}'
    if key.kind in _PATTERNS and not _PATTERNS[key.kind][0].fullmatch(value):
        return _PATTERNS[key.kind][1]
    if key.kind is KeyKind.EMAIL and form.tidy_address(value) is None:
        return "är ingen e-postadress; skriv den som namn@kommun.example"
    if key.kind is KeyKind.URL and (len(value) > form.URL or form.web_address(value) is None):
        return "ska vara en webbadress som börjar med https:// eller http://"
    return None


def _wrong_integer(value: Any) -> str | None:  # Any: not checked yet
    if isinstance(value, bool) or not isinstance(value, int):
        return "ska vara ett heltal"
    return None if 0 <= value <= _LARGEST else f"ska vara ett heltal från 0 till {_LARGEST}"


def _wrong_number(value: Any) -> str | None:  # Any: not checked yet
    if isinstance(value, float) and math.isfinite(value) and value >= 0:
        return None
    return _wrong_integer(value) and "ska vara ett tal, 0 eller större"


def _wrong_flag(value: Any) -> str | None:  # Any: not checked yet
    return None if isinstance(value, bool) else "ska vara true eller false"


def _wrong_day(value: Any) -> str | None:  # Any: not checked yet
    if isinstance(value, datetime) or not isinstance(value, date):
        return "ska vara ett datum utan citattecken och klockslag, till exempel 2021-01-20"
    return None if FIRST_DAY <= value <= LAST_DAY else f"ska vara ett datum från {FIRST_DAY} till {LAST_DAY}"


def _wrong_clock(value: Any) -> str | None:  # Any: not checked yet
    return (
        None if isinstance(value, time) else "ska vara ett klockslag utan citattecken, till exempel 09:00:00"
    )


_CHECKS: Final[dict[KeyKind, Callable[[Any], str | None]]] = {
    KeyKind.INTEGER: _wrong_integer,
    KeyKind.NUMBER: _wrong_number,
    KeyKind.FLAG: _wrong_flag,
    KeyKind.DAY: _wrong_day,
    KeyKind.CLOCK: _wrong_clock,
}


def _check_free(path: str, value: Any, depth: int = 1) -> Iterator[ScenarioProblem]:  # Any: accepts any value
    """Check free-form values, which are only stored: no unprintable characters, and limited nesting."""
    if depth > _DEEPEST:
        yield ScenarioProblem(path, None, "har för många tabeller i varandra")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not form.is_clean(key):
                yield ScenarioProblem(path, short(key), "nyckeln har tecken som inte går att visa")
            yield from _check_free(f"{path}.{short(key)}", inner, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _check_free(path, item, depth + 1)
    elif isinstance(value, str) and not form.is_clean(value, breaks=True):
        yield ScenarioProblem(path, None, "har tecken som inte går att visa")


def _meant(word: str, words: list[str]) -> str:
    close = get_close_matches(word, words, n=1)
    return f'; menade du "{close[0]}"?' if close else ""
