"""Answers are read against the questions: kinds, conditions, unchanged answers; and when sensitive ones are erased."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registration.domain.answer import CheckedAnswers, is_asked, read_answers, unanswered
from services.registration.domain.question import (
    Condition,
    Option,
    Question,
    contradictions,
    erased_on,
    in_order,
)
from services.registration.domain.sessions.session import Session
from tests.support.texts import LETTER

FIRST, SECOND = UUID(int=101), UUID(int=102)
NOW = datetime(2026, 1, 12, tzinfo=UTC)
OPTIONS = tuple(Option(value=letter, label=letter.upper()) for letter in "abc")


def a_question(number: int, kind="text", **fields) -> Question:
    if kind in ("one_of", "several_of"):
        fields.setdefault("options", OPTIONS)
    plain = {"organiser_id": UUID(int=1), "cohort_id": UUID(int=2), "position": number, "label": "Vad?"}
    return Question(id=UUID(int=number), kind=kind, **plain | fields)


def key(number: int) -> str:
    return str(UUID(int=number))


def on(number: int, *values: str) -> Condition:
    return Condition(question_id=UUID(int=number), values=values)


def read(questions, answers, *, sessions=(FIRST,), left=(), stored=None):
    """The ordinary and the sensitive answers by number, or the errors by number."""
    found = read_answers(
        questions,
        {key(number): value for number, value in answers.items()},
        session_ids=sessions,
        left_ids=left,
        stored={key(number): value for number, value in (stored or {}).items()},
    )
    if isinstance(found, CheckedAnswers):
        return (
            {UUID(question_id).int: value for question_id, value in found.ordinary.items()},
            {question_id.int: value for question_id, value in found.sensitive.items()},
        )
    return {UUID(error.field.removeprefix("answers/")).int: error.code for error in found}


@pytest.mark.parametrize(
    ("kind", "answer", "kept"),
    [
        ("text", "  Allt ", "Allt"),
        ("text", "A\u030a", "Å"),
        ("long_text", "Ett\r\ntvå", "Ett\ntvå"),
        ("number", "12", 12),
        ("number", " 1 250,5", 1250.5),
        ("number", "\u22123", -3),
        ("number", 2.5, 2.5),
        ("date", " 2020-02-29 ", "2020-02-29"),
        ("yes_no", "no", False),
        ("yes_no", True, True),
        ("one_of", "b", "b"),
        ("several_of", ["c", "a", "c"], ["a", "c"]),
        ("several_of", "b", ["b"]),
    ],
)
def test_an_answer_is_stored_in_the_type_of_its_question(kind, answer, kept):
    ordinary, sensitive = read([a_question(1, kind)], {1: answer})

    assert (ordinary, sensitive) == ({1: kept}, {})
    assert type(ordinary[1]) is type(kept)


@pytest.mark.parametrize(
    ("kind", "answer", "code"),
    [
        ("text", 3, "not_text"),
        ("text", "rad\nrad", "not_allowed"),
        ("text", "x" * 201, "too_long"),
        ("long_text", "x" * 4001, "too_long"),
        ("long_text", "\ud800", "not_allowed"),
        ("number", "tolv", "not_numeric"),
        ("number", "1e5", "not_numeric"),
        ("number", True, "not_numeric"),
        ("number", float("inf"), "not_numeric"),
        ("number", 10**13, "not_numeric"),
        ("number", "١", "not_numeric"),
        ("date", "2021-02-29", "not_a_date"),
        ("date", "0001-01-01", "not_a_date"),
        ("date", 20200101, "not_a_date"),
        ("yes_no", "kanske", "not_a_choice"),
        ("yes_no", 1, "not_a_choice"),
        ("one_of", "d", "not_a_choice"),
        ("one_of", ["a"], "not_a_choice"),
        ("several_of", ["a", 3], "not_a_choice"),
        ("several_of", {"a": 1}, "not_a_choice"),
    ],
)
def test_an_invalid_answer_has_an_error_code(kind, answer, code):
    assert read([a_question(1, kind)], {1: answer}) == {1: code}


@pytest.mark.parametrize("kind", ["text", "long_text", "number", "date", "yes_no", "one_of", "several_of"])
@pytest.mark.parametrize("blank", [None, "", []])
def test_a_blank_answer_is_an_error_only_for_a_required_question(kind, blank):
    if blank == [] and kind in ("text", "long_text"):
        return

    assert read([a_question(1, kind)], {1: blank}, stored={1: "x"}) == ({}, {})
    assert read([a_question(1, kind, required=True)], {1: blank}) == {1: "missing"}


def test_a_conditional_question_is_asked_only_after_the_answer_it_depends_on():
    questions = [
        a_question(1, "one_of"),
        a_question(2, "yes_no", condition=on(1, "a", "b"), required=True),
        a_question(3, condition=on(2, "yes"), required=True),
    ]

    assert read(questions, {1: "c", 2: "no", 3: "x"}) == ({1: "c"}, {})
    assert read(questions, {1: "a"}) == {2: "missing"}
    assert read(questions, {1: "b", 2: "yes"}) == {3: "missing"}
    assert read(questions, {1: "b", 2: "no", 3: "x"}) == ({1: "b", 2: False}, {})
    assert read(questions, {1: "d", 3: "x"}) == {1: "not_a_choice"}


def test_a_conditional_question_is_asked_after_any_of_its_answers():
    questions = [a_question(1, "several_of"), a_question(2, condition=on(1, "b", "c"))]

    assert read(questions, {1: ["a", "c"], 2: "x"}) == ({1: ["a", "c"], 2: "x"}, {})
    assert read(questions, {1: ["a"], 2: "x"}) == ({1: ["a"]}, {})


def test_a_question_about_a_session_is_asked_only_of_those_who_attend_it():
    questions = [
        a_question(1, session_id=FIRST, required=True),
        a_question(2, session_id=SECOND, required=True),
    ]

    assert read(questions, {2: "x"}, sessions=(FIRST,)) == {1: "missing"}
    assert read(questions, {1: "x", 2: "y"}, sessions=(FIRST,)) == ({1: "x"}, {})


def test_stored_answers_to_questions_not_asked_now_are_kept_and_still_meet_conditions():
    questions = [
        a_question(1, "yes_no", session_id=FIRST, sensitive=True),
        a_question(2, condition=on(1, "yes"), sensitive=True),
        a_question(3, retired_at=NOW),
    ]

    found = read(questions, {2: "nytt"}, left=(FIRST,), stored={1: True, 2: "gammalt", 3: "då", 9: "äldre"})

    assert found == ({3: "då", 9: "äldre"}, {1: True, 2: "nytt"})


def test_an_answer_to_an_unknown_question_is_refused_unless_already_stored():
    assert read([a_question(1)], {9: "x"}) == {9: "unknown"}
    assert read([a_question(1)], {9: "x"}, stored={9: "x"}) == ({9: "x"}, {})
    assert read([a_question(1)], {9: "y"}, stored={9: "x"}) == {9: "unknown"}


def test_an_answer_that_is_not_sent_is_left_as_stored():
    questions = [a_question(1), a_question(2, sensitive=True, required=True)]

    assert read(questions, {}, stored={1: "ett", 2: "två"}) == ({1: "ett"}, {2: "två"})
    assert read(questions, {1: None, 2: "ny"}, stored={1: "ett", 2: "två"}) == ({}, {2: "ny"})


def test_unanswered_questions_are_the_required_ones_that_are_asked():
    questions = [
        a_question(1, "yes_no", required=True),
        a_question(2, condition=on(1, "yes"), required=True),
        a_question(3, session_id=SECOND, required=True),
        a_question(4, required=True, retired_at=NOW),
    ]

    def left(stored, sessions=(FIRST,)):
        return [
            question.id.int
            for question in unanswered(questions, {key(n): v for n, v in stored.items()}, sessions)
        ]

    assert left({}) == [1]
    assert left({1: True}, (FIRST, SECOND)) == [2, 3]
    assert left({1: False}) == []


# Any questions that may stand together, and anything that somebody could send.
KINDS = st.sampled_from(["text", "long_text", "number", "date", "yes_no", "one_of", "several_of"])
SENT = st.one_of(
    st.none(), st.text(LETTER, max_size=8), st.booleans(), st.integers(), st.floats(), st.dates().map(str),
    st.sampled_from(["a", "b", "yes", "no", "", "12,5"]), st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=3),
    st.dictionaries(st.text(LETTER, max_size=2), st.integers(), max_size=1),
)  # fmt: skip


@st.composite
def forms(draw):
    questions: list[Question] = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        kind = draw(KINDS)
        deciding = [question for question in questions if question.values()]
        condition = None
        if deciding and draw(st.booleans()):
            other = draw(st.sampled_from(deciding))
            values = draw(st.lists(st.sampled_from(other.values()), min_size=1, unique=True))
            condition = Condition(question_id=other.id, values=tuple(values))
        question = a_question(
            number, kind, required=draw(st.booleans()), condition=condition,
            session_id=draw(st.sampled_from([None, FIRST, SECOND])),
            sensitive=draw(st.booleans()) or (condition is not None and _question_of(questions, condition).sensitive),
        )  # fmt: skip
        assert contradictions(question, questions, [FIRST, SECOND]) == []
        questions.append(question)
    return questions


def _question_of(questions, condition):
    return next(question for question in questions if question.id == condition.question_id)


SESSIONS = st.sets(st.sampled_from([FIRST, SECOND]))


@settings(max_examples=300)
@given(forms(), st.dictionaries(st.integers(1, 7), SENT), SESSIONS)
def test_only_answers_to_asked_questions_are_kept_and_read_back_unchanged(questions, sent, sessions):
    sent_answers = {key(number): value for number, value in sent.items()}

    found = read_answers(questions, sent_answers, session_ids=sessions)

    if not isinstance(found, CheckedAnswers):
        assert found
        assert {error.field.removeprefix("answers/") for error in found} <= {
            str(question.id) for question in questions
        } | set(sent_answers)
        return
    kept = found.ordinary | {str(question_id): value for question_id, value in found.sensitive.items()}
    by_id = {str(question.id): question for question in questions}
    answers = {UUID(question_id): value for question_id, value in kept.items()}
    for question in in_order(questions):
        must_ask = is_asked(question, answers, sessions)
        assert must_ask or str(question.id) not in kept
        assert not (must_ask and question.required) or str(question.id) in kept
    assert all(by_id[question_id].sensitive for question_id in map(str, found.sensitive))
    assert not any(by_id[question_id].sensitive for question_id in found.ordinary)
    assert read_answers(questions, kept, session_ids=sessions) == found
    assert read_answers(questions, {}, session_ids=sessions, stored=kept) == found


def a_session(number: int, day: date | None, **fields) -> Session:
    return Session(
        organiser_id=UUID(int=1),
        id=UUID(int=number),
        cohort_id=UUID(int=2),
        title="T",
        on=day,
        timed_at=NOW,
        **fields,
    )


TODAY = date(2026, 1, 12)


@pytest.mark.parametrize(
    ("sessions", "erased"),
    [
        ([a_session(101, date(2026, 2, 3)), a_session(102, date(2026, 3, 1))], date(2026, 3, 2)),
        (
            [a_session(101, date(2026, 2, 3)), a_session(102, date(2026, 3, 1), status="cancelled")],
            date(2026, 2, 4),
        ),
        ([a_session(101, date(2026, 2, 3)), a_session(102, None, term="VT2026")], date(2026, 7, 1)),
        ([a_session(101, None, term="HT2026")], date(2027, 1, 1)),
        ([a_session(101, None)], date(2026, 12, 24)),
        ([a_session(101, None), a_session(102, date(2026, 2, 3))], date(2026, 2, 4)),
        ([a_session(101, date(2026, 2, 3), status="cancelled")], TODAY),
        ([], date(2026, 12, 24)),
    ],
)
def test_sensitive_answers_are_erased_the_day_after_the_last_session(sessions, erased):
    question = a_question(1, sensitive=True)

    assert erased_on(question, sessions, ends_on=date(2026, 12, 23), today=TODAY) == erased
    assert erased_on(a_question(1), sessions, ends_on=date(2026, 12, 23), today=TODAY) is None


def test_sensitive_answers_about_one_session_are_erased_after_that_session():
    sessions = [a_session(101, date(2026, 2, 3)), a_session(102, None)]

    def erasure_day(session_id):
        return erased_on(
            a_question(1, sensitive=True, session_id=session_id), sessions, ends_on=None, today=TODAY
        )

    assert (erasure_day(FIRST), erasure_day(SECOND)) == (date(2026, 2, 4), None)
