"""Converts a cohort's questions between tables of the file and rows, and checks them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec

from services.registration.domain import question as asking
from services.registration.domain.question import MOST_OPTIONS, MOST_QUESTIONS, Option
from services.registration.domain.scenario.check_keys import is_sound
from services.registration.domain.scenario.format import Document, Table, rows_of
from services.registration.domain.scenario.problems import ScenarioProblem, where
from services.registration.domain.scenario.rows import Ids, Names, Question, find, without_empty

_PROBLEMS: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("options", "missing"): ("options", "saknas; skriv minst ett alternativ"),
    ("options", "does_not_match"): ("options", "hör bara till frågor av slaget one_of och several_of"),
    ("options", "twice"): ("options", "har samma value på två ställen"),
    ("options", "too_many"): ("options", f"är fler än {MOST_OPTIONS}"),
    ("session_id", "not_a_choice"): ("session", "hör till en annan cohort än frågan"),
    ("condition/question_id", "not_a_choice"): (
        "asked_if", "ska vara en fråga i samma cohort som fortfarande ställs, av slaget one_of, several_of eller yes_no",
    ),
    ("condition/question_id", "not_earlier"): ("asked_if", "ska vara en fråga som kommer före den här"),
    ("condition/values", "not_a_choice"): ("asked_values", "ska vara svar som finns på frågan i asked_if"),
    ("sensitive", "does_not_match"): ("sensitive", "ska vara true, för frågan i asked_if är det"),
}  # fmt: skip


_ONCE: Final = datetime(1970, 1, 1, tzinfo=UTC)


def question_rows(document: Document, ids: Ids) -> list[Question]:
    """Return the questions' rows; the position is the order in the file unless a question has its own."""
    return [
        Question(
            id=ids["question", row["id"]],
            source_id=row["id"],
            cohort_id=ids["cohort", row["cohort"]],
            position=position,
            kind=row["kind"],
            label=row["label"],
            label_en=row.get("label_en"),
            help=row.get("help"),
            help_en=row.get("help_en"),
            options=[msgspec.convert(option, Option) for option in row.get("options", [])],
            required=row.get("required", False),
            sensitive=row.get("sensitive", False),
            session_id=find(ids, "session", row.get("session")),
            condition_id=find(ids, "question", row.get("asked_if")),
            condition_values=row.get("asked_values"),
            retired=row.get("retired", False),
        )
        for row, position in _placed(rows_of(document, "question"))
    ]


def question_table(row: Question, names: Names) -> Table:
    return without_empty(
        cohort=names[row.cohort_id],
        position=row.position,
        kind=row.kind,
        label=row.label,
        label_en=row.label_en,
        help=row.help,
        help_en=row.help_en,
        options=[
            without_empty(value=option.value, label=option.label, label_en=option.label_en)
            for option in row.options
        ],
        required=row.required or None,
        sensitive=row.sensitive or None,
        session=names.get(row.session_id) if row.session_id else None,
        asked_if=names.get(row.condition_id) if row.condition_id else None,
        asked_values=row.condition_values,
        retired=row.retired or None,
    )


def check_questions(document: Document) -> Iterator[ScenarioProblem]:
    """Yield the problems between questions; rows with problems of their own are skipped, check_keys.py reports them."""
    for cohort in rows_of(document, "cohort"):
        if "consent_en" in cohort and not cohort.get("consent"):
            yield ScenarioProblem(
                where("cohort", cohort), "consent_en", "är en översättning; skriv consent också"
            )
    rows = [row for row in rows_of(document, "question") if is_sound("question", row)]
    for row in rows:
        if ("asked_if" in row) != ("asked_values" in row):
            missing = "asked_values" if "asked_if" in row else "asked_if"
            yield ScenarioProblem(where("question", row), missing, "saknas; de två hör ihop")
    # Stand-in ids that sort in file order, as the ids of the rows will.
    numbers = {row["id"]: UUID(int=number) for number, row in enumerate(rows, start=1)}
    sessions = {
        session["id"]: session.get("cohort")
        for session in rows_of(document, "session")
        if isinstance(session.get("id"), str)
    }
    known = {row["id"]: _as_question(row, numbers, sessions, position) for row, position in _placed(rows)}
    counts = Counter(row["cohort"] for row in rows if not row.get("retired"))
    for cohort_id, count in counts.items():
        if count > MOST_QUESTIONS:
            yield ScenarioProblem(
                f'cohort "{cohort_id}"', None, f"har {count} frågor; ställ högst {MOST_QUESTIONS}"
            )
    for row in rows:
        for error in asking.faults(
            known[row["id"]],
            [known[other["id"]] for other in rows if other["cohort"] == row["cohort"]],
            [_number(name) for name, cohort in sessions.items() if cohort == row["cohort"]],
        ):
            key, what = _PROBLEMS[error.field, error.code]
            yield ScenarioProblem(where("question", row), key, what)


def _placed(rows: list[Table]) -> Iterator[tuple[Table, int]]:
    """Yield each question with its position: its own, else after the highest before it in its cohort."""
    last: Counter[str] = Counter()
    for row in rows:
        position = row.get("position", last[row["cohort"]] + 1)
        last[row["cohort"]] = max(last[row["cohort"]], position)
        yield row, position


def _as_question(
    row: Table, numbers: Mapping[str, UUID], sessions: Mapping[str, object], position: int
) -> asking.Question:
    """Convert to a domain question for the checks, without broken references: these are reported elsewhere."""
    condition = None
    if "asked_values" in row and row.get("asked_if") in numbers:
        condition = asking.Condition(question_id=numbers[row["asked_if"]], values=tuple(row["asked_values"]))
    return asking.Question(
        organiser_id=UUID(int=0),
        id=numbers[row["id"]],
        cohort_id=UUID(int=0),
        position=position,
        kind=row["kind"],
        label=row["label"],
        options=tuple(msgspec.convert(option, Option) for option in row.get("options", [])),
        sensitive=row.get("sensitive", False),
        session_id=_number(row["session"]) if row.get("session") in sessions else None,
        condition=condition,
        retired_at=_ONCE if row.get("retired") else None,
    )


def _number(name: str) -> UUID:
    """Derive a stable UUID from an id of the file, only to compare ids."""
    return uuid5(NAMESPACE_OID, name)
