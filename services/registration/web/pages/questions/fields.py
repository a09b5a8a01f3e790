"""A cohort's questions as form fields, with follow-up questions below the question that they depend on."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from uuid import UUID

import msgspec

from services.registration.domain.answer import Value, chosen
from services.registration.domain.question import DECIDES, Question
from services.registration.web.kit.assets import stylesheet
from services.registration.web.kit.forms.fields import Mistake, error_at
from services.registration.web.kit.forms.posted_form import PostedForm, redisplay
from services.registration.web.pages.questions.answer_texts import day_of, labels
from services.registration.web.pages.questions.form import CONSENT, FormQuestions, name_of, removal_of
from services.registration.web.pages.questions.switches import MOST_HIDDEN
from shared import times


class AnswerChoice(msgspec.Struct, frozen=True, kw_only=True):
    """An answer option; `opens` lists the names of the question groups that it reveals, separated by spaces."""

    id: str
    value: str
    text: str
    is_chosen: bool
    opens: str = ""


class ConditionalGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Questions with the same condition; `by`: the name by which a control reveals the group, None if always shown."""

    intro: str | None
    by: str | None
    questions: tuple["QuestionField", ...]


class QuestionField(msgspec.Struct, frozen=True, kw_only=True):
    """A question as the template macro renders it; one with choices is a fieldset.

    `removal`: the name of the box that removes a stored answer which is not shown.
    """

    name: str
    kind: str
    label: str
    hints: tuple[str, ...]
    value: str
    choices: tuple[AnswerChoice, ...]
    error: str | None
    is_required: bool
    removal: str | None
    groups: tuple[ConditionalGroup, ...]


class ConsentField(msgspec.Struct, frozen=True, kw_only=True):
    """The consent text; `since`: when the reader agreed to this version, as text."""

    text: str
    version: str
    is_ticked: bool
    since: str | None
    error: str | None


class QuestionSection(msgspec.Struct, frozen=True, kw_only=True):
    """The questions and the consent of a form."""

    groups: tuple[ConditionalGroup, ...]
    consent: ConsentField | None
    stylesheet: str


def section(
    form_questions: FormQuestions | None,
    titles: Mapping[UUID, str],
    *,
    form: PostedForm | None = None,
    mistakes: Sequence[Mistake] = (),
    opens: Mapping[UUID, str] | None = None,
) -> QuestionSection | None:
    """The questions of a form about these sessions, with posted or else stored answers; None if there are none.

    `opens`: the name of the switch of each session that has one on the page.
    """
    if form_questions is None:
        return None
    builder = _FieldBuilder(form_questions, titles, form, mistakes)
    groups = builder.roots(opens or {})
    consent = builder.consent()
    if not groups and consent is None:
        return None
    return QuestionSection(groups=groups, consent=consent, stylesheet=stylesheet.questions_address())


