"""Writes a document as TOML: tables and keys in their order, one recipient per line."""

import re
from datetime import date, datetime, time
from typing import Any, Final

from services.registration.domain.scenario.format import Document, Table

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
# A longer list is written with one item per line; in characters.
_LINE: Final = 110


def write(document: Document) -> str:
    """Return the document as TOML; `tomllib.loads` returns an equal document, with the same order of keys."""
    top = {key: value for key, value in document.items() if not _is_section(value)}
    parts = ["".join(_line(key, value) for key, value in top.items())] if top else []
    for name, value in document.items():
        if isinstance(value, dict):
            parts += _section(f"[{_path(name)}]", name, value)
        elif _is_section(value):
            parts += [part for row in value for part in _section(f"[[{_path(name)}]]", name, row)]
    return "\n".join(parts)


def _section(heading: str, name: str, table: Table) -> list[str]:
    """Return a table under its heading, followed by its trailing lists of tables, such as [[expect.session]].

    A list of tables before a plain key is written inline, because a section there would change the order of keys.
    """
    keys = list(table)
    while keys and isinstance(table[keys[-1]], list) and _is_section(table[keys[-1]]) and name != "directory":
        keys.pop()
    parts = [heading + "\n" + "".join(_line(key, table[key]) for key in keys)]
    for key in list(table)[len(keys) :]:
        inner = f"[[{_path(name)}.{_path(key)}]]\n"
        parts += [inner + "".join(_line(k, value) for k, value in row.items()) for row in table[key]]
    return parts


def _is_section(value: Any) -> bool:  # Any: any value of TOML
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)
    )


def _line(key: str, value: Any) -> str:  # Any: any value of TOML
    text = f"{_path(key)} = {_value(value)}"
    if isinstance(value, list) and value and (len(text) > _LINE or isinstance(value[0], dict)):
        text = f"{_path(key)} = [\n" + "".join(f"  {_value(item)},\n" for item in value) + "]"
    return text + "\n"


def _path(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:  # Any: any value of TOML
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{_path(key)} = {_value(item)}" for key, item in value.items()) + " }"
            if value
            else "{}"
        )
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat().replace("+00:00", "Z")
    # repr keeps the point of a float, and writes inf and nan as TOML does.
    return repr(value)


def _text(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(letter) or _plain(letter) for letter in text) + '"'


def _plain(letter: str) -> str:
    return letter if letter >= " " and letter != "\x7f" else f"\\u{ord(letter):04x}"
