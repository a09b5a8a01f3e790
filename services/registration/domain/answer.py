"""Answers to a cohort's questions: read whole, every error at once; what is not asked of somebody is not kept."""

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.form import MESSAGE, Code, FieldError, FieldReader
from services.registration.domain.question import NO, YES, Question, in_order

Value: TypeAlias = str | bool | int | float | list[str]

# The years that a date can have: what lies outside is a slip of the pen.
_YEARS: Final = range(1900, 2201)
_LARGEST: Final = 10**12
# As people write them: 1 250, 2,5, −3.
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_AS_WRITTEN: Final = str.maketrans({",": ".", "−": "-", " ": None, "\u00a0": None, "\u202f": None})


class CheckedAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """All that is to be kept of somebody from now on, by the question's id: sensitive answers apart."""

    ordinary: dict[str, Value]
    sensitive: dict[UUID, Value]


def read_answers(
    questions: Sequence[Question],
    given: Mapping[str, object],
    *,
    session_ids: Collection[UUID],
    left_ids: Collection[UUID] = (),
    stored: Mapping[str, Value] | None = None,
) -> CheckedAnswers | list[FieldError]:
    """Read what is given to all of a cohort's questions by somebody who takes these sessions.

    What is not given stays as it is `stored`; None and an empty text take it away. What is not asked now (it is retired,
    about a session in `left_ids`, or older than the questions) is left as it is. An answer to what is not asked is not kept.
    """
    stored = stored or {}
    asked = {
        str(question.id): question
        for question in questions
        if question.retired_at is None and question.session_id not in left_ids
    }
    left = [question for question in questions if str(question.id) not in asked]
    reader = FieldReader({**stored, **given}, prefix="answers/")
    for key, value in given.items():
        if key not in asked and stored.get(key) != value:
            reader.error(key[:100], "unknown")
    found: dict[UUID, Value] = {
        question.id: stored[str(question.id)] for question in left if str(question.id) in stored
    }
    for question in in_order(asked.values()):
        if is_asked(question, found, session_ids):
            value = _read(reader, question)
            if value is not None:
                found[question.id] = value
    if reader.errors:
        return reader.errors
    sensitive = {question.id for question in questions if question.sensitive}
    known = {str(question.id) for question in questions}
    return CheckedAnswers(
        ordinary={key: value for key, value in stored.items() if key not in known}
        | {str(key): value for key, value in found.items() if key not in sensitive},
        sensitive={key: value for key, value in found.items() if key in sensitive},
    )


def is_asked(question: Question, answers: Mapping[UUID, Value], session_ids: Collection[UUID]) -> bool:
    """Whether a question is put to somebody who takes these sessions and has answered so far like this."""
    if question.retired_at is not None or question.session_id not in (None, *session_ids):
        return False
    condition = question.condition
    if condition is None:
        return True
    answer = answers.get(condition.question_id)
    return any(value in condition.values for value in chosen(answer))


def chosen(answer: Value | None) -> list[str]:
    """The answer as a condition names it: `yes`, `no`, or what was chosen."""
    if isinstance(answer, bool):
        return [YES if answer else NO]
    if isinstance(answer, list):
        return answer
    return [answer] if isinstance(answer, str) else []


def unanswered(
    questions: Sequence[Question], stored: Mapping[str, Value], session_ids: Collection[UUID]
) -> list[Question]:
    """The required questions that somebody has yet to answer."""
    answers = {question.id: stored[str(question.id)] for question in questions if str(question.id) in stored}
    return [
        question
        for question in in_order(questions)
        if question.required and question.id not in answers and is_asked(question, answers, session_ids)
    ]


def _read(reader: FieldReader, question: Question) -> Value | None:
    """One answer, or None where there is none or it is wrong."""
    field = str(question.id)
    if question.kind == "text":
        return reader.line(field, required=question.required)
    if question.kind == "long_text":
        return reader.long_text(field, limit=MESSAGE, required=question.required)
    given = reader.values.get(field)
    if given is None or given in ("", []):
        if question.required:
            reader.error(field, "missing")
        return None
    value, code = _READ[question.kind](question, given)
    if code is not None:
        reader.error(field, code)
    return value


_Read: TypeAlias = tuple[Value | None, Code | None]


def _number(_: Question, given: object) -> _Read:
    if isinstance(given, str):
        text = given.strip().translate(_AS_WRITTEN)
        if _NUMBER.fullmatch(text):
            return float(text) if "." in text else int(text), None
    elif (
        isinstance(given, int | float)
        and not isinstance(given, bool)
        and math.isfinite(given)
        and abs(given) < _LARGEST
    ):
        return given, None
    return None, "not_numeric"


def _date(_: Question, given: object) -> _Read:
    try:
        day = date.fromisoformat(given.strip()) if isinstance(given, str) else None
    except ValueError:
        day = None
    return (day.isoformat(), None) if day and day.year in _YEARS else (None, "not_a_date")


def _yes_or_no(_: Question, given: object) -> _Read:
    if given in (YES, NO) or isinstance(given, bool):
        return given in (YES, True), None
    return None, "not_a_choice"


def _one(question: Question, given: object) -> _Read:
    return (given, None) if isinstance(given, str) and given in question.values() else (None, "not_a_choice")


def _several(question: Question, given: object) -> _Read:
    wanted = given if isinstance(given, list) else [given]
    if any(not isinstance(value, str) or value not in question.values() for value in wanted):
        return None, "not_a_choice"
    return [value for value in question.values() if value in wanted], None


_READ: Final[Mapping[str, Callable[[Question, object], _Read]]] = {
    "number": _number,
    "date": _date,
    "yes_no": _yes_or_no,
    "one_of": _one,
    "several_of": _several,
}
