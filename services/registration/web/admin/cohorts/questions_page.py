"""`/omgangar/{id}/fragor`: what a cohort asks, how it was answered, and the text that participants agree to."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.actions.cohorts import change_question
from services.registration.domain.errors import NotFound
from services.registration.domain.question import Question, QuestionChanges, in_order
from services.registration.domain.sessions.session import Session
from services.registration.store import answers, cohorts, questions, sessions
from services.registration.store.answers import AnswerCounts
from services.registration.store.transaction import one_transaction, reading
from services.registration.web.admin.cohorts.cohort_fields import cohort_path
from services.registration.web.admin.kit.layout import Action, Head, StaffLayout
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond
from shared import dates, times


class QuestionPress(msgspec.Struct, frozen=True, kw_only=True):
    """A button that does something to one question at once."""

    action: str
    text: str


class QuestionRow(msgspec.Struct, frozen=True, kw_only=True):
    label: str
    kind: str
    rules: str
    answered: str
    links: tuple[Link, ...]
    presses: tuple[QuestionPress, ...]


class QuestionsPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    said: str | None
    asked: tuple[QuestionRow, ...]
    retired: tuple[QuestionRow, ...]
    consent: str | None
    consent_about: str
    change_consent: Link | None


class _AskedQuestions(msgspec.Struct, frozen=True, kw_only=True):
    questions: Sequence[Question]
    counts: Mapping[UUID, AnswerCounts]
    sessions: Mapping[UUID, Session]


async def show_questions(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    texts, organiser_id = request.words.staff_questions, request.caller.organiser_id
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, organiser_id, request.id)
        found = in_order(await questions.list_of_cohort(conn, organiser_id, cohort.id))
        counts = {one.id: await answers.count(conn, one, session_id=one.session_id) for one in found}
        all_sessions = await sessions.list_after(conn, organiser_id, cohort_id=cohort.id)
        consent = await questions.find_consent(conn, organiser_id, cohort.id)
    asked = _AskedQuestions(questions=found, counts=counts, sessions={one.id: one for one in all_sessions})
    own = f"/omgangar/{cohort.id}"
    may_ask = request.may("question.create")
    made = (
        dates.day_in_words(times.local(consent.made_at).date(), request.locale.language)
        if consent.made_at
        else ""
    )
    page = QuestionsPage(
        layout=request.layout(texts.heading, "programmes", path=cohort_path(request, cohort)),
        head=Head(
            heading=texts.heading,
            meta=f"{cohort.name} · {texts.lead}",
            actions=(Action(text=texts.new, href=request.address(f"{own}/ny-fraga"), kind="primary"),)
            if may_ask
            else (),
        ),
        said=texts.saved.get(request.query.get("om", "")),
        asked=tuple(_row(request, asked, one) for one in found if one.retired_at is None),
        retired=tuple(_row(request, asked, one) for one in found if one.retired_at is not None),
        consent=consent.text,
        consent_about=texts.consent_version.format(version=consent.version, day=made)
        if consent.text
        else texts.no_consent,
        change_consent=Link(texts.change_consent, request.address(f"{own}/samtycke"))
        if request.may("consent.set")
        else None,
    )
    return respond("staff/questions", page, language=request.locale.language)


def _row(request: StaffRequest, asked: _AskedQuestions, one: Question) -> QuestionRow:
    texts, own = request.words.staff_questions, f"/fragor/{one.id}"
    links, presses = [], []
    if request.may("question.change"):
        links.append(Link(texts.change, request.address(f"{own}/andra")))
        names = ("fraga-igen",) if one.retired_at else ("upp", "ner", "sluta")
        words = {"upp": texts.up, "ner": texts.down, "sluta": texts.retire, "fraga-igen": texts.ask_again}
        presses = [QuestionPress(action=request.address(f"{own}/{name}"), text=words[name]) for name in names]
    if request.may("question.delete") and not asked.counts[one.id].answered:
        links.append(Link(texts.delete, request.address(f"{own}/ta-bort")))
    return QuestionRow(
        label=one.label_in(request.locale.language),
        kind=texts.kinds[one.kind],
        rules=", ".join(_rules(request, asked, one)),
        answered=_answered(request, asked.counts[one.id], one),
        links=tuple(links),
        presses=tuple(presses),
    )


def _rules(request: StaffRequest, asked: _AskedQuestions, one: Question) -> list[str]:
    texts, language = request.words.staff_questions, request.locale.language
    said = [
        text for text, holds in ((texts.required, one.required), (texts.sensitive, one.sensitive)) if holds
    ]
    if one.session_id is not None and one.session_id in asked.sessions:
        said.append(texts.only_session.format(title=asked.sessions[one.session_id].title))
    earlier = {each.id: each for each in asked.questions}
    if one.condition is not None and one.condition.question_id in earlier:
        before = earlier[one.condition.question_id]
        labels = labels_of(request, before)
        chosen = ", ".join(labels.get(value, value) for value in one.condition.values)
        said.append(texts.only_after.format(answers=chosen, label=before.label_in(language)))
    return said


def _answered(request: StaffRequest, counts: AnswerCounts, one: Question) -> str:
    """How many answered, and how many chose what; never who."""
    labels = labels_of(request, one)
    parts = [
        f"{label} {counts.by_value[value]}" for value, label in labels.items() if counts.by_value.get(value)
    ]
    total = request.words.staff_cohort.seats_of.format(taken=counts.answered, capacity=counts.registered)
    return f"{total}: {', '.join(parts)}" if parts else total


def labels_of(request: StaffRequest, question: Question) -> dict[str, str]:
    """The label of each answer that can be chosen, by its value."""
    if question.kind == "yes_no":
        return dict(request.words.staff_questions.yes_no)
    english = request.locale.language == "en"
    return {
        option.value: (option.label_en or option.label) if english else option.label
        for option in question.options
    }


async def retire(request: StaffRequest) -> Response[bytes]:
    """Stop asking a question; its answers are kept."""
    return await _set_retired(request, retired=True)


async def ask_again(request: StaffRequest) -> Response[bytes]:
    """Ask a question again."""
    return await _set_retired(request, retired=False)


async def _set_retired(request: StaffRequest, *, retired: bool) -> Response[bytes]:
    async with reading(request.pool) as conn:
        question = await questions.get(conn, request.caller.organiser_id, request.id)
    await change_question.change(
        request.pool, request.caller, request.id, QuestionChanges(), retired=retired, version=None
    )
    return request.go_to(f"/omgangar/{question.cohort_id}/fragor", om="sparat")


async def move_up(request: StaffRequest) -> Response[bytes]:
    """Ask a question before the one that it comes after."""
    return await _move(request, -1)


async def move_down(request: StaffRequest) -> Response[bytes]:
    """Ask a question after the one that it comes before."""
    return await _move(request, 1)


async def _move(request: StaffRequest, by: int) -> Response[bytes]:
    """Number the questions that are asked from 1, with this one and its neighbour changed round."""
    async with reading(request.pool) as conn:
        question = await questions.get(conn, request.caller.organiser_id, request.id)
        found = await questions.list_of_cohort(conn, request.caller.organiser_id, question.cohort_id)
    order = [one for one in in_order(found) if one.retired_at is None]
    place = next((number for number, one in enumerate(order) if one.id == question.id), None)
    if place is None:
        raise NotFound("question")
    other = place + by
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        async with one_transaction(request.pool):
            # From far above, so that no two have the same place on the way.
            for first in (max(one.position for one in found) + 1, 1):
                for number, one in enumerate(order, first):
                    await change_question.change(
                        request.pool,
                        request.caller,
                        one.id,
                        QuestionChanges(position=number),
                        retired=None,
                        version=None,
                    )
    return request.go_to(f"/omgangar/{question.cohort_id}/fragor", om="sparat")
