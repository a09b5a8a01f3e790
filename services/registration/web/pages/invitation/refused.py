"""An answer that came too late for what it asked: in words, and at the place on the page where it can be mended."""

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
from services.registration.web.kit.date_choice import DATES
from services.registration.web.kit.fields import Mistake
from services.registration.web.pages.invitation.dates import InvitationContext
from services.registration.web.pages.invitation.form import BUTTONS
from services.registration.web.wording import explained

_ABOUT_A_DATE: Final = (SessionFull, SessionOver, SessionCancelled, SessionOfAnotherCohort)


def mistakes_of(error: RegistrationError, found: InvitationContext) -> list[Mistake]:
    """What to say of it; of answers that were refused each at its question."""
    if isinstance(error, FieldsRefused) and found.asked is not None:
        return found.asked.mistakes(error.errors)
    return [mistake_of(error, found)]


def mistake_of(error: RegistrationError, found: InvitationContext) -> Mistake:
    """What to say of it."""
    texts = explained(error, found.locale.language)
    text = f"{texts.title}. {texts.detail}"
    if isinstance(error, _ABOUT_A_DATE):
        title = _title(error.session_id, found)
        return Mistake(DATES, f"{title}: {text}" if title else text)
    if isinstance(error, AlreadyRegistered):
        # Whether the address is registered is not the sender's to know; that the person cannot come instead is.
        return Mistake("substitute_email", found.words.form_errors.not_as_substitute)
    if isinstance(error, SubstituteIsInvited):
        return Mistake("substitute_email", found.words.form_errors.fields["substitute_email/does_not_match"])
    return Mistake(DATES if isinstance(error, OneOfEachChoice | SessionsOverlap) else BUTTONS, text)


def _title(session_id: UUID | None, found: InvitationContext) -> str | None:
    return next((session.title for session in found.sessions if session.id == session_id), None)