class _FieldBuilder:
    def __init__(
        self,
        form_questions: FormQuestions,
        titles: Mapping[UUID, str],
        form: PostedForm | None,
        mistakes: Sequence[Mistake],
    ) -> None:
        self.form_questions = form_questions
        self.titles = titles
        self.form = form
        self.mistakes = mistakes
        self.words = form_questions.words
        self.language = form_questions.locale.language
        self.questions = form_questions.on_form(titles)

    def roots(self, opens: Mapping[UUID, str]) -> tuple[ConditionalGroup, ...]:
        sentences = self.words.questions
        roots = [question for question in self.questions if question.condition is None]
        groups = []
        for session_id, group_questions in groupby(roots, key=lambda question: question.session_id):
            is_choice = session_id is not None and len(self.titles) > 1
            groups.append(
                ConditionalGroup(
                    intro=sentences.if_coming.format(title=self.titles[session_id])
                    if session_id is not None and is_choice
                    else None,
                    by=opens.get(session_id) if session_id is not None and is_choice else None,
                    questions=tuple(self.question(question) for question in group_questions),
                )
            )
        return tuple(groups)

    def question(self, question: Question) -> QuestionField:
        name = name_of(question)
        below = self.below(question)
        opened = {
            value: " ".join(str(n) for n, (values, _) in enumerate(below, start=1) if value in values and n <= MOST_HIDDEN)
            for value in question.values()
        }  # fmt: skip
        sentences = self.words.questions
        label = question.label_in(self.language)
        return QuestionField(
            name=name,
            kind=question.kind,
            label=label if question.required else sentences.optional.format(label=label),
            hints=self.hints(question),
            value=self.value(question),
            choices=self.choices(question, opened),
            error=self.error(question),
            is_required=question.required,
            removal=removal_of(question)
            if self.form_questions.hides(question) and not question.required
            else None,
            groups=tuple(
                ConditionalGroup(
                    intro=sentences.if_answered.format(answers=self.either(question, values)),
                    by=str(number) if number <= MOST_HIDDEN else None,
                    questions=tuple(self.question(question) for question in group_questions),
                )
                for number, (values, group_questions) in enumerate(below, start=1)
            ),
        )

    def error(self, question: Question) -> str | None:
        """The error text without the question's label, which only the error summary needs."""
        text = error_at(name_of(question), self.mistakes)
        if text == self.form_questions.unanswered_text(question):
            return self._how_to_answer(question)
        return text and text.removeprefix(self.form_questions.mistake_text(question, ""))

    def _how_to_answer(self, question: Question) -> str:
        if question.kind == "several_of":
            return self.words.questions.none_chosen
        is_choice = question.kind in ("one_of", "yes_no")
        return self.words.field_errors["not_a_choice"] if is_choice else self.words.questions.unanswered_here

    def below(self, question: Question) -> list[tuple[tuple[str, ...], list[Question]]]:
        """The follow-up questions of a question, grouped by the answers that reveal them."""
        groups: dict[tuple[str, ...], list[Question]] = {}
        for other in self.questions:
            if other.condition is not None and other.condition.question_id == question.id:
                groups.setdefault(other.condition.values, []).append(other)
        return list(groups.items())

    def either(self, question: Question, values: Sequence[str]) -> str:
        names = labels(question, self.words, self.language)
        texts = [names.get(value, value) for value in values]
        if len(texts) < 2:
            return "".join(texts)
        return self.words.questions.either.format(first=", ".join(texts[:-1]), last=texts[-1])

    def hints(self, question: Question) -> tuple[str, ...]:
        sentences, why = self.words.questions, question.help_in(self.language)
        hints = [sentences.why.format(help=why)] if why else []
        if question.condition and question.session_id and len(self.titles) > 1:
            hints.insert(0, sentences.if_coming.format(title=self.titles[question.session_id]))
        if question.sensitive:
            erased_on = self.form_questions.erased_on.get(question.id)
            until = (
                sentences.erased.format(day=day_of(erased_on, self.language))
                if erased_on
                else sentences.erased_after
            )
            who = sentences.counted if question.kind in DECIDES else sentences.read_without_names
            hints.append(f"{who} {until}")
        if question.kind == "date":
            hints.append(sentences.date_hint)
        if self.form_questions.hides(question):
            hints.append(sentences.blank_keeps)
        return tuple(hints)

    def answered(self, question: Question) -> Value | None:
        return (
            None
            if self.form_questions.hides(question)
            else self.form_questions.own.answers.get(str(question.id))
        )

    def value(self, question: Question) -> str:
        if self.form is not None:
            return redisplay(self.form.text(name_of(question)))
        answer = self.answered(question)
        if isinstance(answer, float) and self.language == "sv":
            return str(answer).replace(".", ",")
        return "" if answer is None or isinstance(answer, bool | list) else str(answer)

    def choices(self, question: Question, opened: Mapping[str, str]) -> tuple[AnswerChoice, ...]:
        name = name_of(question)
        texts = labels(question, self.words, self.language)
        picked = set(self.form.all(name) if self.form is not None else chosen(self.answered(question)))
        answer_choices = [
            AnswerChoice(
                id=name if number == 0 else f"{name}-{number}",
                value=value,
                text=text,
                is_chosen=value in picked,
                opens=opened.get(value, ""),
            )
            for number, (value, text) in enumerate(texts.items())
        ]
        if answer_choices and not question.required and question.kind != "several_of":
            # A chosen radio button cannot be cleared, so there is an option for no answer.
            none = self.words.questions.no_answer
            answer_choices.append(
                AnswerChoice(id=f"{name}-0", value="", text=none, is_chosen=not picked - {""})
            )
        return tuple(answer_choices)

    def consent(self) -> ConsentField | None:
        consent, own = self.form_questions.questionnaire.consent, self.form_questions.own
        if consent is None:
            return None
        sentences = self.words.questions
        version = str(consent.version)
        since = own.consented_at if self.form_questions.has_consented else None
        return ConsentField(
            text=consent.text_in(self.language) or "",
            version=version,
            is_ticked=self.form is not None and self.form.text(CONSENT) == version,
            since=sentences.consented.format(day=day_of(times.local(since).date(), self.language))
            if since
            else None,
            error=error_at(CONSENT, self.mistakes),
        )
