"""The wording of each state of the door to a meeting, as values: `page.py` puts them on a page."""

from datetime import datetime

import msgspec

from services.registration.web.kit import dates as days
from services.registration.web.kit import phrases
from services.registration.web.pages.join.context import JoinContext
from services.registration.web.pages.join.door import Door
from shared import dates, times


class ClosedDoor(msgspec.Struct, frozen=True, kw_only=True):
    """The wording of one state in which nobody can go in. `links_to_me`: the person still has the date, or waits for it."""

    heading: str
    lead: str
    texts: tuple[str, ...] = ()
    links_to_me: bool = False


class OpenDoor(msgspec.Struct, frozen=True, kw_only=True):
    """The wording of the open door: heading, lead, and the button by which the person says that they are there."""

    heading: str
    lead: str
    me: str


def closed(it: JoinContext) -> dict[Door, ClosedDoor]:
    """The wording of each state; `early` and `open` have pages of their own."""
    sentences, title, reason = it.words.join, it.session.title, it.session.cancel_reason
    end = it.session.ends_at or it.session.starts_at
    return {
        "cancelled": ClosedDoor(
            heading=sentences.cancelled.format(title=title),
            lead=sentences.cancelled_lead,
            texts=(it.words.days.cancelled_why.format(reason=reason),) if reason else (),
        ),
        "withdrawn": ClosedDoor(heading=sentences.withdrawn, lead=sentences.withdrawn_lead),
        "over": ClosedDoor(
            heading=sentences.over, lead=sentences.over_lead.format(title=title, when=_ended(it, end))
        ),
        "waiting": ClosedDoor(
            heading=sentences.waiting, lead=sentences.waiting_lead.format(title=title), links_to_me=True
        ),
        "unknown": ClosedDoor(
            heading=sentences.unknown, lead=sentences.unknown_lead.format(title=title), links_to_me=True
        ),
    }


def to_the_room(it: JoinContext, *, is_in: bool) -> OpenDoor:
    sentences, hide = it.words.join, it.setting.protected_identity
    return OpenDoor(
        heading=sentences.here_heading,
        lead=sentences.checked_in_lead if is_in else _where_and_when(it),
        me=sentences.here_protected if hide else sentences.here.format(name=it.setting.person_name),
    )


def to_the_meeting(it: JoinContext) -> OpenDoor:
    sentences, hide, starts_at = it.words.join, it.setting.protected_identity, it.session.starts_at
    name = phrases.first_name(it.setting)
    if not it.session.join_url:
        lead = f"{sentences.no_link}. {sentences.no_link_lead}"
    elif starts_at and starts_at > it.now:
        until = phrases.time_until(starts_at - it.now, it.words)
        lead = sentences.open_lead.format(clock=dates.clock(starts_at, it.locale.language), time=until)
    else:
        lead = sentences.open_begun
    return OpenDoor(
        heading=sentences.open_name.format(name=name) if name else sentences.open,
        lead=lead,
        me=sentences.i_am_protected if hide else sentences.i_am.format(name=it.setting.person_name),
    )


def _where_and_when(it: JoinContext) -> str:
    when = days.in_words(it.session, it.locale.language, this_year=times.local(it.now).year)
    place = f"{it.session.place}." if it.session.place else ""
    return it.words.join.here_lead.format(when=f"{when[:1].upper()}{when[1:]}", place=place).strip()


def _ended(it: JoinContext, end: datetime | None) -> str:
    language = it.locale.language
    if end is None:
        return dates.day_in_words(it.session.on, language) if it.session.on else ""
    return dates.when(end, None, language)
