"""The texts for each state of a join link, which `page.py` shows."""

from datetime import datetime

import msgspec

from services.registration.web.kit import dates as days
from services.registration.web.kit import phrases
from services.registration.web.pages.join.context import JoinContext
from services.registration.web.pages.join.door import DoorState
from shared import dates, times


class ClosedDoor(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of a state in which nobody can join. `links_to_me`: the person still has a seat or waits for one."""

    heading: str
    lead: str
    texts: tuple[str, ...] = ()
    links_to_me: bool = False


class OpenDoor(msgspec.Struct, frozen=True, kw_only=True):
    """The texts while the meeting is open: heading, lead, and the button that checks the person in."""

    heading: str
    lead: str
    me: str


def closed(context: JoinContext) -> dict[DoorState, ClosedDoor]:
    """The texts of each state except `early` and `open`."""
    sentences, title, reason = context.words.join, context.session.title, context.session.cancel_reason
    end = context.session.ends_at or context.session.starts_at
    return {
        "cancelled": ClosedDoor(
            heading=sentences.cancelled.format(title=title),
            lead=sentences.cancelled_lead,
            texts=phrases.because(reason, context.words),
        ),
        "withdrawn": ClosedDoor(heading=sentences.withdrawn, lead=sentences.withdrawn_lead),
        "over": ClosedDoor(
            heading=sentences.over,
            lead=sentences.over_lead.format(title=title, when=_end_in_words(context, end)),
        ),
        "waiting": ClosedDoor(
            heading=sentences.waiting, lead=sentences.waiting_lead.format(title=title), links_to_me=True
        ),
        "unknown": ClosedDoor(
            heading=sentences.unknown, lead=sentences.unknown_lead.format(title=title), links_to_me=True
        ),
    }


def to_the_room(context: JoinContext, *, is_checked_in: bool) -> OpenDoor:
    sentences, is_protected = context.words.join, context.setting.protected_identity
    return OpenDoor(
        heading=sentences.here_heading,
        lead=sentences.checked_in_lead if is_checked_in else _where_and_when(context),
        me=sentences.here_protected
        if is_protected
        else sentences.here.format(name=context.setting.person_name),
    )


def to_the_meeting(context: JoinContext) -> OpenDoor:
    sentences, is_protected, starts_at = (
        context.words.join,
        context.setting.protected_identity,
        context.session.starts_at,
    )
    name = phrases.first_name(context.setting)
    if not context.session.room_url:
        lead = f"{sentences.no_link}. {sentences.no_link_lead}"
    elif starts_at and starts_at > context.now:
        until = phrases.time_until(starts_at - context.now, context.words)
        lead = sentences.open_lead.format(clock=dates.clock(starts_at, context.locale.language), time=until)
    else:
        lead = sentences.open_begun
    return OpenDoor(
        heading=sentences.open_name.format(name=name) if name else sentences.open,
        lead=lead,
        me=sentences.i_am_protected
        if is_protected
        else sentences.i_am.format(name=context.setting.person_name),
    )


def _where_and_when(context: JoinContext) -> str:
    when = days.in_words(context.session, context.locale.language, this_year=times.local(context.now).year)
    place = f"{context.session.place}." if context.session.place else ""
    return context.words.join.here_lead.format(when=f"{when[:1].upper()}{when[1:]}", place=place).strip()


def _end_in_words(context: JoinContext, end: datetime | None) -> str:
    language = context.locale.language
    if end is None:
        return dates.day_in_words(context.session.on, language) if context.session.on else ""
    return dates.when(end, None, language)
