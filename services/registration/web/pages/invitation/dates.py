"""The dates of an invitation as they stand for one person, and which of them can be chosen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.domain import options
from services.registration.domain.caller import Caller
from services.registration.domain.session import Session, is_over
from services.registration.store.views.participant import CohortSetting, Invitation, OwnSeat
from services.registration.web import callers
from services.registration.web.kit import dates, parallel
from services.registration.web.kit.dates import DateStatus, Look, TimelineDate, TimelineTerm
from services.registration.web.kit.fields import Mistake
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.parallel import ChoiceGroup
from services.registration.web.kit.posted_form import PostedForm
from services.registration.web.pages.invitation.availability import is_offered
from services.registration.web.pages.questions.form import FormQuestions
from services.registration.web.wording import WORDING, Wording
from shared.events import SeatStatus


class InvitationContext(msgspec.Struct, frozen=True, kw_only=True):
    """All that an invitation's page is made from; `common`: what it has in common with all of its cohort, as text."""

    locale: Locale
    path: str
    my_path: str | None
    invitation: Invitation
    setting: CohortSetting
    sessions: Sequence[Session]
    seats: Mapping[UUID, OwnSeat]
    common: str
    asked: FormQuestions | None = None
    now: datetime

    @property
    def words(self) -> Wording:
        return WORDING[self.locale.language]

    @property
    def caller(self) -> Caller:
        """The person who is invited."""
        invitation = self.invitation
        return callers.from_link(
            invitation.organiser_id, invitation.person_id, now=self.now, language=self.locale.language
        )

    @property
    def choosable(self) -> dict[UUID, str]:
        """The dates that can be said yes or no to now, with their titles."""
        return {session.id: session.title for session in self.sessions if self._can_choose(session)}

    @property
    def not_choosable(self) -> dict[UUID, str]:
        return {session.id: session.title for session in self.sessions if not self._can_choose(session)}

    @property
    def choices(self) -> dict[str, list[Session]]:
        """Parallel sessions, of which one can be chosen."""
        return parallel.choices(self.sessions, self.choosable)

    @property
    def is_answered(self) -> bool:
        """Whether the seats that there are say what was chosen."""
        is_booked = self.invitation.kind == "kallelse" or self.invitation.status == "accepted"
        return self.invitation.registration_id is not None and is_booked

    def is_full(self, session: Session) -> bool:
        """No seat is left for this person; their own counts as one."""
        return options.is_full(session, self._mine(session))

    def _can_choose(self, session: Session) -> bool:
        return options.can_choose(
            session,
            self.now,
            waiting_list=bool(self.invitation.waiting_list),
            until_end=options.answers_until_end(self.invitation.kind),
            mine=self._mine(session),
            has_parallel_seat=self._would_lose_a_seat(session),
        )

    def _mine(self, session: Session) -> SeatStatus | None:
        seat = self.seats.get(session.id)
        return seat.status if seat is not None else None

    def _would_lose_a_seat(self, session: Session) -> bool:
        """Whether one has a seat in a parallel session: it is swapped for another seat, never for a wait."""
        return session.choice_group is not None and any(
            one.choice_group == session.choice_group
            and (seat := self.seats.get(one.id)) is not None
            and seat.status == "confirmed"
            for one in self.sessions
        )


def terms(it: InvitationContext, form: PostedForm | None, *, has_switches: bool) -> tuple[TimelineTerm, ...]:
    chosen = set(form.all("session_ids")) if form else None
    choosable = it.choosable
    asked = it.choices
    shown_days = []
    for session in dates.in_time_order(it.sessions):
        if session.choice_group in asked:
            continue
        checked = None
        if session.id in choosable and has_switches:
            checked = _is_on(it, session, chosen)
        shown_days.append((session, _day(it, session, checked=checked)))
    return dates.by_term(shown_days, it.locale.language)


def groups(
    it: InvitationContext, form: PostedForm | None, mistakes: Sequence[Mistake]
) -> tuple[ChoiceGroup, ...]:
    """What there is to choose between."""
    held = [one for one, seat in it.seats.items() if seat.status != "withdrawn"]
    return parallel.groups(
        it.choices,
        lambda session, checked: _day(it, session, checked=checked),
        form,
        mistakes,
        choosable=it.choosable,
        mine=held,
        is_answered=it.is_answered,
        words=it.words,
        language=it.locale.language,
    )


def _is_on(it: InvitationContext, session: Session, chosen: set[str] | None) -> bool:
    if chosen is not None:
        return str(session.id) in chosen
    if not it.is_answered:
        return True
    mine = it.seats.get(session.id)
    return mine is not None and mine.status != "withdrawn"


def _day(it: InvitationContext, session: Session, *, checked: bool | None) -> TimelineDate:
    sentences = it.words.days
    if session.status == "cancelled":
        why = sentences.cancelled_why.format(reason=session.cancel_reason) if session.cancel_reason else None
        return _look(
            it,
            session,
            "cancelled",
            DateStatus("bad", sentences.cancelled),
            is_struck=True,
            texts=(why,) if why else (),
        )
    if not is_offered(session, it.invitation, it.now):
        if session.on is None:
            return _look(it, session, "off")
        return _look(
            it,
            session,
            "past",
            DateStatus("off", sentences.over if is_over(session, it.now) else sentences.begun),
        )
    if not it.is_full(session):
        tentative = DateStatus("silent", sentences.tentative) if session.status == "tentative" else None
        return _look(
            it, session, "", tentative, checked=checked, texts=parallel.seats_left(session, it.words)
        )
    mine = it.seats.get(session.id)
    if mine is not None and mine.status == "waiting":
        waits = DateStatus("wait", sentences.you_wait.format(place=mine.place_in_line))
    elif it.invitation.waiting_list and not (session.choice_group and checked is None):
        waits = DateStatus("wait", sentences.full_waits)
    else:
        return _look(it, session, "off", DateStatus("off", sentences.full))
    # A switch says by its own bead whether one comes.
    return _look(it, session, "wait" if checked is None else "", waits, checked=checked)


def _look(
    it: InvitationContext,
    session: Session,
    look: Look,
    status: DateStatus | None = None,
    *,
    checked: bool | None = None,
    is_struck: bool = False,
    texts: tuple[str, ...] = (),
) -> TimelineDate:
    plain = dates.describe(session, it.locale.language, look=look)
    return msgspec.structs.replace(plain, status=status, checked=checked, is_struck=is_struck, texts=texts)
