"""What is wrong in a scenario file, as a Swedish sentence with table, id and key."""

from collections.abc import Sequence
from typing import Any

import msgspec

from services.registration.domain.scenario.format import Table


class ScenarioProblem(msgspec.Struct, frozen=True):
    """One thing to mend. `where` names the row as the file does; no value that could be a person's is told."""

    where: str
    key: str | None
    what: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.key, self.what) if part)


class ScenarioRefused(Exception):
    """The file cannot be taken in; all that is wrong with it, at once."""

    def __init__(self, problems: Sequence[ScenarioProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


def where(table: str, row: Table, number: int | None = None) -> str:
    """Name a row: `session "lartraff-3"`, or `session nr 3` where it has no id to be named by."""
    found: Any = row.get("id")  # Any: not checked yet
    if isinstance(found, str) and found:
        return f'{table} "{short(found)}"'
    return f"{table} nr {number}" if number is not None else table


def short(text: str) -> str:
    """A value as it can stand in a sentence, in one line."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= 60 else shown[:59] + "…"


def one_of(words: Sequence[str]) -> str:
    """A, b eller c."""
    return " eller ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]
