"""`/j/…` as it is shown: before, while and after the doors are open, and to whoever is not the one registered.

The meeting's own address is on none of these pages; it is in the redirect alone.
"""

from typing import Literal

import msgspec
from litestar import Response

from services.registration.domain.attendance import doors_open_at
from services.registration.web.kit import dates as days
from services.registration.web.kit import phrases
from services.registration.web.kit.fields import ErrorSummary, Field, Mistake, error_at, summary
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.message import message
from services.registration.web.kit.parts import Fact, Hero
from services.registration.web.kit.posted_form import PostedForm, redisplay
from services.registration.web.kit.responses import respond
from services.registration.web.pages.join import doors
from services.registration.web.pages.join.context import JoinContext
from services.registration.web.pages.join.door import Door
from shared import dates, times

Who = Literal["me", "here", "other", "guest"]


class JoinButton(msgspec.Struct, frozen=True, kw_only=True):
    value: Who
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


def shut(it: JoinContext, stands: Door) -> Response[bytes]:
    """There is nothing to go in to, or not yet and nobody knows when. 410 if the person has nothing here any more."""
    closed = doors.closed(it)[stands]
    return message(
        PageContext(it.locale, it.setting, here=it.path),
        status=200 if closed.links_to_me else 410,
        kind=_kind(it),
        heading=closed.heading,
        leads=(closed.lead,),
        texts=closed.texts,
        link=it.mine() if closed.links_to_me else None,
    )


def early(it: JoinContext) -> Response[bytes]:
    """When the doors open, and how long it is until then."""
    sentences, language = it.words.join, it.locale.language
    opens_at = doors_open_at(it.session.on, it.session.starts_at) or it.now
    clock = dates.clock(opens_at, language)
    is_today = times.local(opens_at).date() == times.local(it.now).date()
    day = dates.day_in_words(
        times.local(opens_at).date(), language, year=times.local(opens_at).year != times.local(it.now).year
    )
    heading = (
        sentences.opens_at.format(clock=clock)
        if is_today
        else sentences.opens_on.format(day=day, clock=clock)
    )
    leads = [sentences.in_time.format(time=phrases.time_until(opens_at - it.now, it.words))]
    if it.session.starts_at:
        leads.append(sentences.starts_at.format(clock=dates.clock(it.session.starts_at, language)))
    leads.append(sentences.this_link)
    page = JoinPage(
        layout=build_layout(PageContext(it.locale, it.setting, here=it.path), title=heading),
        hero=Hero(kind=_kind(it), heading=heading, leads=(" ".join(leads),)),
        action=it.locale.address(it.path),
        reload=Link(sentences.look_again, it.locale.address(it.path)),
        shown_at=sentences.shown_at.format(clock=dates.clock(it.now, language)),
        facts=_facts(it),
        link=Link(sentences.cannot_come, it.locale.address(it.my_path)),
    )
    return respond("join", page, language=language)


def open_door(it: JoinContext, *, is_in: bool) -> Response[bytes]:
    """The two buttons. `is_in`: the person has been noted, and may go in again."""
    sentences, session = it.words.join, it.session
    opened = doors.to_the_meeting(it) if it.is_digital else doors.to_the_room(it, is_in=is_in)
    heading = sentences.checked_in if is_in else opened.heading
    page = JoinPage(
        layout=build_layout(PageContext(it.locale, it.setting, here=it.path), title=heading),
        hero=Hero(kind=_kind(it), heading=heading, leads=(opened.lead,)),
        action=it.locale.address(it.path),
        buttons=() if is_in and not session.join_url else _buttons(it, opened.me, is_in=is_in),
        noted=sentences.noted if session.join_url else None,
        facts=_facts(it, is_open=True),
        link=Link(sentences.cannot_come, it.locale.address(it.my_path)),
    )
    return respond("join", page, language=it.locale.language, leads_out=True)


