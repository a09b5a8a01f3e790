"""The way into a meeting whose doors are open: it comes first on a participant's own page."""

import msgspec

from services.registration.domain.attendance import doors_open_at
from services.registration.domain.sessions.session import Session, is_over
from services.registration.web.pages.my_page.context import MyPageContext
from shared import dates


class OpenMeeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting that can be joined now, and its join link."""

    heading: str
    text: str
    button: str
    title: str
    href: str


def open_doors(context: MyPageContext) -> tuple[OpenMeeting, ...]:
    """The digital meetings of the person that can be joined now; the way to a room is the code beside the dates."""
    return tuple(_door(context, session) for session in context.sessions if _is_open(context, session))


def _is_open(context: MyPageContext, session: Session) -> bool:
    opens_at = doors_open_at(session.on, session.starts_at)
    return (
        session.id in context.join_paths
        and session.status != "cancelled"
        and session.mode != "on_site"
        and opens_at is not None
        and opens_at <= context.now
        and not is_over(session, context.now)
    )


def _door(context: MyPageContext, session: Session) -> OpenMeeting:
    own, join, starts_at = context.words.own, context.words.join, session.starts_at
    is_ahead = starts_at is not None and starts_at > context.now
    clock = dates.clock(starts_at, context.locale.language) if starts_at else ""
    return OpenMeeting(
        heading=own.door_open.format(title=session.title),
        text=join.starts_at.format(clock=clock) if is_ahead else own.door_begun,
        button=join.to_meeting,
        title=session.title,
        href=context.locale.address(context.join_paths[session.id]),
    )
