"""Expected errors that callers can cause; the web layer chooses the HTTP status and the text."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.domain.form import FieldError


class RegistrationError(Exception):
    """Base of errors that are shown to users. Carries ids, never a name or an address."""


class NotFound(RegistrationError):
    """The resource does not exist or belongs to another organiser; `what` is its kind."""

    def __init__(self, what: str = "") -> None:
        super().__init__(what)
        self.what = what


class FieldsRefused(RegistrationError):
    """The values contradict each other; carries every field error."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__([f"{error.field}: {error.code}" for error in errors])
        self.errors = tuple(errors)


class VersionConflict(RegistrationError):
    """The resource has changed since the caller read it."""

    def __init__(self, current_id: UUID) -> None:
        super().__init__(current_id)
        self.current_id = current_id


class InUse(RegistrationError):
    """Another resource has this unique value (a slug, an e-mail address): `field` names it, `person_id` its owner."""

    def __init__(self, field: str, *, person_id: UUID | None = None) -> None:
        super().__init__(field)
        self.field = field
        self.person_id = person_id


class AlreadyMade(RegistrationError):
    """A row with this id is stored already: the form that makes it was posted twice."""


class DependedUpon(RegistrationError):
    """The resource cannot be deleted because other rows refer to it."""


class QuestionAnswered(RegistrationError):
    """The question has answers, so it can be neither changed in meaning nor deleted; it can be retired."""


class AlreadyAnswered(RegistrationError):
    """The enquiry has been answered already; the service sends one answer per enquiry."""


class CohortNotOpen(RegistrationError):
    """The cohort is a draft, closed or cancelled: it takes no registrations, invitations or acceptances."""


class CohortCancelled(RegistrationError):
    """The cohort is cancelled, which is final."""


class NothingChosen(RegistrationError):
    """The request names no session, or no session can be booked."""


class SessionOfAnotherCohort(RegistrationError):
    """The request names a session of another cohort."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class SessionOver(RegistrationError):
    """The session has ended."""

    def __init__(self, session_id: UUID | None = None) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class SessionCancelled(RegistrationError):
    """The organiser has cancelled the session."""

    def __init__(self, session_id: UUID | None = None) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class WholeCancelled(RegistrationError):
    """A part cannot take place because the session that it is part of is cancelled; `title` is that session's."""

    def __init__(self, session_id: UUID, *, title: str) -> None:
        super().__init__(session_id)
        self.session_id = session_id
        self.title = title


class SessionHasParts(RegistrationError):
    """The session cannot be deleted because others are part of it; `titles` names them."""

    def __init__(self, session_id: UUID, *, titles: Sequence[str]) -> None:
        super().__init__(session_id)
        self.titles = ", ".join(titles)


class SessionFull(RegistrationError):
    """The session has neither a free seat nor a waiting list; nothing was stored."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class NotOffered(RegistrationError):
    """The waiting seat has no open offer: none was made, or it has expired."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class OfferOver(RegistrationError):
    """The offer has expired; the seat was offered to the next in the waiting list."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class ConfirmationOver(RegistrationError):
    """The registration was not confirmed in time, or nothing of it is left; its seats have been let go."""


class NotConfirmed(RegistrationError):
    """The registration does not count before somebody confirms it by the mailed link; it cannot be changed until then."""


class OneOfEachChoice(RegistrationError):
    """The request names two sessions of one choice group, of which a person can have one."""

    def __init__(self, choice_group: str) -> None:
        super().__init__(choice_group)
        self.choice_group = choice_group


class SessionsOverlap(RegistrationError):
    """The request names two sessions that overlap in time; `first` and `second` are their titles."""

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
    """The registration is withdrawn, so it can be neither withdrawn nor changed."""


class AddressIsNew(RegistrationError):
    """The address was changed through a personal link a short while ago: nothing that is stored is mailed to it yet."""


class NothingToTakeBack(RegistrationError):
    """No substitute has a seat of this person that can be taken back."""


class InvitationNotOpen(RegistrationError):
    """The link is invalid: the invitation was revoked or its person erased."""


class SendingNotWaiting(RegistrationError):
    """What was scheduled has gone, is just going, or was taken back."""


class SentTooOften(RegistrationError):
    """More was sent to webhooks by hand within the hour than one organiser may."""


class AnswerTooLate(RegistrationError):
    """The last day to answer has passed, or every session is over."""


class SubstitutesNotAllowed(RegistrationError):
    """The invitation does not allow a substitute."""


class SubstituteIsInvited(RegistrationError):
    """The person named as a substitute is the one who was invited."""


class BuyerHasNoContact(RegistrationError):
    """The rule asks the buyer to name the participants, and the buyer has no contact person."""


class JoinTooEarly(RegistrationError):
    """Joining has not opened yet; `opens_at` is None if no day is set."""

    def __init__(self, opens_at: datetime | None) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


class NoSeat(RegistrationError):
    """The link belongs to a waiting or withdrawn seat, which gives no access to the meeting."""


class AttendanceTooEarly(RegistrationError):
    """The session has not opened yet, so nobody can have come or stayed away; an excuse can be noted."""


class NotExpected(RegistrationError):
    """Somebody without a seat was marked as absent or excused; whoever came without one can be marked as present."""


class AnotherOrganisation(RegistrationError):
    """The invitation may be forwarded within an organisation only, and the address belongs to another."""


class ImportUndone(RegistrationError):
    """The import has been undone already."""


class ImportTooOld(RegistrationError):
    """What the import changed is no longer known, so it cannot be undone."""


class GuestsNotLetIn(RegistrationError):
    """The cohort admits no guests through personal links; a guest must ask the contact."""


class LastAdmin(RegistrationError):
    """The only admin cannot lose the role: nobody would be left who can let people in."""


class MailingNotOpen(RegistrationError):
    """The mailing is sent or cancelled: it can neither be changed nor sent."""


class NobodyMatches(RegistrationError):
    """The selection of a mailing matches nobody, so there is nobody to fill it in for."""
