"""The sessions of a registration on the timeline, with their state and the actions at each."""

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
    """The data of the participant's pages; `sessions` in time order.

    `join_paths`: the path of the join link, by session. `other_registrations`: each with the path of its page.
    """

    locale: Locale
    path: str
    feed_url: str
    invitation_path: str | None
    registration: Registration
    setting: CohortSetting
    sessions: Sequence[Session]
    seats: Mapping[UUID, OwnSeat]
    questions: FormQuestions | None
    now: datetime
    join_paths: Mapping[UUID, str]
    other_registrations: Sequence[tuple[OtherRegistration, str]]

    @property
    def words(self) -> Wording:
        return WORDING[self.locale.language]

    @property
    def caller(self) -> Caller:
        """The registered person, as caller."""
        registration = self.registration
        return callers.from_link(
            registration.organiser_id, registration.person_id, now=self.now, language=self.locale.language
        )

    def seat_in(self, session: Session) -> OwnSeat | None:
        """The person's seat or waiting-list place in the session, or None; withdrawn seats do not count."""
        seat = self.seats.get(session.id)
        return seat if seat is not None and seat.status != "withdrawn" else None

    def ahead(self) -> list[Session]:
        """The sessions with a seat or a waiting-list place that have not begun: those that can be withdrawn from."""
        return [s for s in self.sessions if self.seat_in(s) and self.is_ahead(s)]

    def is_ahead(self, session: Session) -> bool:
        return options.is_ahead(session, self.now)

    def can_take(self, session: Session) -> bool:
        """Whether a session without a seat can be added: the person is entitled to it, and it has room or a waiting list."""
        if self.seat_in(session) or self.setting.cohort_status != "open":
            return False
        if self.registration.status == "withdrawn" or not self._is_entitled_to(session):
            return False
        return options.can_choose(
            session,
            self.now,
            waiting_list=bool(self.registration.waiting_list),
            has_parallel_seat=self.parallel_with_seat(session) is not None,
        )

    def _is_entitled_to(self, session: Session) -> bool:
        """Whether the person is invited to the session or registered openly; a substitute only to the sessions taken over."""
        origin, invited = self.registration.origin, self.registration.invited_session_ids
        if origin == "form" or (invited is None and origin != "substitute"):
            return True
        return session.id in (invited or self.seats)

    def parallel_session(self, session: Session) -> Session | None:
        """The parallel session in which the person has a seat or a waiting-list place, which this one would replace."""
        if session.choice_group is None:
            return None
        group = (other for other in self.sessions if other.choice_group == session.choice_group)
        return next((other for other in group if other.id != session.id and self.seat_in(other)), None)

    def parallel_with_seat(self, session: Session) -> Session | None:
        """The parallel session in which the person has a seat: it can be swapped for a seat, not for a waiting-list place."""
        other = self.parallel_session(session)
        seat = self.seat_in(other) if other else None
        return other if seat is not None and seat.status == "confirmed" else None

    def session_by_id_end(self, text: str) -> Session | None:
        """The session whose id ends with `text`, which must have at least 12 characters."""
        return next(
            (other for other in self.sessions if len(text) >= 12 and str(other.id).endswith(text)), None
        )

    def session(self, session_id: UUID | None) -> Session | None:
        return next((session for session in self.sessions if session.id == session_id), None)


def own_dates_by_term(context: MyPageContext, *, actions: bool) -> tuple[TimelineTerm, ...]:
    """The sessions that are not over, by term: the person's own, and those that they can take or swap to."""
    shown = [
        session
        for session in context.sessions
        if not is_over(session, context.now)
        and (
            session.id in context.seats
            or context.can_take(session)
            or (context.is_ahead(session) and context.parallel_with_seat(session))
        )
    ]
    if not actions:
        shown = [session for session in shown if context.seat_in(session)]
    return dates.by_term(
        ((session, _day(context, session, actions=actions)) for session in shown), context.locale.language
    )


def own_past_dates(context: MyPageContext) -> tuple[TimelineDate, ...]:
    """The person's sessions that are over."""
    return tuple(
        _past_date(context, session)
        for session in context.sessions
        if context.seat_in(session) and is_over(session, context.now)
    )


