"""The pages `/j/…`: before, while and after the meeting is open, and for a reader who is not the registered person.

The meeting's URL is on none of these pages, only in the redirect.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec
from litestar import Response

from services.registration.domain.attendance import doors_open_at
from services.registration.web.kit import dates as days
from services.registration.web.kit import phrases
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, error_at, summary
from services.registration.web.kit.forms.posted_form import PostedForm, redisplay
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.message import message
from services.registration.web.kit.parts import Fact, Hero
from services.registration.web.kit.responses import respond
from services.registration.web.pages.join import doors
from services.registration.web.pages.join.context import JoinContext
from services.registration.web.pages.join.door import DoorState
from shared import dates, times

_LONGEST_COUNT: Final = timedelta(days=60)

JoinChoice = Literal["me", "here", "other", "guest"]


class JoinButton(msgspec.Struct, frozen=True, kw_only=True):
    value: JoinChoice
    text: str
    is_primary: bool = False


class JoinPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    action: str
    summary: ErrorSummary | None = None
    field: Field | None = None
    buttons: tuple[JoinButton, ...] = ()
    noted: str | None = None
    reload: Link | None = None
    shown_at: str | None = None
    facts: tuple[Fact, ...] = ()
    link: Link | None = None


def not_open(context: JoinContext, state: DoorState) -> Response[bytes]:
    """The page of a state other than early and open. 410 if the person has neither a seat nor a waiting-list place."""
    closed = doors.closed(context)[state]
    return message(
        PageContext(context.locale, context.setting, here=context.path),
        status=200 if closed.links_to_me else 410,
        kind=_kind(context),
        heading=closed.heading,
        leads=(closed.lead,),
        texts=closed.texts,
        link=context.my_page_link() if closed.links_to_me else None,
    )


def early(context: JoinContext) -> Response[bytes]:
    """When the meeting opens, and the time until then."""
    sentences, language = context.words.join, context.locale.language
    opens_at = doors_open_at(context.session.on, context.session.starts_at) or context.now
    clock = dates.clock(opens_at, language)
    is_today = times.local(opens_at).date() == times.local(context.now).date()
    day = dates.day_in_words(
        times.local(opens_at).date(),
        language,
        year=times.local(opens_at).year != times.local(context.now).year,
    )
    heading = (
        sentences.opens_at.format(clock=clock)
        if is_today
        else sentences.opens_on.format(day=day, clock=clock)
    )
    until = opens_at - context.now
    # Beyond two months the date in the heading says more than a number of days.
    leads = (
        [sentences.in_time.format(time=phrases.time_until(until, context.words))]
        if until <= _LONGEST_COUNT
        else []
    )
    if context.session.starts_at:
        leads.append(sentences.starts_at.format(clock=dates.clock(context.session.starts_at, language)))
    leads.append(sentences.this_link if context.is_digital else sentences.this_link_on_site)
    page = JoinPage(
        layout=build_layout(PageContext(context.locale, context.setting, here=context.path), title=heading),
        hero=Hero(kind=_kind(context), heading=heading, leads=(" ".join(leads),)),
        action=context.locale.address(context.path),
        reload=Link(sentences.look_again, context.locale.address(context.path)),
        shown_at=sentences.shown_at.format(clock=dates.clock(context.now, language)),
        facts=_facts(context),
        link=Link(sentences.cannot_come, context.locale.address(context.my_path)),
    )
    return respond("join", page, language=language)


def open_door(context: JoinContext, *, is_checked_in: bool) -> Response[bytes]:
    """The page with the join buttons. `is_checked_in`: attendance is noted, and the person may join again."""
    sentences, session = context.words.join, context.session
    opened = (
        doors.to_the_meeting(context)
        if context.is_digital
        else doors.to_the_room(context, is_checked_in=is_checked_in)
    )
    heading = sentences.checked_in if is_checked_in else opened.heading
    page = JoinPage(
        layout=build_layout(PageContext(context.locale, context.setting, here=context.path), title=heading),
        hero=Hero(kind=_kind(context), heading=heading, leads=(opened.lead,)),
        action=context.locale.address(context.path),
        buttons=()
        if is_checked_in and not session.room_url
        else _buttons(context, opened.me, is_checked_in=is_checked_in),
        noted=sentences.noted if session.room_url else None,
        facts=_facts(context, is_open=True),
        link=Link(sentences.cannot_come, context.locale.address(context.my_path)),
    )
    return respond("join", page, language=context.locale.language, leads_out=True)


def _buttons(context: JoinContext, me: str, *, is_checked_in: bool) -> tuple[JoinButton, ...]:
    """The buttons; at a hybrid meeting one checks the person in without redirecting to the online meeting."""
    in_the_room = context.session.mode == "hybrid" and bool(context.session.room_url) and not is_checked_in
    here = (JoinButton(value="here", text=context.words.join.here_hybrid),) if in_the_room else ()
    return (
        JoinButton(value="me", text=me, is_primary=True),
        *here,
        JoinButton(value="other", text=context.words.join.i_am_other),
    )


def somebody_else(
    context: JoinContext, form: PostedForm | None = None, mistakes: tuple[Mistake, ...] = ()
) -> Response[bytes]:
    """The page for another person: by the cohort's forwarding mode a form for guests, or whom to ask."""
    sentences = context.words.join
    if context.setting.forwarding == "personal":
        back = Link(sentences.back, context.locale.address(context.path))
        return message(
            PageContext(context.locale, context.setting, here=context.path),
            status=200,
            kind=_kind(context),
            heading=sentences.personal,
            leads=(sentences.personal_lead,),
            texts=(sentences.personal_call,),
            facts=_contact(context, sentences.ask),
            link=back,
        )
    lead = sentences.guest_lead
    if context.setting.forwarding == "organisation" and context.seat.organisation:
        lead = sentences.guest_lead_organisation.format(organisation=context.seat.organisation)
    field = Field(
        name="guest_name",
        label=sentences.guest_name,
        autocomplete="name",
        hint=sentences.guest_hint,
        value=redisplay(form.text("guest_name")) if form else "",
        error=error_at("guest_name", mistakes),
        error_prefix=context.words.common.error_prefix,
        is_required=True,
    )
    button_text = sentences.guest_button if context.session.room_url else sentences.guest_here
    page = JoinPage(
        layout=build_layout(
            PageContext(context.locale, context.setting, here=context.path, query={"vem": "annan"}),
            title=sentences.guest,
            is_error=bool(mistakes),
        ),
        hero=Hero(kind=_kind(context), heading=sentences.guest, leads=(lead,)),
        action=context.locale.address(context.path),
        summary=summary(mistakes, context.words),
        field=field,
        buttons=(JoinButton(value="guest", text=button_text, is_primary=True),),
        facts=_contact(context, sentences.trouble),
        link=Link(sentences.back, context.locale.address(context.path)),
    )
    return respond(
        "join", page, language=context.locale.language, status=422 if mistakes else 200, leads_out=True
    )


