"""Decodes and checks a scenario file: from bytes to a valid document, or every problem in it."""

import re
import tomllib
from datetime import date
from typing import Final

from services.registration.domain.scenario.check_keys import check_keys
from services.registration.domain.scenario.check_references import check_whole
from services.registration.domain.scenario.format import Document
from services.registration.domain.scenario.problems import ScenarioProblem, ScenarioRefused
from services.registration.domain.scenario.shift import shift

_PLACE: Final = re.compile(r"(?P<what>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)", re.DOTALL)


def read(data: bytes) -> Document:
    """Decode and check a file; raises `ScenarioRefused` with every problem."""
    document = _decode(data)
    if problems := check(document):
        raise ScenarioRefused(problems)
    return document


def move(document: Document, starting: date, *, today: date) -> Document:
    """Shift a checked document in time and check the result; raises `ScenarioRefused` if that is invalid."""
    moved = shift(document, starting, today=today)
    if problems := check(moved):
        raise ScenarioRefused(problems)
    return moved


def check(document: Document) -> list[ScenarioProblem]:
    """Return every problem, those with a place in the file in file order."""
    return [*check_keys(document), *check_whole(document)]


def _decode(data: bytes) -> Document:
    try:
        # Files saved by Notepad begin with a byte order mark.
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = "är inte UTF-8; spara filen med teckenkodningen UTF-8"
        raise ScenarioRefused([ScenarioProblem(f"rad {line}", None, what)]) from None
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ScenarioRefused(
            [ScenarioProblem("filen", None, "har för många listor eller tabeller i varandra")]
        ) from None
    except ValueError as error:
        # `tomllib.TOMLDecodeError`, or the `ValueError` of `int` for a number with thousands of digits.
        raise ScenarioRefused([_unreadable(str(error), lines=text.count("\n") + 1)]) from None


def _unreadable(message: str, *, lines: int) -> ScenarioProblem:
    if match := _PLACE.fullmatch(message):
        return ScenarioProblem(
            f"rad {match['line']}, tecken {match['column']}",
            None,
            f"går inte att läsa som TOML ({match['what']})",
        )
    if message.endswith("(at end of document)"):
        return ScenarioProblem(f"rad {lines}", None, "filen tar slut mitt i något")
    return ScenarioProblem("filen", None, "går inte att läsa som TOML")
