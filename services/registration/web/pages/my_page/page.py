"""`/r/…` as it is shown: my dates, a question before something is given up, and that nothing is left."""

from typing import Any

import msgspec
from litestar import Response

from services.registration.domain.session import Session
from services.registration.web.kit import dates
from services.registration.web.kit.dates import TimelineDate, TimelineTerm
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.message import message
from services.registration.web.kit.parts import Fact, Hero, Notice, RadioChoice
from services.registration.web.kit.responses import respond
from services.registration.web.pages.my_page.answers_shown import MyAnswers, my_answers
from services.registration.web.pages.my_page.dates import MyPageContext, mine_in_terms, mine_that_have_been
from services.registration.web.pages.my_page.sidebar import Sidebar, build_sidebar, substitute
from services.registration.web.wording import plural
from shared import times


class FeedAddress(msgspec.Struct, frozen=True, kw_only=True):
    """The address to subscribe to, and the same as a link that opens a calendar program."""

    url: str
    webcal: str


class RegistrationPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    action: str
    notice: Notice | None
    terms: tuple[TimelineTerm, ...]
    past: tuple[TimelineDate, ...]
    past_heading: str
    facts: tuple[Fact, ...]
    calendar: tuple[RadioChoice, ...]
    feed: FeedAddress | None
    sidebar: Sidebar
    withdraw_all: str | None
    withdraw_all_about: str
    answers: MyAnswers | None
    data: tuple[Link, ...]


class ConfirmPage(msgspec.Struct, frozen=True, kw_only=True):
    """Asks before something is given up that somebody else may get; the form posts, the link leads back."""

    layout: Layout
    hero: Hero
    action: str
    field: str = "withdraw"
    value: str
    yes: str
    keep: Link
    instead: Link | None = None


def my_page(it: MyPageContext, notice: Notice | None = None, *, status: int = 200) -> Response[bytes]:
    """Mina datum."""
    sentences = it.words.mine
    ahead = it.ahead()
    past = mine_that_have_been(it)
    is_wrong = notice is not None and notice.kind == "bad"
    page = RegistrationPage(
        layout=build_layout(
            PageContext(it.locale, it.setting, here=it.path), title=sentences.heading, is_error=is_wrong
        ),
        hero=Hero(kind=_whose(it), heading=sentences.heading, leads=(_lead(it, ahead),)),
        action=it.locale.address(it.path),
        notice=notice,
        terms=mine_in_terms(it, actions=True),
        past=past,
        past_heading=plural(it.words.days.past_sessions, len(past), it.words),
        facts=_facts(it),
        calendar=_calendar(it),
        feed=_feed(it),
        sidebar=build_sidebar(it),
        withdraw_all=it.locale.address(it.path, avanmal="alla") if len(ahead) > 1 else None,
        withdraw_all_about=plural(sentences.withdraw_all_about, len(ahead), it.words),
        answers=my_answers(it),
        data=_data(it),
    )
    return respond("registration", page, language=it.locale.language, status=status)


def ask(it: MyPageContext, session: Session | None) -> Response[bytes]:
    """Ask before withdrawing from one date, or (None) from all."""
    sentences = it.words.mine
    ahead = it.ahead()
    if session is None:
        heading, lead, yes = (
            sentences.ask_all,
            plural(sentences.ask_all_lead, len(ahead), it.words),
            sentences.do_withdraw_all,
        )
    else:
        seat = it.holds(session)
        waits = seat is not None and seat.status == "waiting"
        heading = (sentences.ask_leave if waits else sentences.ask_one).format(title=session.title)
        when = dates.in_words(session, it.locale.language, this_year=times.local(it.now).year)
        lead = (sentences.ask_leave_lead if waits else sentences.ask_one_lead).format(
            when=when[:1].upper() + when[1:]
        )
        yes = sentences.do_leave if waits else sentences.do_withdraw
    page = ConfirmPage(
        layout=build_layout(
            PageContext(
                it.locale, it.setting, here=it.path, query={"avanmal": str(session.id) if session else "alla"}
            ),
            title=heading,
        ),
        hero=Hero(kind=it.setting.programme_title, heading=heading, leads=(lead,)),
        action=it.locale.address(it.path),
        value=str(session.id) if session else "all",
        yes=yes,
        keep=Link(sentences.keep, it.locale.address(it.path)),
        instead=substitute(it, it.words.own.send_instead, session),
    )
    return respond("confirm", page, language=it.locale.language)