def _day(context: MyPageContext, session: Session, *, actions: bool) -> TimelineDate:
    sentences, texts = context.words.days, context.words.mine
    seat = context.seat_in(session)
    changed = (sentences.changed_why.format(reason=session.change_reason),) if session.change_reason else ()
    if session.status == "cancelled":
        why = (sentences.cancelled_why.format(reason=session.cancel_reason),) if session.cancel_reason else ()
        return _timeline_date(
            context,
            session,
            "cancelled",
            DateStatus("bad", sentences.cancelled),
            is_struck=True,
            texts=why,
        )
    if seat is None:
        earlier_seat = context.seats.get(session.id)
        reason = (
            context.words.own.gone_over
            if earlier_seat and earlier_seat.is_handed_over
            else sentences.you_withdrew
        )
        if earlier_seat and earlier_seat.ran_out:
            reason = context.words.waiting.ran_out
        status = DateStatus("off", reason if earlier_seat else sentences.you_never_came)
        return _date_without_seat(context, session, status)
    # No path, and only the end of the id: keeps a page with two years of dates small.
    withdraw_href = context.locale.address("", avanmal=str(session.id)[-12:])
    can_leave = actions and context.is_ahead(session)
    if seat.status == "waiting":
        wait = waiting_list.wait(
            seat,
            session,
            context.setting,
            words=context.words,
            language=context.locale.language,
            now=context.now,
        )
        leave = DateAction(text=texts.leave_list, about=session.title, href=withdraw_href)
        return _timeline_date(
            context,
            session,
            "wait",
            wait.status,
            texts=(*changed, *wait.texts) if actions else (),
            actions=(wait.actions or (leave,)) if can_leave else (),
        )
    withdraw = DateAction(text=texts.cannot, about=session.title, href=withdraw_href)
    status = DateStatus("yes", sentences.you_come)
    if session.status == "tentative":
        changed = (*changed, f"{sentences.tentative}.")
    return _timeline_date(
        context,
        session,
        "",
        status,
        texts=changed if actions else (),
        actions=(withdraw,) if can_leave else (),
    )


def _date_without_seat(context: MyPageContext, session: Session, status: DateStatus) -> TimelineDate:
    """A session without a seat, with the action that takes it if possible."""
    sentences, texts = context.words.days, context.words.mine
    other = context.parallel_session(session)
    if not context.can_take(session):
        kept = context.parallel_with_seat(session) if options.is_full(session) else None
        return _timeline_date(
            context,
            session,
            "off",
            status,
            texts=(texts.swap_full.format(title=kept.title),) if kept else (),
        )
    text = texts.swap if other else texts.take_again if session.id in context.seats else texts.take
    seats = (
        (sentences.full_waits,) if options.is_full(session) else parallel.seats_left(session, context.words)
    )
    leaves = (texts.swap_leaves.format(title=other.title),) if other else ()
    take = DateAction(text=text, about=session.title, field="take", value=str(session.id))
    return _timeline_date(context, session, "off", status, texts=(*seats, *leaves), actions=(take,))


def _past_date(context: MyPageContext, session: Session) -> TimelineDate:
    sentences, seat = context.words.days, context.seats[session.id]
    if session.status == "cancelled":
        return _timeline_date(
            context, session, "cancelled", DateStatus("bad", sentences.cancelled), is_struck=True
        )
    attendance = {
        "present": sentences.you_were_there,
        "absent": sentences.you_were_absent,
        "excused": sentences.you_were_absent,
    }
    return _timeline_date(
        context, session, "past", DateStatus("off", attendance.get(seat.attendance or "", sentences.over))
    )


def _timeline_date(
    context: MyPageContext,
    session: Session,
    look: Look,
    status: DateStatus,
    *,
    is_struck: bool = False,
    texts: tuple[str, ...] = (),
    actions: tuple[DateAction, ...] = (),
) -> TimelineDate:
    plain = dates.describe(session, context.locale.language, look=look)
    return msgspec.structs.replace(plain, status=status, is_struck=is_struck, texts=texts, actions=actions)
