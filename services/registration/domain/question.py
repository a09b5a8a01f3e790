"""A cohort's questions to participants: the questions, their consistency rules, and the retention of sensitive answers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes
from services.registration.domain.form import Code, FieldError
from services.registration.domain.sessions.session import Session
from shared import dates
from shared.language import Language

QuestionKind = Literal["text", "long_text", "one_of", "several_of", "yes_no", "number", "date"]

CHOOSES: Final[frozenset[QuestionKind]] = frozenset(("one_of", "several_of"))
# The kinds of question that a condition can refer to: their answers are a fixed set.
DECIDES: Final[frozenset[QuestionKind]] = CHOOSES | {"yes_no"}
YES, NO = "yes", "no"
# The most questions in a cohort, so that the form can be answered in about a minute.
MOST_QUESTIONS: Final = 50
MOST_OPTIONS: Final = 30


class Option(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One option of a choice: the stored key and its labels."""

    value: str
    label: str
    label_en: str | None = None


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """The question is asked only if an earlier one has one of these answers (`yes` or `no` for a yes/no question)."""

    question_id: UUID
    values: tuple[str, ...]


class NewQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """The editable fields of a question. Without a position it comes last. `session_id`: asked only of participants in that session."""

    cohort_id: UUID
    position: int | None = None
    kind: QuestionKind
    label: str
    label_en: str | None = None
    help: str | None = None
    help_en: str | None = None
    options: tuple[Option, ...] = ()
    required: bool = False
    sensitive: bool = False
    session_id: UUID | None = None
    condition: Condition | None = None


class Question(NewQuestion, frozen=True, kw_only=True):
    """A question as stored; `position` orders those of a cohort. `erased` is the number of answers that the last erasure deleted."""

    organiser_id: UUID
    id: UUID
    position: int
    retired_at: datetime | None = None
    erased_at: datetime | None = None
    erased: int | None = None
    version: int = 1

    def label_in(self, language: Language) -> str:
        return (self.label_en or self.label) if language == "en" else self.label

    def help_in(self, language: Language) -> str | None:
        """The purpose of the question in a language."""
        return (self.help_en or self.help) if language == "en" else self.help

    def values(self) -> tuple[str, ...]:
        """The answers that a condition can name; empty for questions with free answers."""
        return (YES, NO) if self.kind == "yes_no" else tuple(option.value for option in self.options)


QuestionChanges: TypeAlias = Changes[Question]


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """The current version of the consent text; without a text, the cohort asks for no consent."""

    version: int = 0
    text: str | None = None
    text_en: str | None = None
    made_at: datetime | None = None

    def text_in(self, language: Language) -> str | None:
        return (self.text_en or self.text) if language == "en" else self.text


class Questionnaire(msgspec.Struct, frozen=True, kw_only=True):
    """The questions that a cohort asks now, in order, and its consent text."""

    questions: tuple[Question, ...] = ()
    consent: Consent | None = None


def in_order(questions: Iterable[Question]) -> list[Question]:
    return sorted(questions, key=lambda question: (question.position, question.id))


def contradictions(
    question: Question, others: Sequence[Question], session_ids: Iterable[UUID]
) -> list[FieldError]:
    """Return every field error in a question and in the conditions of the questions that depend on it."""
    errors = faults(question, others, session_ids)
    if question.retired_at is not None:
        return errors
    known = {other.id: other for other in (*others, question)}
    for other in others:
        if other.retired_at is None and other.condition and other.condition.question_id == question.id:
            errors += [FieldError(_OTHERS[field], code) for field, code in _of_condition(other, known)]
    return list(dict.fromkeys(errors))


def faults(question: Question, others: Sequence[Question], session_ids: Iterable[UUID]) -> list[FieldError]:
    """Return every field error in a question itself, given the other questions and the sessions of its cohort."""
    errors = _of_options(question)
    if question.session_id is not None and question.session_id not in set(session_ids):
        errors.append(FieldError("session_id", "not_a_choice"))
    if question.retired_at is None:
        known = {other.id: other for other in (*others, question)}
        errors += [FieldError(_OWN[field], code) for field, code in _of_condition(question, known)]
    return errors


