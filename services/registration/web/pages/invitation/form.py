"""Reads a posted answer to an invitation and reports all errors at once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.form import FieldError, FieldReader, address_key
from services.registration.domain.invitation import Answer
from services.registration.domain.registration import Applicant
from services.registration.domain.sessions.session import Session
from services.registration.store.views.participant import CohortSetting, Invitation
from services.registration.web.kit.forms.date_choice import read_dates
from services.registration.web.kit.forms.fields import Mistake, mistake
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.pages.questions.form import FormQuestions
from services.registration.web.wording import Wording
from shared.language import Language

# The anchor of the answer buttons, to which the error summary links.
BUTTONS = "svar"


class InvitationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A valid answer. `details` is None if the person's details are unchanged."""

    answer: Answer
    session_ids: list[UUID] | None
    details: Applicant | None
    substitute: Applicant | None
    message: str | None
    answers: SubmittedAnswers | None = None


class InvitationFormContext(msgspec.Struct, frozen=True, kw_only=True):
    """What the form showed: the titles of choosable sessions and of those that are not (`past`), by id.

    `choices` are groups of parallel sessions, of which one each is to be chosen.
    """

    invitation: Invitation
    setting: CohortSetting
    choosable: Mapping[UUID, str]
    past: Mapping[UUID, str]
    choices: Mapping[str, Sequence[Session]]
    questions: FormQuestions | None = None
    language: Language


def read_answer(
    form: PostedForm, form_context: InvitationFormContext, words: Wording
) -> InvitationAnswer | list[Mistake]:
    """The answer, or all errors in it."""
    texts = words.form_errors
    answer = _answer(form.text("answer"))
    if answer is None:
        return [Mistake(BUTTONS, texts.no_answer)]
    reader = FieldReader(form.values())
    mistakes: list[Mistake] = []
    session_ids, question_errors = ([], []) if answer == "no" else _chosen(form, form_context, words)
    mistakes += question_errors
    details = _details(form, reader, form_context)
    substitute = None
    if answer == "substitute":
        substitute = _substitute(reader, form_context)
    elif answer == "yes" and _has_substitute(form):
        # Enter in a substitute's field posts the first button, yes: ask which one was meant.
        mistakes.append(Mistake("substitute_name", texts.who_comes))
    excuse_needed = answer == "no" and form_context.invitation.kind == "kallelse"
    message = reader.long_text("message", required=excuse_needed)
    mistakes += [mistake(error, words) for error in reader.errors]
    answers = None
    if answer == "yes" and form_context.questions is not None:
        answers, question_errors = form_context.questions.read(
            form, on_form=form_context.choosable, chosen=session_ids
        )
        mistakes += question_errors
    if mistakes:
        return mistakes
    return InvitationAnswer(
        answer=answer,
        session_ids=None if answer == "no" else session_ids,
        details=details,
        substitute=substitute,
        message=message,
        answers=answers,
    )


def asks_who_comes(form: PostedForm) -> bool:
    """Whether the answer is yes although a substitute is filled in."""
    return form.text("answer") == "yes" and _has_substitute(form)


def _answer(text: str) -> Answer | None:
    for known in ("yes", "no", "substitute"):
        if text == known:
            return known
    return None


def _has_substitute(form: PostedForm) -> bool:
    return bool(form.text("substitute_name").strip() or form.text("substitute_email").strip())


def _chosen(
    form: PostedForm, form_context: InvitationFormContext, words: Wording
) -> tuple[list[UUID], list[Mistake]]:
    texts = words.form_errors
    is_summons = form_context.invitation.kind == "kallelse"
    return read_dates(
        form,
        words,
        choosable=form_context.choosable,
        others=form_context.past,
        choices=form_context.choices,
        not_here=texts.not_here,
        nothing_chosen=texts.nothing_chosen_summons if is_summons else texts.nothing_chosen,
    )


def _details(form: PostedForm, reader: FieldReader, form_context: InvitationFormContext) -> Applicant | None:
    """Name, role and organisation if they differ from the stored ones, else None; fields not posted are kept."""
    setting, invitation = form_context.setting, form_context.invitation
    name: str | None = setting.person_name
    if "name" in form and not (setting.protected_identity and not form.text("name").strip()):
        name = reader.name()
    role = reader.line("role") if "role" in form else invitation.role
    organisation = invitation.organisation
    if "organisation" in form:
        organisation = reader.line("organisation", required=bool(invitation.organisation))
    same = (name, role, organisation) == (setting.person_name, invitation.role, invitation.organisation)
    if not name or not setting.person_email or (same and form_context.language == setting.person_language):
        return None
    return Applicant(
        name=name,
        email=setting.person_email,
        organisation=organisation,
        role=role,
        language=form_context.language,
    )


def _substitute(reader: FieldReader, form_context: InvitationFormContext) -> Applicant | None:
    name = reader.name("substitute_name")
    email = reader.email("substitute_email")
    if (
        email
        and form_context.setting.person_email
        and address_key(email) == address_key(form_context.setting.person_email)
    ):
        reader.errors.append(FieldError("substitute_email", "does_not_match"))
    if not email:
        return None
    # The seat stays with the organisation; the substitute's role is unknown.
    return Applicant(
        name=name,
        email=email,
        organisation=form_context.invitation.organisation,
        language=form_context.setting.person_language,
    )
