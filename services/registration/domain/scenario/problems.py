"""Problems in a scenario file, as Swedish sentences with table, id and key."""

from collections.abc import Sequence
from typing import Any

import msgspec

from services.registration.domain.scenario.format import Table


class ScenarioProblem(msgspec.Struct, frozen=True):
    """One problem. `where` names the row as the file does; the text contains no personal data."""

    where: str
    key: str | None
    what: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.key, self.what) if part)


class ScenarioRefused(Exception):
    """The file cannot be imported; carries every problem."""

    def __init__(self, problems: Sequence[ScenarioProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


def where(table: str, row: Table, number: int | None = None) -> str:
    """Return the name of a row: `session "lartraff-3"`, or `session nr 3` if it has no usable id."""
    found: Any = row.get("id")  # Any: not checked yet
    if isinstance(found, str) and found:
        return f'{table} "{short(found)}"'
    return f"{table} nr {number}" if number is not None else table


def short(text: str) -> str:
    """Shorten a value to fit in one line of a sentence."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= 60 else shown[:59] + "…"


def one_of(words: Sequence[str]) -> str:
    """Join words to a Swedish list: `a, b eller c`."""
    return " eller ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]
