"""What a person can run into that is no fault of ours; status and words are the edge's."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.domain.form import FieldError


class RegistrationError(Exception):
    """Something that people are told in words. Carries ids, never a name or an address."""


class NotFound(RegistrationError):
    """There is no such thing, or it is another organiser's; which kind of thing is in `what`."""

    def __init__(self, what: str = "") -> None:
        super().__init__(what)
        self.what = what


class FieldsRefused(RegistrationError):
    """What was given cannot stand together; all that is wrong, at once."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__([f"{error.field}: {error.code}" for error in errors])
        self.errors = tuple(errors)


class VersionConflict(RegistrationError):
    """Somebody else was quicker: the thing has changed since it was read."""

    def __init__(self, current_id: UUID) -> None:
        super().__init__(current_id)
        self.current_id = current_id


class InUse(RegistrationError):
    """Another thing has this value already (a slug, an e-mail address); `field` says which, `person_id` who."""

    def __init__(self, field: str, *, person_id: UUID | None = None) -> None:
        super().__init__(field)
        self.field = field
        self.person_id = person_id


class DependedUpon(RegistrationError):
    """It cannot be deleted: something else needs it."""


class QuestionAnswered(RegistrationError):
    """Somebody has answered: what was asked stays what it was, and is no longer removed. It can be retired."""


class AlreadyAnswered(RegistrationError):
    """The enquiry has been answered already; an enquiry has one answer, and later mails are written by hand."""


class CohortNotOpen(RegistrationError):
    """Nobody can register, be invited or say yes: not published yet, closed, or cancelled."""


class CohortCancelled(RegistrationError):
    """A cancelled cohort does not come back."""


class NothingChosen(RegistrationError):
    """No session was named, or none is left to name."""


class SessionOfAnotherCohort(RegistrationError):
    """A session that does not belong here was named."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class SessionOver(RegistrationError):
    """It has ended."""

    def __init__(self, session_id: UUID | None = None) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class SessionCancelled(RegistrationError):
    """The organiser has cancelled it."""

    def __init__(self, session_id: UUID | None = None) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class SessionFull(RegistrationError):
    """Every seat is taken and there is no waiting list; nothing was stored."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class NotOffered(RegistrationError):
    """The seat on the waiting list has no open offer: none was made, or it ran out."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class OfferOver(RegistrationError):
    """The time to take the seat has run out; it has gone to the next in line."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class OneOfEachChoice(RegistrationError):
    """Two sessions that run at the same time were chosen; one of them can be had."""

    def __init__(self, choice_group: str) -> None:
        super().__init__(choice_group)
        self.choice_group = choice_group


class SessionsOverlap(RegistrationError):
    """Two sessions that run at the same time were chosen; `first` and `second` are their titles."""

    def __init__(self, first_id: UUID, second_id: UUID, *, first: str, second: str) -> None:
        super().__init__(first_id, second_id)
        self.first_id = first_id
        self.second_id = second_id
        self.first = first
        self.second = second


class AlreadyRegistered(RegistrationError):
    """This address is registered in the cohort already."""

    def __init__(self, registration_id: UUID) -> None:
        super().__init__(registration_id)
        self.registration_id = registration_id


class AlreadyWithdrawn(RegistrationError):
    """There is nothing left to withdraw or to change."""


class InvitationNotOpen(RegistrationError):
    """The link is dead: the invitation was revoked or belongs to nobody any more."""


class AnswerTooLate(RegistrationError):
    """The last day to answer has passed, or every session has been."""


class SubstitutesNotAllowed(RegistrationError):
    """The invitation is personal."""


class SubstituteIsInvited(RegistrationError):
    """The person named as a substitute is the one who was invited."""


class BuyerHasNoContact(RegistrationError):
    """The buyer is to name the participants, and there is nobody to ask."""


class JoinTooEarly(RegistrationError):
    """The doors are not open yet; `opens_at` is None where no day is set."""

    def __init__(self, opens_at: datetime | None) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


class NoSeat(RegistrationError):
    """The link is that of a wait or of a withdrawn seat: there is no seat to take."""


class AnotherOrganisation(RegistrationError):
    """The invitation may be sent on within an organisation, and the address is not of it."""


class GuestsNotLetIn(RegistrationError):
    """The cohort's links are personal, so a guest cannot come in by one and must ask the contact."""
