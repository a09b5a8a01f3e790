"""The dates of an invitation as they stand for one person, and which of them can be chosen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.domain.session import Session, is_over
from services.registration.store.participant_pages import Invitation, OwnSeat, Setting
from services.registration.web.pages import days
from services.registration.web.pages.body import Form
from services.registration.web.pages.days import Day, Look, Status, Term
from services.registration.web.pages.invitation_standing import can_choose
from services.registration.web.pages.spoken import Spoken
from services.registration.web.wording import WORDING, Wording


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """All that an invitation's page is made from."""

    spoken: Spoken
    path: str
    my_path: str | None
    invitation: Invitation
    setting: Setting
    sessions: Sequence[Session]
    seats: Mapping[UUID, OwnSeat]
    now: datetime

    @property
    def words(self) -> Wording:
        return WORDING[self.spoken.language]

    @property
    def choosable(self) -> dict[UUID, str]:
        """The dates that can be said yes or no to now, with their titles."""
        return {session.id: session.title for session in self.sessions if self._can_choose(session)}

    @property
    def not_choosable(self) -> dict[UUID, str]:
        return {session.id: session.title for session in self.sessions if not self._can_choose(session)}

    def is_full(self, session: Session) -> bool:
        """No seat is left for this person; their own counts as one."""
        mine = self.seats.get(session.id)
        if mine is not None and mine.status == "confirmed":
            return False
        return session.seats_in_all is not None and session.taken >= session.seats_in_all

    def _can_choose(self, session: Session) -> bool:
        mine = self.seats.get(session.id)
        waits = mine is not None and mine.status == "waiting"
        room = not self.is_full(session) or self.invitation.waiting_list or waits
        return can_choose(session, self.invitation, self.now) and room


def terms(it: Shown, form: Form | None, *, has_switches: bool) -> tuple[Term, ...]:
    chosen = set(form.all("session_ids")) if form else None
    choosable = it.choosable
    taken_groups: set[str] = set()
    shown_days = []
    for session in days.in_time_order(it.sessions):
        checked = None
        if session.id in choosable and has_switches:
            checked = _is_on(it, session, chosen, taken_groups)
        shown_days.append((session, _day(it, session, checked=checked)))
    return days.by_term(shown_days, it.spoken.language)


def _is_on(it: Shown, session: Session, chosen: set[str] | None, taken_groups: set[str]) -> bool:
    if chosen is not None:
        return str(session.id) in chosen
    is_booked = it.invitation.kind == "kallelse" or it.invitation.status == "accepted"
    if it.invitation.registration_id and is_booked:
        mine = it.seats.get(session.id)
        return mine is not None and mine.status != "withdrawn"
    if session.choice_group is None:
        return True
    # Of sessions that run at the same time one can be had: the first is suggested.
    is_first = session.choice_group not in taken_groups
    taken_groups.add(session.choice_group)
    return is_first


def _day(it: Shown, session: Session, *, checked: bool | None) -> Day:
    said = it.words.days
    if session.status == "cancelled":
        why = said.cancelled_why.format(reason=session.cancel_reason) if session.cancel_reason else None
        return _look(
            it,
            session,
            "cancelled",
            Status("bad", said.cancelled),
            is_struck=True,
            texts=(why,) if why else (),
        )
    if not can_choose(session, it.invitation, it.now):
        if session.on is None:
            return _look(it, session, "off")
        return _look(
            it, session, "past", Status("off", said.over if is_over(session, it.now) else said.begun)
        )
    if not it.is_full(session):
        tentative = Status("silent", said.tentative) if session.status == "tentative" else None
        return _look(it, session, "", tentative, checked=checked)
    mine = it.seats.get(session.id)
    if mine is not None and mine.status == "waiting":
        waits = Status("wait", said.you_wait.format(place=mine.place_in_line))
    elif it.invitation.waiting_list:
        waits = Status("wait", said.full_waits)
    else:
        return _look(it, session, "off", Status("off", said.full))
    # A switch says by its own bead whether one comes.
    return _look(it, session, "wait" if checked is None else "", waits, checked=checked)


def _look(
    it: Shown,
    session: Session,
    look: Look,
    status: Status | None = None,
    *,
    checked: bool | None = None,
    is_struck: bool = False,
    texts: tuple[str, ...] = (),
) -> Day:
    plain = days.describe(session, it.spoken.language, look=look)
    return msgspec.structs.replace(plain, status=status, checked=checked, is_struck=is_struck, texts=texts)
