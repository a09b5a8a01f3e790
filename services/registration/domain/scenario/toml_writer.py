"""Writing a document as TOML: tables and keys in their order, recipients one a line."""

import re
from datetime import date, datetime, time
from typing import Any, Final

from services.registration.domain.scenario.format import Document, Table

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
# A list that does not fit in a line of this many characters is written one item a line.
_LINE: Final = 110


def write(document: Document) -> str:
    """The document as TOML; `tomllib.loads` gives it back, key for key."""
    top = {key: value for key, value in document.items() if not _is_section(value)}
    parts = ["".join(_line(key, value) for key, value in top.items())] if top else []
    for name, value in document.items():
        if isinstance(value, dict):
            parts += _section(f"[{_path(name)}]", name, value)
        elif _is_section(value):
            parts += [part for row in value for part in _section(f"[[{_path(name)}]]", name, row)]
    return "\n".join(parts)


def _section(heading: str, name: str, table: Table) -> list[str]:
    """A table under its heading, then the lists of tables that end it, such as [[expect.session]].

    Only those at the end: what stands before a plain key is written in line, so that no key changes its place.
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
        text = f"{_path(key)} = [\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
    return text + "\n"


def _path(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:  # Any: any value of TOML
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{_path(key)} = {_value(one)}" for key, one in value.items()) + " }"
            if value
            else "{}"
        )
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat().replace("+00:00", "Z")
    # repr: a float keeps its point, inf and nan are written as TOML writes them.
    return repr(value)


def _text(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(letter) or _plain(letter) for letter in text) + '"'


def _plain(letter: str) -> str:
    return letter if letter >= " " and letter != "\x7f" else f"\\u{ord(letter):04x}"
