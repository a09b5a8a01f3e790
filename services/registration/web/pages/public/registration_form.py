"""Reads the registration form of a public cohort page and reports all errors at once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.registration import Applicant
from services.registration.domain.sessions.session import Session
from services.registration.web.kit.forms import application
from services.registration.web.kit.forms.fields import Mistake
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.pages.questions.form import FormQuestions
from services.registration.web.wording import Wording
from shared.language import Language


class RegistrationForm(msgspec.Struct, frozen=True, kw_only=True):
    applicant: Applicant
    session_ids: list[UUID]
    answers: SubmittedAnswers


def read_application(
    form: PostedForm,
    words: Wording,
    language: Language,
    *,
    choosable: Mapping[UUID, str],
    others: Mapping[UUID, str],
    choices: Mapping[str, Sequence[Session]],
    questions: FormQuestions | None,
) -> RegistrationForm | list[Mistake]:
    """The applicant, sessions and answers, or all errors."""
    read = application.read_application(
        form, words, language, choosable=choosable, others=others, choices=choices
    )
    answers, answer_mistakes = (
        questions.read(form, on_form=choosable, chosen=read.session_ids)
        if questions
        else (SubmittedAnswers(), [])
    )
    if read.applicant is None or read.mistakes or answer_mistakes:
        return [*read.mistakes, *answer_mistakes]
    return RegistrationForm(applicant=read.applicant, session_ids=read.session_ids, answers=answers)
