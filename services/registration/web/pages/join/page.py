"""`/j/…` as it is shown: before, while and after the doors are open, and to whoever is not the one registered.

The meeting's own address is on none of these pages; it is in the redirect alone.
"""

from datetime import datetime
from typing import Literal

import msgspec
from litestar import Response

from services.registration.domain.attendance import doors_open_at
from services.registration.domain.caller import Caller
from services.registration.domain.session import Session
from services.registration.store.views.participant import CohortSetting, Seat
from services.registration.web import callers
from services.registration.web.kit import dates as days
from services.registration.web.kit import phrases
from services.registration.web.kit.fields import ErrorSummary, Field, Mistake, error_at, summary
from services.registration.web.kit.layout import Layout, Link, build_layout
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.message import message
from services.registration.web.kit.parts import Fact, Hero
from services.registration.web.kit.posted_form import PostedForm, redisplay
from services.registration.web.kit.responses import respond
from services.registration.web.pages.join.door import Door
from services.registration.web.wording import WORDING, Wording
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


class JoinContext(msgspec.Struct, frozen=True, kw_only=True):
    """All that the pages of a meeting are made from."""

    locale: Locale
    path: str
    my_path: str
    seat: Seat
    session: Session
    setting: CohortSetting
    now: datetime

    @property
    def words(self) -> Wording:
        return WORDING[self.locale.language]

    @property
    def caller(self) -> Caller:
        """The person who has the seat."""
        return callers.from_link(
            self.seat.organiser_id, self.seat.person_id, now=self.now, language=self.locale.language
        )

    @property
    def is_digital(self) -> bool:
        """Whether there is, or is to be, an address to go to."""
        return bool(self.session.join_url) or self.session.mode in {"digital", "hybrid"}

    def mine(self) -> Link:
        return Link(self.words.join.my_page, self.locale.address(self.my_path))


def shut(it: JoinContext, stands: Door) -> Response[bytes]:
    """There is nothing to go in to, or not yet and nobody knows when."""
    sentences, title = it.words.join, it.session.title
    status = 410
    texts: tuple[str, ...] = ()
    link: Link | None = None
    if stands == "cancelled":
        heading, lead = sentences.cancelled.format(title=title), sentences.cancelled_lead
        if it.session.cancel_reason:
            texts = (it.words.days.cancelled_why.format(reason=it.session.cancel_reason),)
    elif stands == "withdrawn":
        heading, lead = sentences.withdrawn, sentences.withdrawn_lead
    elif stands == "over":
        end = it.session.ends_at or it.session.starts_at
        heading = sentences.over
        lead = sentences.over_lead.format(title=title, when=_ended(it, end))
    elif stands == "waiting":
        status, link = 200, it.mine()
        heading, lead = sentences.waiting, sentences.waiting_lead.format(title=title)
    else:
        status, link = 200, it.mine()
        heading, lead = sentences.unknown, sentences.unknown_lead.format(title=title)
    return message(
        it.locale, it.setting, here=it.path, status=status, kind=_kind(it), heading=heading, leads=(lead,),
        texts=texts, link=link,
    )  # fmt: skip


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
        layout=build_layout(it.locale, it.setting, title=heading, here=it.path),
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
    sentences, language, session = it.words.join, it.locale.language, it.session
    hide = it.setting.protected_identity
    if not it.is_digital:
        heading = sentences.checked_in if is_in else sentences.here_heading
        lead = sentences.checked_in_lead if is_in else _where_and_when(it)
        me = sentences.here_protected if hide else sentences.here.format(name=it.setting.person_name)
    else:
        name = phrases.first_name(it.setting)
        heading = (
            sentences.checked_in
            if is_in
            else sentences.open_name.format(name=name)
            if name
            else sentences.open
        )
        lead = sentences.open_begun
        if session.starts_at and session.starts_at > it.now:
            until = phrases.time_until(session.starts_at - it.now, it.words)
            lead = sentences.open_lead.format(clock=dates.clock(session.starts_at, language), time=until)
        if not session.join_url:
            lead = f"{sentences.no_link}. {sentences.no_link_lead}"
        me = sentences.i_am_protected if hide else sentences.i_am.format(name=it.setting.person_name)
    page = JoinPage(
        layout=build_layout(it.locale, it.setting, title=heading, here=it.path),
        hero=Hero(kind=_kind(it), heading=heading, leads=(lead,)),
        action=it.locale.address(it.path),
        buttons=() if is_in and not session.join_url else _buttons(it, me, is_in=is_in),
        noted=sentences.noted if session.join_url else None,
        facts=_facts(it, is_open=True),
        link=Link(sentences.cannot_come, it.locale.address(it.my_path)),
    )
    return respond("join", page, language=language, leads_out=True)


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
        return message(
            it.locale, it.setting, here=it.path, status=200, kind=_kind(it), heading=sentences.personal,
            leads=(sentences.personal_lead,), texts=(sentences.personal_call,), facts=_contact(it, sentences.ask), link=back,
        )  # fmt: skip
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
            it.locale,
            it.setting,
            title=sentences.guest,
            here=it.path,
            is_error=bool(mistakes),
            query={"vem": "annan"},
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
    contact = build_layout(it.locale, it.setting, title="", here=it.path).contact
    if contact is None or contact.phone is None or contact.phone_href is None:
        return ()
    return (Fact(label, contact.who, Link(contact.phone, contact.phone_href)),)


def _where_and_when(it: JoinContext) -> str:
    when = days.in_words(it.session, it.locale.language, this_year=times.local(it.now).year)
    place = f"{it.session.place}." if it.session.place else ""
    return it.words.join.here_lead.format(when=f"{when[:1].upper()}{when[1:]}", place=place).strip()


def _ended(it: JoinContext, end: datetime | None) -> str:
    language = it.locale.language
    if end is None:
        return dates.day_in_words(it.session.on, language) if it.session.on else ""
    return dates.when(end, None, language)
