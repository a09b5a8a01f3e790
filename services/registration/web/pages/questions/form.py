"""A cohort's questions on a form: which are shown, and reading the posted answers with all errors at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.answer import read_answers
from services.registration.domain.form import FieldError
from services.registration.domain.question import Question, Questionnaire
from services.registration.domain.sessions.session import Session
from services.registration.store import answers as stored_answers
from services.registration.store import questions
from services.registration.store.answers import OwnAnswers
from services.registration.web.kit.forms.fields import Mistake
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.locale import Locale
from services.registration.web.wording import WORDING, Wording
from shared import times
from shared.postgres import Conn

CONSENT: Final = "godkann"


class FormQuestions(msgspec.Struct, frozen=True, kw_only=True):
    """A cohort's questions and the reader's stored answers; `erased_on`: when a sensitive answer will be erased.

    `is_hidden`: the reader's identity is protected, so no stored answer is shown. Sensitive answers are shown to nobody:
    whoever has the link may not be the person.
    """

    questionnaire: Questionnaire
    own: OwnAnswers = OwnAnswers()
    erased_on: Mapping[UUID, date | None] = {}
    is_hidden: bool = False
    locale: Locale

    @property
    def words(self) -> Wording:
        return WORDING[self.locale.language]

    @property
    def has_consented(self) -> bool:
        """Whether the reader has agreed to the current version of the consent text."""
        consent = self.questionnaire.consent
        return consent is not None and self.own.consent_version == consent.version

    def hides(self, question: Question) -> bool:
        """Whether a stored answer exists that the page does not show; a blank field then keeps it, a ticked box removes it."""
        return str(question.id) in self.own.answers and (self.is_hidden or question.sensitive)

    def on_form(self, session_ids: Collection[UUID]) -> list[Question]:
        """The questions on a form about these sessions, whatever is answered; follow-up questions come after their parent."""
        shown: dict[UUID, Question] = {}
        for question in self.questionnaire.questions:
            has_parent = question.condition is None or question.condition.question_id in shown
            if question.retired_at is None and question.session_id in (None, *session_ids) and has_parent:
                shown[question.id] = question
        return list(shown.values())

    def read(
        self, form: PostedForm, *, on_form: Collection[UUID], chosen: Collection[UUID]
    ) -> tuple[SubmittedAnswers, list[Mistake]]:
        """The posted answers, and all errors. `on_form`: sessions that the form is about; `chosen`: those registered for."""
        submitted = {
            str(question.id): value
            for question in self.on_form(on_form)
            if (value := self._posted(form, question)) is not _UNCHANGED
        }
        relevant = [
            question for question in self.questionnaire.questions if question.session_id in (None, *on_form)
        ]
        result = read_answers(relevant, submitted, session_ids=chosen, stored=self.own.answers)
        mistakes = [self._mistake(error) for error in result] if isinstance(result, list) else []
        consent, consent_errors = self._consent(form)
        return SubmittedAnswers(
            answers=submitted, consent=consent, about=frozenset(on_form)
        ), mistakes + consent_errors

    def mistakes(self, errors: Iterable[FieldError]) -> list[Mistake]:
        """The errors of the action, each at its question, which was changed while the page was open."""
        return [self._mistake(error) for error in errors]

    def _posted(self, form: PostedForm, question: Question) -> Any:  # Any: a string or a list of strings
        if question.kind == "several_of":
            value: str | list[str] = [text for text in form.all(name_of(question)) if text]
        else:
            value = form.text(name_of(question)).strip("\r\n")
        if value or not self.hides(question):
            return value
        removed: str | list[str] = [] if isinstance(value, list) else ""
        return removed if form.text(removal_of(question)) else _UNCHANGED

    def _mistake(self, error: FieldError) -> Mistake:
        texts = self.words.questions
        if error.field == "consent_version":
            return Mistake(CONSENT, texts.consent_changed)
        key = error.field.rpartition("/")[2]
        question = next(
            (question for question in self.questionnaire.questions if str(question.id) == key), None
        )
        what = self.words.field_errors[error.code].format(limit=error.limit)
        if question is None:
            return Mistake(SECTION, what)
        if error.code == "missing":
            return Mistake(name_of(question), self.unanswered_text(question))
        return Mistake(name_of(question), self.mistake_text(question, what))

    def unanswered_text(self, question: Question) -> str:
        """The text of the error summary for a required question without an answer."""
        label = question.label_in(self.locale.language).rstrip(": ")
        return self.words.questions.unanswered.format(question=label)

    def mistake_text(self, question: Question, what: str) -> str:
        """The text of the error summary: the question's label, and what to do."""
        label = question.label_in(self.locale.language).rstrip("?:. ")
        return self.words.questions.mistake.format(label=label, what=what)

    def _consent(self, form: PostedForm) -> tuple[int | None, list[Mistake]]:
        consent = self.questionnaire.consent
        if consent is None or self.has_consented:
            return None, []
        texts, posted_version = self.words.questions, form.text(CONSENT)
        if posted_version == str(consent.version):
            return consent.version, []
        return None, [Mistake(CONSENT, texts.consent_changed if posted_version else texts.consent_missing)]


SECTION: Final = "fragor"
_UNCHANGED: Final = object()


def name_of(question: Question) -> str:
    """The name of a question's field; short, because each option of the question repeats it."""
    return f"q-{question.id.hex[-12:]}"


def removal_of(question: Question) -> str:
    """The name of the box that removes a stored answer which is not shown."""
    return f"{name_of(question)}-bort"


async def find(
    conn: Conn,
    locale: Locale,
    organiser_id: UUID,
    cohort_id: UUID,
    *,
    asks: bool,
    registration_id: UUID | None = None,
    is_hidden: bool = False,
    now: datetime,
) -> FormQuestions | None:
    """The cohort's questions with the answers of the registration, if any; None without a query if not `asks`."""
    if not asks:
        return None
    questionnaire = await questions.read(conn, organiser_id, cohort_id)
    own = await stored_answers.read(conn, organiser_id, registration_id) if registration_id else OwnAnswers()
    erased_on = await questions.list_erasures(
        conn, organiser_id, questionnaire.questions, today=times.local(now).date()
    )
    return FormQuestions(
        questionnaire=questionnaire,
        own=own,
        erased_on=erased_on,
        is_hidden=is_hidden,
        locale=locale,
    )


def titles(sessions: Sequence[Session]) -> dict[UUID, str]:
    """The titles of the sessions, by id."""
    return {session.id: session.title for session in sessions}
