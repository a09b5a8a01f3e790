"""What somebody answered on an invitation: read whole, every mistake at once, nothing guessed."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.form import FieldError, FieldReader, address_key
from services.registration.domain.invitation import Answer
from services.registration.domain.registration import Applicant
from services.registration.domain.session import Session
from services.registration.store.views.participant import CohortSetting, Invitation
from services.registration.web.kit.date_choice import read_dates
from services.registration.web.kit.fields import Mistake, mistake
from services.registration.web.kit.posted_form import PostedForm
from services.registration.web.pages.questions import form as questions
from services.registration.web.wording import Wording
from shared.events import Language

# The anchor of the buttons, which are no single field: the error summary links to it.
BUTTONS = "svar"


class InvitationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that can be acted on. `details` only where something about the person is to be otherwise."""

    answer: Answer
    session_ids: list[UUID] | None
    details: Applicant | None
    substitute: Applicant | None
    message: str | None
    given: SubmittedAnswers | None = None


class InvitationQuestions(msgspec.Struct, frozen=True, kw_only=True):
    """What the page asked: `choosable` maps the dates that can be had to their titles, `past` those that cannot.

    `choices` are parallel sessions, of which one is to be chosen.
    """

    invitation: Invitation
    setting: CohortSetting
    choosable: Mapping[UUID, str]
    past: Mapping[UUID, str]
    choices: Mapping[str, Sequence[Session]]
    asked: questions.FormQuestions | None = None
    language: Language


def read_answer(
    form: PostedForm, asked: InvitationQuestions, words: Wording
) -> InvitationAnswer | list[Mistake]:
    """Read the answer, or say all that is wrong with it."""
    texts = words.form_errors
    answer = _answer(form.text("answer"))
    if answer is None:
        return [Mistake(BUTTONS, texts.no_answer)]
    reader = FieldReader(form.values())
    mistakes: list[Mistake] = []
    session_ids, wrong = ([], []) if answer == "no" else _chosen(form, asked, words)
    mistakes += wrong
    details = _details(form, reader, asked)
    substitute = None
    if answer == "substitute":
        substitute = _substitute(reader, asked)
    elif answer == "yes" and _has_substitute(form):
        # The first button is yes, so Enter in a substitute's field says yes: ask who comes, never guess.
        mistakes.append(Mistake("substitute_name", texts.who_comes))
    excuse_needed = answer == "no" and asked.invitation.kind == "kallelse"
    message = reader.long_text("message", required=excuse_needed)
    mistakes += [mistake(error, words) for error in reader.errors]
    given = None
    if answer == "yes" and asked.asked is not None:
        given, wrong = asked.asked.read(form, on_form=asked.choosable, chosen=session_ids)
        mistakes += wrong
    if mistakes:
        return mistakes
    return InvitationAnswer(
        answer=answer,
        session_ids=None if answer == "no" else session_ids,
        details=details,
        substitute=substitute,
        message=message,
        given=given,
    )


def asks_who_comes(form: PostedForm) -> bool:
    """Whether the answer was yes and a substitute was filled in."""
    return form.text("answer") == "yes" and _has_substitute(form)


def _answer(text: str) -> Answer | None:
    for known in ("yes", "no", "substitute"):
        if text == known:
            return known
    return None


def _has_substitute(form: PostedForm) -> bool:
    return bool(form.text("substitute_name").strip() or form.text("substitute_email").strip())


def _chosen(form: PostedForm, asked: InvitationQuestions, words: Wording) -> tuple[list[UUID], list[Mistake]]:
    texts = words.form_errors
    is_summons = asked.invitation.kind == "kallelse"
    return read_dates(
        form,
        words,
        choosable=asked.choosable,
        others=asked.past,
        choices=asked.choices,
        not_here=texts.not_here,
        nothing_chosen=texts.nothing_chosen_summons if is_summons else texts.nothing_chosen,
    )


def _details(form: PostedForm, reader: FieldReader, asked: InvitationQuestions) -> Applicant | None:
    """Name, role and organisation, where they are other than those we have; what is not in the form stays."""
    setting, invitation = asked.setting, asked.invitation
    name: str | None = setting.person_name
    if "name" in form and not (setting.protected_identity and not form.text("name").strip()):
        name = reader.name()
    role = reader.line("role") if "role" in form else invitation.role
    organisation = invitation.organisation
    if "organisation" in form:
        organisation = reader.line("organisation", required=bool(invitation.organisation))
    same = (name, role, organisation) == (setting.person_name, invitation.role, invitation.organisation)
    if not name or not setting.person_email or (same and asked.language == setting.person_language):
        return None
    return Applicant(
        name=name,
        email=setting.person_email,
        organisation=organisation,
        role=role,
        language=asked.language,
    )


def _substitute(reader: FieldReader, asked: InvitationQuestions) -> Applicant | None:
    name = reader.name("substitute_name")
    email = reader.email("substitute_email")
    if email and asked.setting.person_email and address_key(email) == address_key(asked.setting.person_email):
        reader.errors.append(FieldError("substitute_email", "does_not_match"))
    if not email:
        return None
    # The seat stays with the organisation; the substitute's own role is not known.
    return Applicant(
        name=name,
        email=email,
        organisation=asked.invitation.organisation,
        language=asked.setting.person_language,
    )
