"""What is on at an organiser, by term and by form; what has been is folded away."""

from collections.abc import Sequence
from typing import Final

import msgspec

from services.registration.store.views.public import PublicOrganiser
from services.registration.web.kit.layout import ContactDetails, Layout, Link, PageContext, build_layout
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
    layout: Layout
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

    layout: Layout
    heading: str
    empty: str | None
    groups: tuple[ListedTerm, ...]


def list_page(
    host: PublicOrganiser,
    found: Sequence[CohortCard],
    locale: Locale,
    *,
    asked: ContactDetails | None,
    form: str,
    begin: int,
) -> ListPage:
    """The page; `form` chooses one form of session, `begin` is how many have been shown before."""
    words = WORDING[locale.language]
    texts, path = words.public.list, f"/{host.slug}"
    coming = [one for one in found if not one.is_past]
    chosen = [one for one in coming if not form or form in forms_of(one)]
    shown = chosen[begin : begin + _MOST]
    been = [one for one in reversed(found) if one.is_past and (not form or form in forms_of(one))]
    sender = host.short_name or host.organiser_name
    query = {"form": form} if form else {}
    layout = build_layout(
        PageContext(locale, host, here=path, query=query, contact=asked, ask=texts.ask_us),
        title=texts.heading,
    )
    rest = len(chosen) > begin + _MOST
    more = {**query, "efter": str(begin + _MOST)}
    return ListPage(
        layout=layout,
        hero=Hero(heading=texts.heading, leads=(texts.lead.format(sender=sender),)),
        filters=tuple(_filters(coming, locale, path, form, words)),
        empty=None if shown else texts.empty_form if coming else texts.empty,
        groups=groups(shown, host, locale, words),
        more=Link(texts.more, locale.address(path, **more)) if rest else None,
        past_heading=plural(texts.past, len(been), words) if been else None,
        past=tuple(item(one, host, locale, words) for one in been[:_MOST_PAST]),
        boxes=tuple(_boxes(path, locale, words)),
    )


def embedded_page(host: PublicOrganiser, found: Sequence[CohortCard], locale: Locale) -> EmbeddedPage:
    """What is on, and no more, for another site."""
    words = WORDING[locale.language]
    texts = words.public.list
    heading = texts.embedded.format(sender=host.short_name or host.organiser_name)
    coming = [one for one in found if not one.is_past][:_MOST]
    return EmbeddedPage(
        layout=build_layout(PageContext(locale, host, here=f"/{host.slug}/embed"), title=heading),
        heading=heading,
        empty=None if coming else texts.empty,
        groups=groups(coming, host, locale, words),
    )


def _filters(
    coming: Sequence[CohortCard], locale: Locale, path: str, form: str, words: Wording
) -> list[FilterLink]:
    """A selection by form, where there is more than one to choose from."""
    forms = sorted(set().union(*(forms_of(one) for one in coming))) if coming else []
    if len(forms) < 2 and not form:
        return []
    every = FilterLink(text=words.public.list.all, href=locale.address(path), is_chosen=not form)
    return [
        every,
        *(
            FilterLink(
                text=_first_upper(words.forms.get(one, one)),
                href=locale.address(path, form=one),
                is_chosen=one == form,
            )
            for one in forms
        ),
    ]


def _boxes(path: str, locale: Locale, words: Wording) -> list[SideNote]:
    texts = words.public.list
    return [
        SideNote(
            id="bestall",
            heading=texts.order,
            text=texts.order_text,
            link=Link(texts.order_button, locale.address(f"{path}/forfragan")),
        ),
        SideNote(
            id="bevaka",
            heading=texts.watch,
            text=texts.watch_text,
            link=Link(texts.watch_button, locale.address(f"{path}/bevaka")),
        ),
        SideNote(
            id="lank",
            heading=texts.lost,
            text=texts.lost_text,
            link=Link(texts.lost_button, locale.address(f"{path}/lank")),
        ),
        SideNote(
            id="kalender",
            heading=texts.calendar,
            text=texts.calendar_text,
            link=Link(texts.calendar_link, f"{path}/kalender.ics"),
        ),
    ]


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
