"""Validates a person's answers to a cohort's questions, reports every error at once, and drops answers to questions not put to them."""

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

# The accepted years of a date; a year outside them is treated as a typing error.
_YEARS: Final = range(1900, 2201)
_LARGEST: Final = 10**12
# Accepted notations of numbers: 1 250, 2,5, −3.
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_AS_WRITTEN: Final = str.maketrans({",": ".", "−": "-", " ": None, "\u00a0": None, "\u202f": None})


class CheckedAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """The answers to store for one registration, by question id, replacing the stored ones; sensitive answers are separate."""

    ordinary: dict[str, Value]
    sensitive: dict[UUID, Value]


def read_answers(
    questions: Sequence[Question],
    submitted: Mapping[str, object],
    *,
    session_ids: Collection[UUID],
    left_ids: Collection[UUID] = (),
    stored: Mapping[str, Value] | None = None,
) -> CheckedAnswers | list[FieldError]:
    """Validate a person's answers to all questions of a cohort; `session_ids` are the sessions that they take.

    A key that is missing keeps its `stored` answer; None or an empty text removes it. Stored answers to questions that are
    not asked now (retired, about a session in `left_ids`, from before the questions) stay; new answers to them are dropped.
    """
    stored = stored or {}
    questions_by_key = {
        str(question.id): question
        for question in questions
        if question.retired_at is None and question.session_id not in left_ids
    }
    left = [question for question in questions if str(question.id) not in questions_by_key]
    reader = FieldReader({**stored, **submitted}, prefix="answers/")
    for key, value in submitted.items():
        if key not in questions_by_key and stored.get(key) != value:
            reader.error(key[:100], "unknown")
    found: dict[UUID, Value] = {
        question.id: stored[str(question.id)] for question in left if str(question.id) in stored
    }
    for question in in_order(questions_by_key.values()):
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
    """Whether a question is asked of a person with these sessions and these answers to earlier questions."""
    if question.retired_at is not None or question.session_id not in (None, *session_ids):
        return False
    condition = question.condition
    if condition is None:
        return True
    answer = answers.get(condition.question_id)
    return any(value in condition.values for value in chosen(answer))


def chosen(answer: Value | None) -> list[str]:
    """The values of an answer that a condition can compare with: `yes`, `no`, or the chosen option keys."""
    if isinstance(answer, bool):
        return [YES if answer else NO]
    if isinstance(answer, list):
        return answer
    return [answer] if isinstance(answer, str) else []


def unanswered(
    questions: Sequence[Question], stored: Mapping[str, Value], session_ids: Collection[UUID]
) -> list[Question]:
    """The required questions without a stored answer."""
    answers = {question.id: stored[str(question.id)] for question in questions if str(question.id) in stored}
    return [
        question
        for question in in_order(questions)
        if question.required and question.id not in answers and is_asked(question, answers, session_ids)
    ]


def _read(reader: FieldReader, question: Question) -> Value | None:
    """Read one answer; None if it is missing or invalid (the reader then has the error)."""
    field = str(question.id)
    if question.kind == "text":
        return reader.line(field, required=question.required)
    if question.kind == "long_text":
        return reader.long_text(field, limit=MESSAGE, required=question.required)
    answer = reader.values.get(field)
    if answer is None or answer in ("", []):
        if question.required:
            reader.error(field, "missing")
        return None
    value, code = _READ[question.kind](question, answer)
    if code is not None:
        reader.error(field, code)
    return value


_Read: TypeAlias = tuple[Value | None, Code | None]


def _number(_: Question, answer: object) -> _Read:
    if isinstance(answer, str):
        text = answer.strip().translate(_AS_WRITTEN)
        if _NUMBER.fullmatch(text):
            return float(text) if "." in text else int(text), None
    elif (
        isinstance(answer, int | float)
        and not isinstance(answer, bool)
        and math.isfinite(answer)
        and abs(answer) < _LARGEST
    ):
        return answer, None
    return None, "not_numeric"


def _date(_: Question, answer: object) -> _Read:
    try:
        day = date.fromisoformat(answer.strip()) if isinstance(answer, str) else None
    except ValueError:
        day = None
    return (day.isoformat(), None) if day and day.year in _YEARS else (None, "not_a_date")


def _yes_or_no(_: Question, answer: object) -> _Read:
    if answer in (YES, NO) or isinstance(answer, bool):
        return answer in (YES, True), None
    return None, "not_a_choice"


def _one(question: Question, answer: object) -> _Read:
    return (
        (answer, None) if isinstance(answer, str) and answer in question.values() else (None, "not_a_choice")
    )


def _several(question: Question, answer: object) -> _Read:
    values = answer if isinstance(answer, list) else [answer]
    if any(not isinstance(value, str) or value not in question.values() for value in values):
        return None, "not_a_choice"
    return [value for value in question.values() if value in values], None


_READ: Final[Mapping[str, Callable[[Question, object], _Read]]] = {
    "number": _number,
    "date": _date,
    "yes_no": _yes_or_no,
    "one_of": _one,
    "several_of": _several,
}