def hangs_on(question_id: UUID, others: Iterable[Question]) -> bool:
    """Whether a question that is not retired depends on the answer to this one."""
    return any(
        other.condition is not None and other.condition.question_id == question_id
        for other in others
        if other.retired_at is None and other.id != question_id
    )


# The problem of a condition and the field to correct: in the question that has it, and in the one that it depends on.
_OWN: Final[Mapping[str, str]] = {
    "question": "condition/question_id", "order": "condition/question_id", "values": "condition/values", "sensitive": "sensitive",
}  # fmt: skip
_OTHERS: Final[Mapping[str, str]] = {
    "question": "kind", "order": "position", "values": "options", "sensitive": "sensitive",
}  # fmt: skip


def _of_condition(question: Question, known: Mapping[UUID, Question]) -> list[tuple[str, Code]]:
    condition = question.condition
    if condition is None:
        return []
    earlier = known.get(condition.question_id)
    if earlier is None or earlier.retired_at is not None or earlier.kind not in DECIDES:
        return [("question", "not_a_choice")]
    wrong: list[tuple[str, Code]] = []
    if (earlier.position, earlier.id) >= (question.position, question.id):
        wrong.append(("order", "not_earlier"))
    if not condition.values or any(value not in earlier.values() for value in condition.values):
        wrong.append(("values", "not_a_choice"))
    # A question that depends on a sensitive one reveals its answer, so it must be sensitive too.
    if earlier.sensitive and not question.sensitive:
        wrong.append(("sensitive", "does_not_match"))
    return wrong


def _of_options(question: Question) -> list[FieldError]:
    values = [option.value for option in question.options]
    if question.kind not in CHOOSES:
        return [FieldError("options", "does_not_match")] if values else []
    if not values:
        return [FieldError("options", "missing")]
    if len(values) > MOST_OPTIONS:
        return [FieldError("options", "too_many", MOST_OPTIONS)]
    return [FieldError("options", "twice")] if len(set(values)) < len(values) else []


def copy_questions(
    found: Iterable[Question],
    *,
    cohort_id: UUID,
    new_ids: Mapping[UUID, UUID],
    session_ids: Mapping[UUID, UUID],
) -> list[Question]:
    """Return copies of the questions that are not retired, for another cohort and its sessions."""
    return [
        msgspec.structs.replace(
            question,
            id=new_ids[question.id],
            cohort_id=cohort_id,
            session_id=session_ids.get(question.session_id) if question.session_id else None,
            condition=msgspec.structs.replace(
                question.condition, question_id=new_ids[question.condition.question_id]
            )
            if question.condition
            else None,
            erased_at=None,
            erased=None,
            version=1,
        )
        for question in in_order(found)
        if question.retired_at is None
    ]


def erased_on(
    question: Question, sessions: Iterable[Session], *, ends_on: date | None, today: date
) -> date | None:
    """The day on which sensitive answers are erased: the day after their last session; today if all are cancelled.

    A session without a day counts as the last day of its term. `ends_on`, the cohort's last day, is used if there is
    neither. None if no date is known: they are kept until there is one.
    """
    if not question.sensitive:
        return None
    concerned = [session for session in sessions if question.session_id in (None, session.id)]
    remaining = [session for session in concerned if session.status != "cancelled"]
    if concerned and not remaining:
        return today
    last = max((day for session in remaining if (day := _last_day(session)) is not None), default=ends_on)
    return last + timedelta(days=1) if last is not None else None


def _last_day(session: Session) -> date | None:
    if session.on is not None or (term := dates.read_term(session.term)) is None:
        return session.last_day
    half, year = term
    return date(year, 6, 30) if half == "VT" else date(year, 12, 31)
