"""What a cohort asks of those who come: the questions, what must hold among them, and how long answers are kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes
from services.registration.domain.form import Code, FieldError
from services.registration.domain.session import Session
from shared import dates
from shared.events import Language

QuestionKind = Literal["text", "long_text", "one_of", "several_of", "yes_no", "number", "date"]

CHOOSES: Final[frozenset[QuestionKind]] = frozenset(("one_of", "several_of"))
# What a condition can hang on: an answer out of a known few.
DECIDES: Final[frozenset[QuestionKind]] = CHOOSES | {"yes_no"}
YES, NO = "yes", "no"
# A form with more than this is an inquiry, and no longer a page that is answered in a minute.
MOST_QUESTIONS: Final = 50
MOST_OPTIONS: Final = 30


class Option(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of a few answers: what is stored, and what it is called."""

    value: str
    label: str
    label_en: str | None = None


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """Asked only where an earlier question got one of these answers (`yes` and `no` for a yes/no question)."""

    question_id: UUID
    values: tuple[str, ...]


class NewQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What a coordinator asks. Without a position it comes last. `session_id`: only those who take that date are asked."""

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
    """A question as stored; `position` orders those of a cohort. `erased` is how many answers the last erasure took."""

    organiser_id: UUID
    id: UUID
    position: int
    retired_at: datetime | None = None
    erased_at: datetime | None = None
    erased: int | None = None
    version: int = 1

    def says(self, language: Language) -> str:
        return (self.label_en or self.label) if language == "en" else self.label

    def why(self, language: Language) -> str | None:
        """Why it is asked."""
        return (self.help_en or self.help) if language == "en" else self.help

    def values(self) -> tuple[str, ...]:
        """The answers that a condition can name, of one that is asked with a few."""
        return (YES, NO) if self.kind == "yes_no" else tuple(option.value for option in self.options)


QuestionChanges: TypeAlias = Changes[Question]


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """A text that is agreed to, in the version of it that holds; no text: nothing is agreed to."""

    version: int = 0
    text: str | None = None
    text_en: str | None = None
    made_at: datetime | None = None

    def says(self, language: Language) -> str | None:
        return (self.text_en or self.text) if language == "en" else self.text


class Questionnaire(msgspec.Struct, frozen=True, kw_only=True):
    """All that a cohort asks now, in order, and the text that is agreed to, if there is one."""

    questions: tuple[Question, ...] = ()
    consent: Consent | None = None


def in_order(questions: Iterable[Question]) -> list[Question]:
    return sorted(questions, key=lambda question: (question.position, question.id))


def contradictions(
    question: Question, others: Sequence[Question], session_ids: Iterable[UUID]
) -> list[FieldError]:
    """What cannot stand in a question among the others of its cohort, nor in those that hang on it; all of it at once."""
    errors = faults(question, others, session_ids)
    if question.retired_at is not None:
        return errors
    known = {other.id: other for other in (*others, question)}
    for other in others:
        if other.retired_at is None and other.condition and other.condition.question_id == question.id:
            errors += [FieldError(_OTHERS[field], code) for field, code in _of_condition(other, known)]
    return list(dict.fromkeys(errors))


def faults(question: Question, others: Sequence[Question], session_ids: Iterable[UUID]) -> list[FieldError]:
    """What cannot stand in a question itself, in a cohort with these others and these sessions."""
    errors = _of_options(question)
    if question.session_id is not None and question.session_id not in set(session_ids):
        errors.append(FieldError("session_id", "not_a_choice"))
    if question.retired_at is None:
        known = {other.id: other for other in (*others, question)}
        errors += [FieldError(_OWN[field], code) for field, code in _of_condition(question, known)]
    return errors


def hangs_on(question_id: UUID, others: Iterable[Question]) -> bool:
    """Whether another that is still asked depends on the answer to this one."""
    return any(
        other.condition is not None and other.condition.question_id == question_id
        for other in others
        if other.retired_at is None and other.id != question_id
    )


# What is wrong with a condition, and where it can be mended: in the question that has it, and in the one it hangs on.
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
    asked = known.get(condition.question_id)
    if asked is None or asked.retired_at is not None or asked.kind not in DECIDES:
        return [("question", "not_a_choice")]
    wrong: list[tuple[str, Code]] = []
    if (asked.position, asked.id) >= (question.position, question.id):
        wrong.append(("order", "not_earlier"))
    if not condition.values or any(value not in asked.values() for value in condition.values):
        wrong.append(("values", "not_a_choice"))
    # That it is asked at all tells what the other answer was.
    if asked.sensitive and not question.sensitive:
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
    """The questions that are still asked, in another cohort, about its sessions."""
    return [
        msgspec.structs.replace(
            question,
            id=new_ids[question.id],
            cohort_id=cohort_id,
            session_id=session_ids[question.session_id] if question.session_id else None,
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
    """The day on which sensitive answers go: the day after the last session that they are for; at once if all are off.

    A session without a day may lie anywhere in its term. `ends_on` is the cohort's last day, for where neither is
    known. None where nothing is known: the day is not made up, and they go when there is one.
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
        return session.on
    half, year = term
    return date(year, 6, 30) if half == "VT" else date(year, 12, 31)
