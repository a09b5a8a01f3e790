"""Turns an error of the action into the text and the place on the page where the reader can correct it."""

from typing import Final
from uuid import UUID

from services.registration.domain.errors import (
    AlreadyRegistered,
    FieldsRefused,
    OneOfEachChoice,
    RegistrationError,
    SessionCancelled,
    SessionFull,
    SessionOfAnotherCohort,
    SessionOver,
    SessionsOverlap,
    SubstituteIsInvited,
)
from services.registration.web.kit.forms.date_choice import DATES
from services.registration.web.kit.forms.fields import Mistake
from services.registration.web.pages.invitation.dates import InvitationContext
from services.registration.web.pages.invitation.form import BUTTONS
from services.registration.web.wording import explained

_ABOUT_A_DATE: Final = (SessionFull, SessionOver, SessionCancelled, SessionOfAnotherCohort)


def mistakes_of(error: RegistrationError, context: InvitationContext) -> list[Mistake]:
    """The errors to show; refused answers each at their question."""
    if isinstance(error, FieldsRefused) and context.questions is not None:
        return context.questions.mistakes(error.errors)
    return [mistake_of(error, context)]


def mistake_of(error: RegistrationError, context: InvitationContext) -> Mistake:
    """One error of the action, with the element to correct."""
    texts = explained(error, context.locale.language)
    text = f"{texts.title}. {texts.detail}"
    if isinstance(error, _ABOUT_A_DATE):
        title = _title(error.session_id, context)
        return Mistake(DATES, f"{title}: {text}" if title else text)
    if isinstance(error, AlreadyRegistered):
        # Not revealed: that the address is registered. Told: that the person cannot be the substitute.
        return Mistake("substitute_email", context.words.form_errors.not_as_substitute)
    if isinstance(error, SubstituteIsInvited):
        return Mistake(
            "substitute_email", context.words.form_errors.fields["substitute_email/does_not_match"]
        )
    return Mistake(DATES if isinstance(error, OneOfEachChoice | SessionsOverlap) else BUTTONS, text)


def _title(session_id: UUID | None, context: InvitationContext) -> str | None:
    return next((session.title for session in context.sessions if session.id == session_id), None)