def _kind(context: JoinContext) -> str:
    """The text above the heading: the meeting, never the person."""
    when = dates.day_in_words(context.session.on, context.locale.language) if context.session.on else None
    return ", ".join(part for part in (context.session.title, when) if part)


def _facts(context: JoinContext, *, is_open: bool = False) -> tuple[Fact, ...]:
    sentences, session, language = context.words.join, context.session, context.locale.language
    facts = []
    if not is_open and not context.setting.protected_identity:
        who = ", ".join(part for part in (context.setting.person_name, context.seat.organisation) if part)
        facts.append(Fact(sentences.registered_as, who))
    if session.on and not is_open:
        facts.append(
            Fact(sentences.when, f"{days.in_words(session, language)}, {dates.week(session.on, language)}")
        )
    where = [context.words.days.modes[session.mode]] if session.mode else []
    if session.place and session.mode != "digital":
        where.append(session.place)
    if where:
        facts.append(Fact(sentences.where, ", ".join(where)))
    if session.note:
        facts.append(Fact(sentences.note, session.note))
    if session.agenda:
        facts.append(Fact(sentences.agenda, " · ".join(session.agenda)))
    if is_open and session.ends_at and session.room_url:
        facts.append(Fact(sentences.ends, sentences.ends_text.format(when=_end(context, session.ends_at))))
    return (*facts, *(_contact(context, sentences.trouble) if is_open else ()))


def _end(context: JoinContext, ends_at: datetime) -> str:
    """The clock at which the meeting ends, with the day where that is another one."""
    language = context.locale.language
    if times.local(ends_at).date() != times.local(context.now).date():
        return dates.when(ends_at, None, language, year=False)
    return context.words.join.at_clock.format(clock=dates.clock(ends_at, language))


def _contact(context: JoinContext, label: str) -> tuple[Fact, ...]:
    """The contact with a phone number; empty if there is none."""
    contact = build_layout(PageContext(context.locale, context.setting, here=context.path), title="").contact
    if contact is None or contact.phone is None or contact.phone_href is None:
        return ()
    return (Fact(label, contact.who, Link(contact.phone, contact.phone_href)),)
