"""What is on at an organiser, by term and by form; what has been is folded away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final
from urllib.parse import quote
from uuid import UUID

import msgspec

from services.registration.domain.public import Stands
from services.registration.domain.session import Session, is_over
from services.registration.store.public_pages import Host, PublicCohort
from services.registration.web.pages import days
from services.registration.web.pages.days import Bead, Look, Status
from services.registration.web.pages.frame import Asked, Frame, Link, around
from services.registration.web.pages.parts import Hero
from services.registration.web.pages.public_dates import standing
from services.registration.web.pages.spoken import Spoken
from services.registration.web.wording import WORDING, Wording, bend, number
from shared.events import Language

# A page that is still light on a phone; what has been is history, of which the latest is enough.
_MOST: Final = 30
_MOST_PAST: Final = 10


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """A cohort with its dates in time order, and what can be done with it now."""

    cohort: PublicCohort
    sessions: Sequence[Session]
    stands: Stands
    now: datetime

    @property
    def next(self) -> Session | None:
        """The date to hang it on: the next one, else the last there was."""
        left = [one for one in self.sessions if one.status != "cancelled"] or list(self.sessions)
        ahead = (one for one in left if not is_over(one, self.now))
        return next(ahead, left[-1] if left else None)

    @property
    def is_past(self) -> bool:
        """Over, or cancelled and forgotten with its last date."""
        return bool(self.sessions) and all(is_over(one, self.now) for one in self.sessions)


class Item(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    href: str
    bead: Bead
    when: str
    what: tuple[str, ...]
    status: Status


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A term's heading, and what is on in it."""

    id: str
    heading: str
    items: tuple[Item, ...]


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    href: str
    is_chosen: bool


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """Something else to do here: why, and where it leads."""

    id: str
    heading: str
    text: str
    link: Link


class ListPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    hero: Hero
    filters: tuple[Filter, ...]
    empty: str | None
    groups: tuple[Group, ...]
    more: Link | None
    past_heading: str | None
    past: tuple[Item, ...]
    boxes: tuple[Box, ...]


class EmbeddedPage(msgspec.Struct, frozen=True, kw_only=True):
    """The list alone, for another site's frame."""

    frame: Frame
    heading: str
    empty: str | None
    groups: tuple[Group, ...]


def rounds(
    cohorts: Sequence[PublicCohort], sessions: Mapping[UUID, list[Session]], now: datetime
) -> list[Round]:
    """Cohorts with their dates, in the order in which they come; those without any date last."""
    found = []
    for cohort in cohorts:
        dated = days.in_time_order(sessions.get(cohort.id, []))
        found.append(Round(cohort=cohort, sessions=dated, stands=standing(cohort, dated, now), now=now))
    known = [(one, one.next) for one in found]
    order = {id(session): place for place, session in enumerate(days.in_time_order(s for _, s in known if s))}
    return [one for one, session in sorted(known, key=lambda pair: order.get(id(pair[1]), len(order)))]


def list_page(
    host: Host,
    found: Sequence[Round],
    spoken: Spoken,
    *,
    asked: Asked | None,
    form: str,
    begin: int,
) -> ListPage:
    """The page; `form` chooses one form of session, `begin` is how many have been shown before."""
    words = WORDING[spoken.language]
    said, path = words.public.list, f"/{host.slug}"
    coming = [one for one in found if not one.is_past]
    chosen = [one for one in coming if not form or form in _forms(one)]
    shown = chosen[begin : begin + _MOST]
    been = [one for one in reversed(found) if one.is_past and (not form or form in _forms(one))]
    sender = host.short_name or host.organiser_name
    query = {"form": form} if form else {}
    frame = around(
        spoken,
        host,
        title=said.heading,
        here=path,
        query=query,
        asked=asked,
        ask=said.ask_us,
    )
    rest = len(chosen) > begin + _MOST
    more = {**query, "efter": str(begin + _MOST)}
    return ListPage(
        frame=frame,
        hero=Hero(heading=said.heading, leads=(said.lead.format(sender=sender),)),
        filters=tuple(_filters(coming, spoken, path, form, words)),
        empty=None if shown else said.empty_form if coming else said.empty,
        groups=_groups(shown, host, spoken, words),
        more=Link(said.more, spoken.address(path, **more)) if rest else None,
        past_heading=bend(said.past, len(been), words) if been else None,
        past=tuple(_item(one, host, spoken, words) for one in been[:_MOST_PAST]),
        boxes=tuple(_boxes(path, spoken, words)),
    )


