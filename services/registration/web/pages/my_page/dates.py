"""My dates as they stand, and what I can do about each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.domain import options
from services.registration.domain.caller import Caller
from services.registration.domain.session import Session, is_over
from services.registration.store.views.my_page import OtherRegistration
from services.registration.store.views.participant import CohortSetting, OwnSeat, Registration
from services.registration.web import callers
from services.registration.web.kit import dates, parallel
from services.registration.web.kit.dates import DateAction, DateStatus, Look, TimelineDate, TimelineTerm
from services.registration.web.kit.locale import Locale
from services.registration.web.pages.my_page import waiting_list
from services.registration.web.pages.questions.form import FormQuestions
from services.registration.web.wording import WORDING, Wording


class MyPageContext(msgspec.Struct, frozen=True, kw_only=True):
    """All that the pages of a registration are made from; `sessions` in time order.

    `doors`: the paths of one's join links, by session. `others`: what else one is registered for, with the path there.
    """

    locale: Locale
    path: str
    feed_url: str
    invitation_path: str | None
    registration: Registration
    setting: CohortSetting
    sessions: Sequence[Session]
    seats: Mapping[UUID, OwnSeat]
    asked: FormQuestions | None
    now: datetime
    doors: Mapping[UUID, str]
    others: Sequence[tuple[OtherRegistration, str]]

    @property
    def words(self) -> Wording:
        return WORDING[self.locale.language]

    @property
    def caller(self) -> Caller:
        """The person who is registered."""
        mine = self.registration
        return callers.from_link(
            mine.organiser_id, mine.person_id, now=self.now, language=self.locale.language
        )

    def holds(self, session: Session) -> OwnSeat | None:
        """The seat or the wait that one has there now."""
        seat = self.seats.get(session.id)
        return seat if seat is not None and seat.status != "withdrawn" else None

    def ahead(self) -> list[Session]:
        """The dates that one has and that have not begun: those that can be withdrawn from."""
        return [s for s in self.sessions if self.holds(s) and self.is_ahead(s)]

    def is_ahead(self, session: Session) -> bool:
        return options.is_ahead(session, self.now)

    def can_take(self, session: Session) -> bool:
        """A date that one has not, and may have: asked to it, or registered by oneself; with room, or a list to wait in."""
        if self.holds(session) or self.setting.cohort_status != "open":
            return False
        if self.registration.status == "withdrawn" or not self._may_come_to(session):
            return False
        return options.can_choose(
            session,
            self.now,
            waiting_list=bool(self.registration.waiting_list),
            has_parallel_seat=self.keeps(session) is not None,
        )

    def _may_come_to(self, session: Session) -> bool:
        """Asked to it, or registered by oneself; a substitute for single dates comes to those."""
        origin, invited = self.registration.origin, self.registration.invited_session_ids
        if origin == "form" or (invited is None and origin != "substitute"):
            return True
        return session.id in (invited or self.seats)

    def sidebar(self, session: Session) -> Session | None:
        """The parallel session that one has a seat or a wait in, and would leave for this one."""
        if session.choice_group is None:
            return None
        alike = (one for one in self.sessions if one.choice_group == session.choice_group)
        return next((one for one in alike if one.id != session.id and self.holds(one)), None)

    def keeps(self, session: Session) -> Session | None:
        """The parallel session that one has a seat in: it is swapped for another seat, never for a wait."""
        other = self.sidebar(session)
        seat = self.holds(other) if other else None
        return other if seat is not None and seat.status == "confirmed" else None

    def named(self, text: str) -> Session | None:
        """The session whose id this is, or the end of it."""
        return next((one for one in self.sessions if len(text) >= 12 and str(one.id).endswith(text)), None)

    def session(self, session_id: UUID | None) -> Session | None:
        return next((session for session in self.sessions if session.id == session_id), None)


def mine_in_terms(it: MyPageContext, *, actions: bool) -> tuple[TimelineTerm, ...]:
    """The dates to come, and those cancelled that one had, under their terms."""
    shown = [
        session
        for session in it.sessions
        if not is_over(session, it.now)
        and (session.id in it.seats or it.can_take(session) or (it.is_ahead(session) and it.keeps(session)))
    ]
    if not actions:
        shown = [session for session in shown if it.holds(session)]
    return dates.by_term(
        ((session, _day(it, session, actions=actions)) for session in shown), it.locale.language
    )


def mine_that_have_been(it: MyPageContext) -> tuple[TimelineDate, ...]:
    """Dates that one had, and that are over."""
    return tuple(
        _past(it, session) for session in it.sessions if it.holds(session) and is_over(session, it.now)
    )


def _day(it: MyPageContext, session: Session, *, actions: bool) -> TimelineDate:
    sentences, mine = it.words.days, it.words.mine
    seat = it.holds(session)
    changed = (sentences.changed_why.format(reason=session.change_reason),) if session.change_reason else ()
    if session.status == "cancelled":
        why = (sentences.cancelled_why.format(reason=session.cancel_reason),) if session.cancel_reason else ()
        return _put(
            it, session, "cancelled", DateStatus("bad", sentences.cancelled), is_struck=True, texts=why
        )
    if seat is None:
        had = it.seats.get(session.id)
        left = it.words.own.gone_over if had and had.is_handed_over else sentences.you_withdrew
        if had and had.ran_out:
            left = it.words.waiting.ran_out
        status = DateStatus("off", left if had else sentences.you_never_came)
        return _other(it, session, status)
    # Without the path, and with the end of the id alone: two years of dates are to fit.
    ask = it.locale.address("", avanmal=str(session.id)[-12:])
    can_leave = actions and it.is_ahead(session)
    if seat.status == "waiting":
        wait = waiting_list.wait(
            seat, session, it.setting, words=it.words, language=it.locale.language, now=it.now
        )
        leave = DateAction(text=mine.leave_list, about=session.title, href=ask)
        return _put(
            it,
            session,
            "wait",
            wait.status,
            texts=(*changed, *wait.texts) if actions else (),
            actions=(wait.actions or (leave,)) if can_leave else (),
        )
    withdraw = DateAction(text=mine.cannot, about=session.title, href=ask)
    status = DateStatus("yes", sentences.you_come)
    if session.status == "tentative":
        changed = (*changed, f"{sentences.tentative}.")
    return _put(
        it, session, "", status, texts=changed if actions else (), actions=(withdraw,) if can_leave else ()
    )


def _other(it: MyPageContext, session: Session, status: DateStatus) -> TimelineDate:
    """A date that one has not: with what it takes to have it."""
    sentences, mine = it.words.days, it.words.mine
    other = it.sidebar(session)
    if not it.can_take(session):
        kept = it.keeps(session) if options.is_full(session) else None
        return _put(
            it, session, "off", status, texts=(mine.swap_full.format(title=kept.title),) if kept else ()
        )
    text = mine.swap if other else mine.take_again if session.id in it.seats else mine.take
    seats = (sentences.full_waits,) if options.is_full(session) else parallel.seats_left(session, it.words)
    leaves = (mine.swap_leaves.format(title=other.title),) if other else ()
    take = DateAction(text=text, about=session.title, field="take", value=str(session.id))
    return _put(it, session, "off", status, texts=(*seats, *leaves), actions=(take,))


def _past(it: MyPageContext, session: Session) -> TimelineDate:
    sentences, seat = it.words.days, it.seats[session.id]
    if session.status == "cancelled":
        return _put(it, session, "cancelled", DateStatus("bad", sentences.cancelled), is_struck=True)
    came = {
        "present": sentences.you_were_there,
        "absent": sentences.you_were_absent,
        "excused": sentences.you_were_absent,
    }
    return _put(it, session, "past", DateStatus("off", came.get(seat.attendance or "", sentences.over)))


def _put(
    it: MyPageContext,
    session: Session,
    look: Look,
    status: DateStatus,
    *,
    is_struck: bool = False,
    texts: tuple[str, ...] = (),
    actions: tuple[DateAction, ...] = (),
) -> TimelineDate:
    plain = dates.describe(session, it.locale.language, look=look)
    return msgspec.structs.replace(plain, status=status, is_struck=is_struck, texts=texts, actions=actions)