def _buttons(it: JoinContext, me: str, *, is_in: bool) -> tuple[JoinButton, ...]:
    """Whoever is in the room of a hybrid meeting checks in there, and is not led to the screen."""
    in_the_room = it.session.mode == "hybrid" and bool(it.session.join_url) and not is_in
    here = (JoinButton(value="here", text=it.words.join.here_hybrid),) if in_the_room else ()
    return (
        JoinButton(value="me", text=me, is_primary=True),
        *here,
        JoinButton(value="other", text=it.words.join.i_am_other),
    )


def somebody_else(
    it: JoinContext, form: PostedForm | None = None, mistakes: tuple[Mistake, ...] = ()
) -> Response[bytes]:
    """By the cohort's mode: told whom to ask, or let in as a guest under one's own name."""
    sentences = it.words.join
    if it.setting.forwarding == "personal":
        back = Link(sentences.back, it.locale.address(it.path))
        return message(PageContext(it.locale, it.setting, here=it.path), status=200, kind=_kind(it), heading=sentences.personal, leads=(sentences.personal_lead,), texts=(sentences.personal_call,), facts=_contact(it, sentences.ask), link=back)  # fmt: skip
    lead = sentences.guest_lead
    if it.setting.forwarding == "organisation" and it.seat.organisation:
        lead = sentences.guest_lead_organisation.format(organisation=it.seat.organisation)
    field = Field(
        name="guest_name",
        label=sentences.guest_name,
        autocomplete="name",
        hint=sentences.guest_hint,
        value=redisplay(form.text("guest_name")) if form else "",
        error=error_at("guest_name", mistakes),
        error_prefix=it.words.common.error_prefix,
        is_required=True,
    )
    enter = sentences.guest_button if it.session.join_url else sentences.guest_here
    page = JoinPage(
        layout=build_layout(
            PageContext(it.locale, it.setting, here=it.path, query={"vem": "annan"}),
            title=sentences.guest,
            is_error=bool(mistakes),
        ),
        hero=Hero(kind=_kind(it), heading=sentences.guest, leads=(lead,)),
        action=it.locale.address(it.path),
        summary=summary(mistakes, it.words),
        field=field,
        buttons=(JoinButton(value="guest", text=enter, is_primary=True),),
        facts=_contact(it, sentences.trouble),
        link=Link(sentences.back, it.locale.address(it.path)),
    )
    return respond("join", page, language=it.locale.language, status=422 if mistakes else 200, leads_out=True)


def _kind(it: JoinContext) -> str:
    """The meeting itself, above the heading; never whose link it is."""
    when = dates.day_in_words(it.session.on, it.locale.language) if it.session.on else None
    return ", ".join(part for part in (it.session.title, when) if part)


def _facts(it: JoinContext, *, is_open: bool = False) -> tuple[Fact, ...]:
    sentences, session, language = it.words.join, it.session, it.locale.language
    facts = []
    if not is_open and not it.setting.protected_identity:
        who = ", ".join(part for part in (it.setting.person_name, it.seat.organisation) if part)
        facts.append(Fact(sentences.registered_as, who))
    if session.on and not is_open:
        facts.append(
            Fact(sentences.when, f"{days.in_words(session, language)}, {dates.week(session.on, language)}")
        )
    where = [it.words.days.modes[session.mode]] if session.mode else []
    if session.place and session.mode != "digital":
        where.append(session.place)
    if where:
        facts.append(Fact(sentences.where, ", ".join(where)))
    if session.note:
        facts.append(Fact(sentences.note, session.note))
    if is_open and session.ends_at and session.join_url:
        facts.append(
            Fact(sentences.ends, sentences.ends_text.format(clock=dates.clock(session.ends_at, language)))
        )
    return (*facts, *(_contact(it, sentences.trouble) if is_open else ()))


def _contact(it: JoinContext, label: str) -> tuple[Fact, ...]:
    """Whom to ring, where somebody answers the phone."""
    contact = build_layout(PageContext(it.locale, it.setting, here=it.path), title="").contact
    if contact is None or contact.phone is None or contact.phone_href is None:
        return ()
    return (Fact(label, contact.who, Link(contact.phone, contact.phone_href)),)