def embedded_page(host: Host, found: Sequence[Round], spoken: Spoken) -> EmbeddedPage:
    """What is on, and no more, for another site."""
    words = WORDING[spoken.language]
    said = words.public.list
    heading = said.embedded.format(sender=host.short_name or host.organiser_name)
    coming = [one for one in found if not one.is_past][:_MOST]
    return EmbeddedPage(
        frame=around(spoken, host, title=heading, here=f"/{host.slug}/embed"),
        heading=heading,
        empty=None if coming else said.empty,
        groups=_groups(coming, host, spoken, words),
    )


def _forms(one: Round) -> set[str]:
    return {session.form for session in one.sessions if session.form}


def _filters(coming: Sequence[Round], spoken: Spoken, path: str, form: str, words: Wording) -> list[Filter]:
    """A selection by form, where there is more than one to choose from."""
    forms = sorted(set().union(*(_forms(one) for one in coming))) if coming else []
    if len(forms) < 2 and not form:
        return []
    every = Filter(text=words.public.list.all, href=spoken.address(path), is_chosen=not form)
    return [
        every,
        *(
            Filter(
                text=_first_upper(words.forms.get(one, one)),
                href=spoken.address(path, form=one),
                is_chosen=one == form,
            )
            for one in forms
        ),
    ]


def _groups(found: Sequence[Round], host: Host, spoken: Spoken, words: Wording) -> tuple[Group, ...]:
    def term(one: Round) -> str:
        return days.term_code(one.next) if one.next is not None else ""

    return tuple(
        Group(
            id=f"t-{place}",
            heading=days.term_heading(code, spoken.language),
            items=tuple(_item(one, host, spoken, words) for one in group),
        )
        for place, (code, group) in enumerate(groupby(found, key=term))
    )


def _item(one: Round, host: Host, spoken: Spoken, words: Wording) -> Item:
    cohort, session = one.cohort, one.next
    name = cohort.name
    look, status = _status(one, words)
    return Item(
        title=cohort.title if name in cohort.title else f"{cohort.title}, {name}",
        href=spoken.address(f"/{host.slug}/{quote(cohort.slug)}"),
        bead=days.bead(session, spoken.language, look=look)
        if session is not None
        else Bead(top="–", bottom="", look="off"),
        when=_when(one, session, spoken.language, words),
        what=_what(one, words),
        status=status,
    )


def _when(one: Round, session: Session | None, language: Language, words: Wording) -> str:
    if session is None:
        return words.days.unknown_date
    when = days.in_words(session, language)
    held = [each for each in one.sessions if each.status != "cancelled"]
    if len(held) < 2 or session not in held or session.on is None:
        return when
    said, place = words.public.list, held.index(session) + 1
    n = number(len(held), words)
    return (
        said.first_of.format(when=when, n=n)
        if place == 1
        else said.next_of.format(when=when, number=str(place), n=n)
    )


def _what(one: Round, words: Wording) -> tuple[str, ...]:
    forms = [words.forms.get(form, form) for form in sorted(_forms(one))]
    modes = [words.days.modes[mode] for mode in ("on_site", "digital", "hybrid") if _has(one, mode)]
    return (*forms, *modes, *one.cohort.roles[:3])


def _has(one: Round, mode: str) -> bool:
    return any(session.mode == mode for session in one.sessions)


def _status(one: Round, words: Wording) -> tuple[Look, Status]:
    """How it stands, by a bead's form and in words."""
    said = words.public.list
    way = said.ways.get(one.cohort.registration, said.ways["invitation_only"])
    found: dict[Stands, tuple[Look, Status]] = {
        "cancelled": ("cancelled", Status("bad", said.cancelled)),
        "over": ("past", Status("off", said.over)),
        "way": ("past", Status("off", way)),
        "closed": ("off", Status("off", said.closed)),
        "nothing_yet": ("off", Status("silent", words.days.unknown_date)),
        "full": ("off", Status("off", said.full)),
        "full_waits": ("wait", Status("wait", said.full_waits)),
        "open": ("", Status("yes", said.open)),
    }
    look, status = found[one.stands]
    is_undated = one.next is None or one.next.on is None
    return ("off" if is_undated and look == "" else look), status


def _boxes(path: str, spoken: Spoken, words: Wording) -> list[Box]:
    said = words.public.list
    return [
        Box(
            id="bestall",
            heading=said.order,
            text=said.order_text,
            link=Link(said.order_button, spoken.address(f"{path}/forfragan")),
        ),
        Box(
            id="bevaka",
            heading=said.watch,
            text=said.watch_text,
            link=Link(said.watch_button, spoken.address(f"{path}/bevaka")),
        ),
        Box(
            id="lank",
            heading=said.lost,
            text=said.lost_text,
            link=Link(said.lost_button, spoken.address(f"{path}/lank")),
        ),
        Box(
            id="kalender",
            heading=said.calendar,
            text=said.calendar_text,
            link=Link(said.calendar_link, f"{path}/kalender.ics"),
        ),
    ]


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
