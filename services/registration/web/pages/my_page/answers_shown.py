"""What somebody has answered, on their own page; and the form on which they change it."""

from collections.abc import Sequence
from typing import Final

import msgspec
from litestar import Response

from services.registration.domain.answer import unanswered
from services.registration.domain.question import Question
from services.registration.web.kit.fields import ErrorSummary, Mistake, summary
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.parts import Fact, Hero, Notice
from services.registration.web.kit.posted_form import PostedForm
from services.registration.web.kit.responses import respond
from services.registration.web.pages.my_page.dates import MyPageContext
from services.registration.web.pages.questions.answer_texts import day_of, in_words
from services.registration.web.pages.questions.fields import QuestionSection, section
from services.registration.web.pages.questions.form import FormQuestions, titles
from services.registration.web.wording import plural
from shared import times

# What one's own page is told after a save.
SAVED: Final = "svar"


class MyAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """On one's own page: what was answered, what is yet to be, and where."""

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


def can_answer(it: MyPageContext) -> bool:
    """Whether the answers can be given or changed: until the last day to answer; what is yet to be answered, until it begins."""
    if it.asked is None or it.registration.status == "withdrawn" or not it.ahead():
        return False
    last = it.registration.respond_by if it.registration.invitation_kind == "inbjudan" else None
    is_past = last is not None and times.end_of_day(last) <= it.now
    return not is_past or not it.asked.own.answers or bool(_waiting(it, it.asked))


def my_answers(it: MyPageContext) -> MyAnswers | None:
    """None where the cohort asks nothing of this person, and never did."""
    if it.asked is None:
        return None
    texts, asked, is_open = it.words.questions, it.asked, can_answer(it)
    waiting = _waiting(it, asked) if is_open else []
    facts = () if asked.is_hidden else tuple(_facts(it, asked, is_open=is_open))
    has_form = is_open and section(asked, titles(it.ahead())) is not None
    if not (facts or has_form or asked.own.answers):
        return None
    text = texts.mine_change if asked.own.answers else texts.mine_answer
    return MyAnswers(
        missing=plural(texts.mine_missing, len(waiting), it.words) if waiting else None,
        facts=facts,
        note=texts.mine_hidden if asked.is_hidden and asked.own.answers else None,
        link=Link(text, it.locale.address(f"{it.path}/svar")) if has_form else None,
    )


def saved(it: MyPageContext, about: str | None) -> Notice | None:
    """That the answers are saved, right after they were."""
    if about != SAVED or it.asked is None or not it.asked.own.answers:
        return None
    texts = it.words.questions.saved
    return Notice(heading=texts.title, text=texts.detail)


def answers_page(
    it: MyPageContext,
    asked: FormQuestions,
    *,
    form: PostedForm | None = None,
    mistakes: Sequence[Mistake] = (),
) -> Response[bytes]:
    """The form; after a mistake with everything as it was typed."""
    texts = it.words.questions
    page = AnswersPage(
        layout=build_layout(
            PageContext(it.locale, it.setting, here=f"{it.path}/svar"),
            title=texts.mine,
            is_error=bool(mistakes),
        ),
        hero=Hero(heading=texts.mine, leads=(texts.page_lead.format(title=it.setting.programme_title),)),
        action=it.locale.address(f"{it.path}/svar"),
        summary=summary(mistakes, it.words),
        questions=section(asked, titles(it.ahead()), form=form, mistakes=mistakes),
        back=Link(texts.back, it.locale.address(it.path)),
    )
    return respond("answers", page, language=it.locale.language, status=422 if mistakes else 200)


def _waiting(it: MyPageContext, asked: FormQuestions) -> list[Question]:
    """The required questions about the dates ahead that are yet to be answered."""
    ahead = [session.id for session in it.ahead()]
    return unanswered(asked.questionnaire.questions, asked.own.answers, ahead)


def _facts(it: MyPageContext, asked: FormQuestions, *, is_open: bool) -> list[Fact]:
    texts, language = it.words.questions, it.locale.language
    facts = []
    for question in asked.questionnaire.questions:
        text = _answered(it, asked, question, is_open=is_open)
        if text is not None:
            facts.append(Fact(question.says(language), text))
    if asked.own.consented_at is not None:
        day = day_of(times.local(asked.own.consented_at).date(), language)
        facts.append(Fact(texts.mine_agreed, texts.mine_agreed_on.format(day=day)))
    return facts


def _answered(it: MyPageContext, asked: FormQuestions, question: Question, *, is_open: bool) -> str | None:
    """An answer in words; of a sensitive one that there is one and until when, or that it has been erased."""
    texts, language = it.words.questions, it.locale.language
    answer = asked.own.answers.get(str(question.id))
    if answer is not None and not question.sensitive:
        return in_words(question, answer, it.words, language)
    if answer is not None:
        goes = asked.erased_on.get(question.id)
        return texts.mine_counted_until.format(day=day_of(goes, language)) if goes else texts.mine_counted
    has_it = question.session_id is None or any(
        one.id == question.session_id and it.holds(one) for one in it.sessions
    )
    if question.erased_at is None or not has_it or (is_open and question.retired_at is None):
        return None
    return texts.mine_erased.format(day=day_of(times.local(question.erased_at).date(), language))
