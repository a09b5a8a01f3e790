"""What is on at an organiser, by term and by form; what has been is folded away."""

from collections.abc import Sequence
from typing import Final

import msgspec

from services.registration.store.views.public import PublicOrganiser
from services.registration.web.kit.layout import ContactDetails, Layout, Link, build_layout
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.parts import Hero
from services.registration.web.pages.public.cohort_card import (
    CohortCard,
    ListedCohort,
    ListedTerm,
    forms_of,
    groups,
    item,
)
from services.registration.web.wording import WORDING, Wording, plural

# A page that is still light on a phone; what has been is history, of which the latest is enough.
_MOST: Final = 30
_MOST_PAST: Final = 10


class FilterLink(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    href: str
    is_chosen: bool


class SideNote(msgspec.Struct, frozen=True, kw_only=True):
    """Something else to do here: why, and where it leads."""

    id: str
    heading: str
    text: str
    link: Link


class ListPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Layout
    hero: Hero
    filters: tuple[FilterLink, ...]
    empty: str | None
    groups: tuple[ListedTerm, ...]
    more: Link | None
    past_heading: str | None
    past: tuple[ListedCohort, ...]
    boxes: tuple[SideNote, ...]


class EmbeddedPage(msgspec.Struct, frozen=True, kw_only=True):
    """The list alone, for another site's frame."""

    frame: Layout
    heading: str
    empty: str | None
    groups: tuple[ListedTerm, ...]


def list_page(
    host: PublicOrganiser,
    found: Sequence[CohortCard],
    spoken: Locale,
    *,
    asked: ContactDetails | None,
    form: str,
    begin: int,
) -> ListPage:
    """The page; `form` chooses one form of session, `begin` is how many have been shown before."""
    words = WORDING[spoken.language]
    said, path = words.public.list, f"/{host.slug}"
    coming = [one for one in found if not one.is_past]
    chosen = [one for one in coming if not form or form in forms_of(one)]
    shown = chosen[begin : begin + _MOST]
    been = [one for one in reversed(found) if one.is_past and (not form or form in forms_of(one))]
    sender = host.short_name or host.organiser_name
    query = {"form": form} if form else {}
    frame = build_layout(
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
        groups=groups(shown, host, spoken, words),
        more=Link(said.more, spoken.address(path, **more)) if rest else None,
        past_heading=plural(said.past, len(been), words) if been else None,
        past=tuple(item(one, host, spoken, words) for one in been[:_MOST_PAST]),
        boxes=tuple(_boxes(path, spoken, words)),
    )


def embedded_page(host: PublicOrganiser, found: Sequence[CohortCard], spoken: Locale) -> EmbeddedPage:
    """What is on, and no more, for another site."""
    words = WORDING[spoken.language]
    said = words.public.list
    heading = said.embedded.format(sender=host.short_name or host.organiser_name)
    coming = [one for one in found if not one.is_past][:_MOST]
    return EmbeddedPage(
        frame=build_layout(spoken, host, title=heading, here=f"/{host.slug}/embed"),
        heading=heading,
        empty=None if coming else said.empty,
        groups=groups(coming, host, spoken, words),
    )


def _filters(
    coming: Sequence[CohortCard], spoken: Locale, path: str, form: str, words: Wording
) -> list[FilterLink]:
    """A selection by form, where there is more than one to choose from."""
    forms = sorted(set().union(*(forms_of(one) for one in coming))) if coming else []
    if len(forms) < 2 and not form:
        return []
    every = FilterLink(text=words.public.list.all, href=spoken.address(path), is_chosen=not form)
    return [
        every,
        *(
            FilterLink(
                text=_first_upper(words.forms.get(one, one)),
                href=spoken.address(path, form=one),
                is_chosen=one == form,
            )
            for one in forms
        ),
    ]


def _boxes(path: str, spoken: Locale, words: Wording) -> list[SideNote]:
    said = words.public.list
    return [
        SideNote(
            id="bestall",
            heading=said.order,
            text=said.order_text,
            link=Link(said.order_button, spoken.address(f"{path}/forfragan")),
        ),
        SideNote(
            id="bevaka",
            heading=said.watch,
            text=said.watch_text,
            link=Link(said.watch_button, spoken.address(f"{path}/bevaka")),
        ),
        SideNote(
            id="lank",
            heading=said.lost,
            text=said.lost_text,
            link=Link(said.lost_button, spoken.address(f"{path}/lank")),
        ),
        SideNote(
            id="kalender",
            heading=said.calendar,
            text=said.calendar_text,
            link=Link(said.calendar_link, f"{path}/kalender.ics"),
        ),
    ]


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
