"""A person's answers on their own page, and the form to change them."""

from collections.abc import Sequence
from typing import Final

import msgspec
from litestar import Response

from services.registration.domain.answer import unanswered
from services.registration.domain.question import Question
from services.registration.web.kit.forms.fields import ErrorSummary, Mistake, summary
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.parts import Fact, Hero, Notice
from services.registration.web.kit.responses import respond
from services.registration.web.pages.my_page.context import MyPageContext
from services.registration.web.pages.questions.answer_texts import day_of, in_words
from services.registration.web.pages.questions.fields import QuestionSection, section
from services.registration.web.pages.questions.form import FormQuestions, titles
from services.registration.web.wording import plural
from shared import times

# The value of `om` after the answers are saved.
SAVED: Final = "svar"


class MyAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """The answers on the participant's page: those given, how many required ones are missing, and a link to the form."""

    missing: str | None
    facts: tuple[Fact, ...]
    note: str | None
    link: Link | None


class AnswersPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    action: str
    summary: ErrorSummary | None
    questions: QuestionSection | None
    back: Link


def can_answer(context: MyPageContext) -> bool:
    """Whether answers can be changed: until the invitation's deadline; later only if required ones, or all, are missing."""
    if context.questions is None or context.registration.status == "withdrawn" or not context.ahead():
        return False
    last = context.registration.respond_by if context.registration.invitation_kind == "inbjudan" else None
    is_past = last is not None and times.end_of_day(last) <= context.now
    return not is_past or not context.questions.own.answers or bool(_unanswered(context, context.questions))


def my_answers(context: MyPageContext) -> MyAnswers | None:
    """The answers section; None if the cohort has no questions for this person and no stored answers."""
    if context.questions is None:
        return None
    texts, questions, is_open = context.words.questions, context.questions, can_answer(context)
    missing = _unanswered(context, questions) if is_open else []
    facts = () if questions.is_hidden else tuple(_answer_facts(context, questions, is_open=is_open))
    has_form = is_open and section(questions, titles(context.ahead())) is not None
    if not (facts or has_form or questions.own.answers):
        return None
    text = texts.mine_change if questions.own.answers else texts.mine_answer
    return MyAnswers(
        missing=plural(texts.mine_missing, len(missing), context.words) if missing else None,
        facts=facts,
        note=texts.mine_hidden if questions.is_hidden and questions.own.answers else None,
        link=Link(text, context.locale.address(f"{context.path}/svar")) if has_form else None,
    )


def saved(context: MyPageContext, about: str | None) -> Notice | None:
    """The notice after a save; None otherwise."""
    if about != SAVED or context.questions is None or not context.questions.own.answers:
        return None
    texts = context.words.questions.saved
    return Notice(heading=texts.title, text=texts.detail)


def answers_page(
    context: MyPageContext,
    questions: FormQuestions,
    *,
    form: PostedForm | None = None,
    mistakes: Sequence[Mistake] = (),
) -> Response[bytes]:
    """The form; after an error with the posted values."""
    texts = context.words.questions
    page = AnswersPage(
        layout=build_layout(
            PageContext(context.locale, context.setting, here=f"{context.path}/svar"),
            title=texts.mine,
            is_error=bool(mistakes),
        ),
        hero=Hero(heading=texts.mine, leads=(texts.page_lead.format(title=context.setting.programme_title),)),
        action=context.locale.address(f"{context.path}/svar"),
        summary=summary(mistakes, context.words),
        questions=section(questions, titles(context.ahead()), form=form, mistakes=mistakes),
        back=Link(texts.back, context.locale.address(context.path)),
    )
    return respond("answers", page, language=context.locale.language, status=422 if mistakes else 200)


def _unanswered(context: MyPageContext, questions: FormQuestions) -> list[Question]:
    """The required questions about upcoming sessions that have no answer."""
    ahead = [session.id for session in context.ahead()]
    return unanswered(questions.questionnaire.questions, questions.own.answers, ahead)


def _answer_facts(context: MyPageContext, questions: FormQuestions, *, is_open: bool) -> list[Fact]:
    texts, language = context.words.questions, context.locale.language
    facts = []
    for question in questions.questionnaire.questions:
        text = _answer_in_words(context, questions, question, is_open=is_open)
        if text is not None:
            facts.append(Fact(question.label_in(language), text))
    if questions.own.consented_at is not None:
        day = day_of(times.local(questions.own.consented_at).date(), language)
        facts.append(Fact(texts.mine_agreed, texts.mine_agreed_on.format(day=day)))
    return facts


def _answer_in_words(
    context: MyPageContext, questions: FormQuestions, question: Question, *, is_open: bool
) -> str | None:
    """An answer as text; a sensitive one as a note that it is stored until a day, or erased. None if there is none."""
    texts, language = context.words.questions, context.locale.language
    answer = questions.own.answers.get(str(question.id))
    if answer is not None and not question.sensitive:
        return in_words(question, answer, context.words, language)
    if answer is not None:
        erased_on = questions.erased_on.get(question.id)
        return (
            texts.mine_counted_until.format(day=day_of(erased_on, language))
            if erased_on
            else texts.mine_counted
        )
    applies = question.session_id is None or any(
        session.id == question.session_id and context.seat_in(session) for session in context.sessions
    )
    if question.erased_at is None or not applies or (is_open and question.retired_at is None):
        return None
    return texts.mine_erased.format(day=day_of(times.local(question.erased_at).date(), language))
