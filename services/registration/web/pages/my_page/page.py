"""The pages at `/r/…`: dates, and the confirmation before a withdrawal."""

from typing import Any

import msgspec
from litestar import Response

from services.registration.domain.sessions.session import Session
from services.registration.web.kit import dates
from services.registration.web.kit.dates import TimelineDate, TimelineTerm
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.parts import Fact, Hero, Notice, RadioChoice
from services.registration.web.kit.responses import respond
from services.registration.web.pages.my_page.answers_shown import MyAnswers, my_answers
from services.registration.web.pages.my_page.context import MyPageContext
from services.registration.web.pages.my_page.dates import (
    offered_dates,
    own_dates_by_term,
    own_past_dates,
)
from services.registration.web.pages.my_page.next_meeting import OpenMeeting, open_doors
from services.registration.web.pages.my_page.sidebar import Sidebar, build_sidebar, substitute
from services.registration.web.wording import plural
from shared import times
from shared.occasions import occasions


class FeedAddress(msgspec.Struct, frozen=True, kw_only=True):
    """The URL of the calendar feed, and the same with the webcal scheme, which opens a calendar program."""

    url: str
    webcal: str


class RegistrationPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    action: str
    notice: Notice | None
    doors: tuple[OpenMeeting, ...]
    offers: tuple[TimelineDate, ...]
    terms: tuple[TimelineTerm, ...]
    past: tuple[TimelineDate, ...]
    past_heading: str
    facts: tuple[Fact, ...]
    change_details: Link | None
    calendar: tuple[RadioChoice, ...]
    feed: FeedAddress | None
    sidebar: Sidebar
    substitute_all: Link | None
    withdraw_all: str | None
    withdraw_all_about: str
    answers: MyAnswers | None
    data: tuple[Link, ...]


class ConfirmPage(msgspec.Struct, frozen=True, kw_only=True):
    """A confirmation before something irreversible: a form that posts, and a link back."""

    layout: Layout
    hero: Hero
    action: str
    field: str = "withdraw"
    value: str
    yes: str
    keep: Link
    instead: Link | None = None


def my_page(context: MyPageContext, notice: Notice | None = None, *, status: int = 200) -> Response[bytes]:
    """The page "Mina datum"."""
    sentences = context.words.mine
    ahead = context.ahead()
    past = own_past_dates(context)
    is_wrong = notice is not None and notice.kind == "bad"
    page = RegistrationPage(
        layout=build_layout(
            PageContext(context.locale, context.setting, here=context.path),
            title=sentences.heading,
            is_error=is_wrong,
        ),
        hero=Hero(kind=_participant_line(context), heading=sentences.heading, leads=(_lead(context, ahead),)),
        action=context.locale.address(context.path),
        notice=notice,
        doors=open_doors(context),
        offers=offered_dates(context),
        terms=own_dates_by_term(context, actions=True),
        past=past,
        past_heading=plural(context.words.days.past_sessions, len(past), context.words),
        facts=_facts(context),
        change_details=None
        if context.setting.protected_identity
        else Link(context.words.own.change_details, context.locale.address(f"{context.path}/andra")),
        calendar=_calendar(context),
        feed=_feed(context),
        sidebar=build_sidebar(context),
        substitute_all=substitute(context, context.words.own.send_to_all) if len(ahead) > 1 else None,
        withdraw_all=context.locale.address(context.path, avanmal="alla") if len(ahead) > 1 else None,
        withdraw_all_about=plural(sentences.withdraw_all_about, len(occasions(ahead)), context.words),
        answers=my_answers(context),
        data=data_links(context),
    )
    return respond("registration", page, language=context.locale.language, status=status)


def confirm_withdrawal(context: MyPageContext, session: Session | None) -> Response[bytes]:
    """The confirmation before withdrawing from one session, or (None) from all."""
    sentences = context.words.mine
    ahead = context.ahead()
    if session is None:
        heading, lead, yes = (
            sentences.ask_all,
            plural(sentences.ask_all_lead, len(occasions(ahead)), context.words),
            sentences.do_withdraw_all,
        )
    else:
        seat = context.seat_in(session)
        is_waiting = seat is not None and seat.status == "waiting"
        heading = (sentences.ask_leave if is_waiting else sentences.ask_one).format(title=session.title)
        when = dates.in_words(session, context.locale.language, this_year=times.local(context.now).year)
        lead = (sentences.ask_leave_lead if is_waiting else sentences.ask_one_lead).format(
            when=when[:1].upper() + when[1:]
        )
        yes = sentences.do_leave if is_waiting else sentences.do_withdraw
    page = ConfirmPage(
        layout=build_layout(
            PageContext(
                context.locale,
                context.setting,
                here=context.path,
                query={"avanmal": str(session.id) if session else "alla"},
            ),
            title=heading,
        ),
        hero=Hero(kind=context.setting.programme_title, heading=heading, leads=(lead,)),
        action=context.locale.address(context.path),
        value=str(session.id) if session else "all",
        yes=yes,
        keep=Link(sentences.keep, context.locale.address(context.path)),
        instead=substitute(context, context.words.own.send_instead, session),
    )
    return respond("confirm", page, language=context.locale.language)


def data_links(context: MyPageContext) -> tuple[Link, ...]:
    """The links to the person's stored data and its erasure, and to new links."""
    sentences = context.words.data
    shown = (Link(sentences.to_mine, context.locale.address(f"{context.path}/uppgifter")),)
    replace = Link(sentences.replace, context.locale.address(f"{context.path}/ny-lank"))
    return shown if context.setting.person_email is None else (*shown, replace)


def _participant_line(context: MyPageContext) -> str | None:
    if context.setting.protected_identity:
        return None
    return ", ".join(
        part for part in (context.setting.person_name, context.registration.organisation) if part
    )


def _lead(context: MyPageContext, ahead: list[Session]) -> str:
    sentences = context.words.mine
    title = context.setting.programme_title
    dated = [
        s for s in ahead if s.on and (seat := context.seat_in(s)) is not None and seat.status == "confirmed"
    ]
    if not dated:
        return f"{title}." if ahead else f"{title}. {sentences.nothing_left}"
    when = dates.in_words(dated[0], context.locale.language, this_year=times.local(context.now).year)
    return f"{title}. {sentences.next_meeting.format(when=when)}"


def _facts(context: MyPageContext) -> tuple[Fact, ...]:
    sentences, setting, registration = context.words.mine, context.setting, context.registration
    if setting.protected_identity:
        return (Fact(sentences.name, context.words.invitation.booked_on_protected),)
    rows: list[tuple[str, Any]] = [  # Any: a string or None
        (
            sentences.name_role if registration.role else sentences.name,
            ", ".join(part for part in (setting.person_name, registration.role) if part),
        ),
        (sentences.organisation, registration.organisation),
        (sentences.email, setting.person_email),
    ]
    return tuple(Fact(name, value) for name, value in rows if value)


def _calendar(context: MyPageContext) -> tuple[RadioChoice, ...]:
    if context.registration.status == "withdrawn" or not context.ahead():
        return ()
    return tuple(
        RadioChoice(
            value=value,
            text=words.title,
            about=words.detail,
            is_chosen=context.registration.calendar == value,
        )
        for value, words in context.words.mine.calendars.items()
    )


def _feed(context: MyPageContext) -> FeedAddress | None:
    if context.registration.calendar != "subscription":
        return None
    return FeedAddress(url=context.feed_url, webcal=f"webcal:{context.feed_url.partition(':')[2]}")