def withdrawn(it: MyPageContext) -> Response[bytes]:
    """No date is left, by one's own choice."""
    sentences = it.words.mine
    if any(seat.is_handed_over for seat in it.seats.values()):
        own, title = it.words.own, it.setting.programme_title
        return message(PageContext(it.locale, it.setting, here=it.path, more_links=_data(it)), status=200, kind=title, heading=own.all_sent, leads=(own.all_sent_lead.format(title=title),))  # fmt: skip
    if (
        late := next((s for s in it.sessions if s.id in it.seats and it.seats[s.id].ran_out), None)
    ) is not None:
        return _offer_over(it, late)
    can_answer = it.invitation_path is not None
    return message(
        PageContext(it.locale, it.setting, here=it.path, more_links=_data(it)),
        status=200,
        kind=it.setting.programme_title,
        heading=sentences.withdrawn,
        leads=(sentences.withdrawn_lead.format(title=it.setting.programme_title),),
        texts=(sentences.withdrawn_again if can_answer else sentences.withdrawn_ask,),
        link=Link(it.words.after.open_again, it.locale.address(it.invitation_path, svara="1"))
        if it.invitation_path
        else None,
    )


def _offer_over(it: MyPageContext, session: Session) -> Response[bytes]:
    """Nothing is left, since nobody took the seat that was held in time."""
    sentences = it.words.waiting
    return message(
        PageContext(it.locale, it.setting, here=it.path, more_links=_data(it)),
        status=200,
        kind=it.setting.programme_title,
        heading=sentences.over.title,
        leads=(sentences.over.detail.format(title=session.title),),
        texts=(sentences.over_again,),
        link=Link(sentences.over_link, it.locale.address(f"/{it.setting.slug}")),
    )


def cancelled(it: MyPageContext) -> Response[bytes]:
    """The organiser has cancelled everything."""
    heading = it.words.after.cancelled.format(title=it.setting.programme_title)
    lead = it.words.mine.cancelled_lead
    return message(
        PageContext(it.locale, it.setting, here=it.path, more_links=_data(it)),
        status=410,
        heading=heading,
        leads=(lead,),
    )


def _data(it: MyPageContext) -> tuple[Link, ...]:
    """The ways to one's own data; whoever is protected asks for the file otherwise."""
    sentences = it.words.data
    file = Link(sentences.file, it.locale.address(f"{it.path}/uppgifter"))
    erase = Link(sentences.erase, it.locale.address(f"{it.path}/radera"))
    return (erase,) if it.setting.protected_identity else (file, erase)


def _whose(it: MyPageContext) -> str | None:
    if it.setting.protected_identity:
        return None
    return ", ".join(part for part in (it.setting.person_name, it.registration.organisation) if part)


def _lead(it: MyPageContext, ahead: list[Session]) -> str:
    sentences = it.words.mine
    title = it.setting.programme_title
    dated = [s for s in ahead if s.on and (seat := it.holds(s)) is not None and seat.status == "confirmed"]
    if not dated:
        return f"{title}." if ahead else f"{title}. {sentences.nothing_left}"
    when = dates.in_words(dated[0], it.locale.language, this_year=times.local(it.now).year)
    return f"{title}. {sentences.next_meeting.format(when=when)}"


def _facts(it: MyPageContext) -> tuple[Fact, ...]:
    sentences, setting, registration = it.words.mine, it.setting, it.registration
    if setting.protected_identity:
        return (Fact(sentences.name, it.words.invitation.booked_on_protected),)
    rows: list[tuple[str, Any]] = [  # Any: a text or nothing
        (
            sentences.name_role if registration.role else sentences.name,
            ", ".join(part for part in (setting.person_name, registration.role) if part),
        ),
        (sentences.organisation, registration.organisation),
        (sentences.email, setting.person_email),
    ]
    return tuple(Fact(name, value) for name, value in rows if value)


def _calendar(it: MyPageContext) -> tuple[RadioChoice, ...]:
    if it.registration.status == "withdrawn" or not it.ahead():
        return ()
    return tuple(
        RadioChoice(
            value=value, text=words.title, about=words.detail, is_chosen=it.registration.calendar == value
        )
        for value, words in it.words.mine.calendars.items()
    )


def _feed(it: MyPageContext) -> FeedAddress | None:
    if it.registration.calendar != "subscription":
        return None
    return FeedAddress(url=it.feed_url, webcal=f"webcal:{it.feed_url.partition(':')[2]}")
