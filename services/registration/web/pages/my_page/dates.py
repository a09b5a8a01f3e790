"""The sessions of a registration on the timeline, with their state and the actions at each."""

import msgspec

from services.registration.domain import options
from services.registration.domain.sessions.session import Session, is_over, moved_since
from services.registration.web.kit import dates, phrases
from services.registration.web.kit.dates import DateAction, DateStatus, Look, TimelineDate, TimelineTerm
from services.registration.web.kit.forms import parallel
from services.registration.web.pages.my_page import waiting_list
from services.registration.web.pages.my_page.context import MyPageContext


def own_dates_by_term(context: MyPageContext, *, actions: bool) -> tuple[TimelineTerm, ...]:
    """The sessions that are not over, by term: the person's own, and those that they can take or swap to."""
    shown = [
        session
        for session in context.sessions
        if not is_over(session, context.now)
        and (
            session.id in context.seats
            or session.id in context.given
            or context.can_take(session)
            or (context.is_ahead(session) and context.parallel_with_seat(session))
        )
    ]
    if not actions:
        shown = [session for session in shown if context.seat_in(session)]
    else:
        shown = [session for session in shown if not context.is_offered(session)]
    return dates.by_term(
        ((session, _day(context, session, actions=actions)) for session in shown), context.locale.language
    )


def offered_dates(context: MyPageContext) -> tuple[TimelineDate, ...]:
    """The sessions with a seat that is held for the person: they have to be answered in time, so they come first."""
    return tuple(
        _day(context, session, actions=True) for session in context.sessions if context.is_offered(session)
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
    if session.status == "cancelled":
        return _timeline_date(
            context,
            session,
            "cancelled",
            DateStatus("bad", sentences.cancelled),
            is_struck=True,
            texts=phrases.because(session.cancel_reason, context.words),
        )
    if seat is None:
        return _date_without_seat(context, session, _status_without_seat(context, session))
    is_moved = moved_since(session, seat.since)
    changed = phrases.changed(session, context.locale.language, is_moved=is_moved)
    can_leave = actions and context.is_ahead(session)
    if seat.status == "waiting":
        wait = waiting_list.wait(
            seat,
            session,
            context.setting,
            words=context.words,
            language=context.locale.language,
            now=context.now,
            says_rule=session == context.first_in_line(),
        )
        leave = _leave(context, session, texts.leave_list)
        date = _timeline_date(
            context,
            session,
            "wait",
            wait.status,
            texts=(*changed, *wait.texts) if actions else (),
            actions=(wait.actions or (leave,)) if can_leave else (),
        )
        return dates.moved(date, session, context.locale.language) if is_moved else date
    is_asked = seat.is_unsure and context.is_ahead(session)
    status = DateStatus("yes", sentences.you_come_moved if is_moved else sentences.you_come)
    if is_asked:
        status = DateStatus("wait", sentences.you_may_come)
        changed = (*changed, sentences.you_may_come_text)
    if session.status == "tentative":
        changed = (*changed, f"{sentences.tentative}.")
    date = _timeline_date(
        context,
        session,
        "",
        status,
        texts=changed if actions else (),
        actions=_staying(context, session, is_asked=is_asked) if can_leave else (),
        leaving=_leaving(context, session) if can_leave and not context.is_long else (),
    )
    return dates.moved(date, session, context.locale.language) if is_moved else date


def _staying(context: MyPageContext, session: Session, *, is_asked: bool) -> tuple[DateAction, ...]:
    """What stands at a date at once: that one comes, for whoever has answered "maybe", and the way out where dates are many."""
    come = DateAction(
        text=context.words.days.i_come, about=session.title, field="coming", value=str(session.id)
    )
    leave = _leave(context, session, context.words.days.cannot)
    return (*((come,) if is_asked else ()), *((leave,) if context.is_long else ()))


def _leaving(context: MyPageContext, session: Session) -> tuple[DateAction, ...]:
    """What somebody can do who cannot come: send a substitute, or withdraw."""
    withdraw = _leave(context, session, context.words.mine.cannot)
    if not context.registration.substitutes_allowed:
        return (withdraw,)
    href = context.locale.address(f"{context.path}/ersattare", datum=str(session.id))
    return DateAction(text=context.words.own.send_one, about=session.title, href=href), withdraw


def _leave(context: MyPageContext, session: Session, text: str) -> DateAction:
    # No path, and only the end of the id: keeps a page with two years of dates small.
    href = context.locale.address("", avanmal=str(session.id)[-12:])
    return DateAction(text=text, about=session.title, href=href, is_leaving=True)


def _status_without_seat(context: MyPageContext, session: Session) -> DateStatus:
    own, earlier_seat = context.words.own, context.seats.get(session.id)
    if (given := context.given.get(session.id)) is not None:
        unnamed = own.passed_on if given.is_by_position else own.gone_over
        text = own.comes_instead.format(name=given.shown_name) if given.shown_name else unnamed
    elif earlier_seat is None:
        text = context.words.days.you_never_came
    elif earlier_seat.ran_out:
        text = context.words.waiting.ran_out
    else:
        text = own.passed_on if earlier_seat.is_handed_over else context.words.days.you_withdrew
    return DateStatus("off", text)


def _date_without_seat(context: MyPageContext, session: Session, status: DateStatus) -> TimelineDate:
    """A session without a seat, with the action that takes it if possible, or takes it back from a substitute."""
    sentences, texts = context.words.days, context.words.mine
    if (given := context.given.get(session.id)) is not None:
        back = DateAction(
            text=context.words.own.take_back, about=session.title, field="take_back", value=str(session.id)
        )
        can_take_back = context.is_ahead(session) and not given.is_by_position
        return _timeline_date(context, session, "off", status, actions=(back,) if can_take_back else ())
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
    leaving: tuple[DateAction, ...] = (),
) -> TimelineDate:
    plain = dates.describe(session, context.locale.language, look=look)
    return msgspec.structs.replace(
        plain, status=status, is_struck=is_struck, texts=texts, actions=actions, leaving=leaving
    )
