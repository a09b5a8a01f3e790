"""The sessions of an invitation on the timeline, with their state for the invited person and which can be chosen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.domain import options
from services.registration.domain.caller import Caller
from services.registration.domain.sessions.session import Session
from services.registration.store.views.participant import CohortSetting, Invitation, OwnSeat
from services.registration.web import callers
from services.registration.web.kit import dates, phrases
from services.registration.web.kit.dates import DateStatus, Look, TimelineDate, TimelineTerm
from services.registration.web.kit.forms import parallel
from services.registration.web.kit.forms.fields import Mistake
from services.registration.web.kit.forms.parallel import ChoiceGroup
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.locale import Locale
from services.registration.web.pages.questions.form import FormQuestions
from services.registration.web.wording import WORDING, Wording
from shared.events import SeatStatus


class InvitationContext(msgspec.Struct, frozen=True, kw_only=True):
    """The data of an invitation's pages; `common`: the JSON that all invitations of the cohort share.

    `moved`: the sessions that the person knows by another day or time.
    """

    locale: Locale
    path: str
    my_path: str | None
    invitation: Invitation
    setting: CohortSetting
    sessions: Sequence[Session]
    seats: Mapping[UUID, OwnSeat]
    moved: frozenset[UUID] = frozenset()
    common: str
    questions: FormQuestions | None = None
    now: datetime

    @property
    def words(self) -> Wording:
        return WORDING[self.locale.language]

    @property
    def caller(self) -> Caller:
        """The invited person as caller."""
        invitation = self.invitation
        return callers.from_link(
            invitation.organiser_id, invitation.person_id, now=self.now, language=self.locale.language
        )

    @property
    def choosable(self) -> dict[UUID, str]:
        """The titles of the sessions that can be chosen now, by id."""
        return {session.id: session.title for session in self.sessions if self._can_choose(session)}

    @property
    def not_choosable(self) -> dict[UUID, str]:
        return {session.id: session.title for session in self.sessions if not self._can_choose(session)}

    @property
    def choices(self) -> dict[str, list[Session]]:
        """The groups of parallel sessions, by name; one session of each can be chosen."""
        return parallel.choices(self.sessions, self.choosable)

    @property
    def is_answered(self) -> bool:
        """Whether the person's seats reflect an earlier answer (or, of a kallelse, the booking)."""
        is_booked = self.invitation.kind == "kallelse" or self.invitation.status == "accepted"
        return self.invitation.registration_id is not None and is_booked

    def is_full(self, session: Session) -> bool:
        """Whether no seat is left for this person; a session in which they have a seat is not full."""
        return options.is_full(session, self._own_status(session))

    def is_handed_over(self, session: Session) -> bool:
        """Whether a substitute has the person's seat; my page has the way to take it back."""
        seat = self.seats.get(session.id)
        return seat is not None and seat.status == "withdrawn" and seat.is_handed_over

    def _can_choose(self, session: Session) -> bool:
        return not self.is_handed_over(session) and options.can_choose(
            session,
            self.now,
            waiting_list=bool(self.invitation.waiting_list),
            mine=self._own_status(session),
            has_parallel_seat=self._has_parallel_seat(session),
        )

    def _own_status(self, session: Session) -> SeatStatus | None:
        seat = self.seats.get(session.id)
        return seat.status if seat is not None else None

    def _has_parallel_seat(self, session: Session) -> bool:
        """Whether the person has a seat in a parallel session: it can be swapped for a seat, not for a waiting-list place."""
        return session.choice_group is not None and any(
            other.choice_group == session.choice_group
            and (seat := self.seats.get(other.id)) is not None
            and seat.status == "confirmed"
            for other in self.sessions
        )


def terms(
    context: InvitationContext, form: PostedForm | None, *, has_switches: bool
) -> tuple[TimelineTerm, ...]:
    chosen = set(form.all("session_ids")) if form else None
    choosable = context.choosable
    choices = context.choices
    dated = []
    for session in dates.in_time_order(context.sessions):
        if session.choice_group in choices:
            continue
        checked = None
        if session.id in choosable and has_switches:
            checked = _is_switched_on(context, session, chosen)
        dated.append((session, _day(context, session, checked=checked)))
    return dates.by_term(dated, context.locale.language)


def groups(
    context: InvitationContext, form: PostedForm | None, mistakes: Sequence[Mistake]
) -> tuple[ChoiceGroup, ...]:
    """The groups of parallel sessions as radio buttons."""
    own_session_ids = [session_id for session_id, seat in context.seats.items() if seat.status != "withdrawn"]
    return parallel.groups(
        context.choices,
        lambda session, checked: _day(context, session, checked=checked),
        form,
        mistakes,
        choosable=context.choosable,
        own_session_ids=own_session_ids,
        is_answered=context.is_answered,
        words=context.words,
        language=context.locale.language,
    )


def _is_switched_on(context: InvitationContext, session: Session, chosen: set[str] | None) -> bool:
    if chosen is not None:
        return str(session.id) in chosen
    if not context.is_answered:
        return True
    own_seat = context.seats.get(session.id)
    return own_seat is not None and own_seat.status != "withdrawn"


def _day(context: InvitationContext, session: Session, *, checked: bool | None) -> TimelineDate:
    sentences = context.words.days
    if (shut := _not_choosable(context, session)) is not None:
        return shut
    if not context.is_full(session):
        tentative = DateStatus("silent", sentences.tentative) if session.status == "tentative" else None
        return _timeline_date(
            context,
            session,
            "",
            tentative,
            checked=checked,
            texts=parallel.seats_left(session, context.words),
        )
    own_seat = context.seats.get(session.id)
    if own_seat is not None and own_seat.status == "waiting":
        wait_status = DateStatus("wait", sentences.you_wait.format(place=own_seat.place_in_line))
    elif context.invitation.waiting_list and not (session.choice_group and checked is None):
        wait_status = DateStatus("wait", sentences.full_waits)
    else:
        return _timeline_date(context, session, "off", DateStatus("off", sentences.full))
    # A switch shows by its own badge whether the date is on.
    return _timeline_date(context, session, "wait" if checked is None else "", wait_status, checked=checked)


def _not_choosable(context: InvitationContext, session: Session) -> TimelineDate | None:
    """The date as it is shown if it cannot be answered for: cancelled, a substitute's, begun or over; else None."""
    sentences = context.words.days
    if session.status == "cancelled":
        return _timeline_date(
            context,
            session,
            "cancelled",
            DateStatus("bad", sentences.cancelled),
            is_struck=True,
            texts=phrases.because(session.cancel_reason, context.words),
        )
    if not options.is_offered(session, context.now):
        if session.on is None:
            return _timeline_date(context, session, "off")
        return _timeline_date(context, session, "past", DateStatus("off", sentences.over))
    if context.is_handed_over(session):
        return _timeline_date(context, session, "off", DateStatus("off", context.words.own.gone_over))
    return None


def _timeline_date(
    context: InvitationContext,
    session: Session,
    look: Look,
    status: DateStatus | None = None,
    *,
    checked: bool | None = None,
    is_struck: bool = False,
    texts: tuple[str, ...] = (),
) -> TimelineDate:
    language = context.locale.language
    plain = dates.describe(session, language, look=look)
    if session.id in context.moved and not is_struck:
        plain = dates.moved(plain, session, language)
        texts = (*phrases.changed(session, language, is_moved=True), *texts)
    return msgspec.structs.replace(plain, status=status, checked=checked, is_struck=is_struck, texts=texts)
