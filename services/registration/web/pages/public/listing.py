"""The list of an organiser's cohorts by term, with a filter by form and the past ones behind a disclosure."""

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
    list_item,
)
from services.registration.web.wording import WORDING, Wording, plural

# Cohorts on a page, so that it stays small on a phone; of past cohorts only the latest.
_MOST: Final = 30
_MOST_PAST: Final = 10


class FilterLink(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    href: str
    is_chosen: bool


class SideNote(msgspec.Struct, frozen=True, kw_only=True):
    """A box with a text and a link."""

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
    """The list alone, to embed in another site."""

    layout: Layout
    heading: str
    empty: str | None
    groups: tuple[ListedTerm, ...]


def list_page(
    host: PublicOrganiser,
    cards: Sequence[CohortCard],
    locale: Locale,
    *,
    contact: ContactDetails | None,
    form: str,
    offset: int,
) -> ListPage:
    """The page; `form` filters by form of session (empty: all), `offset` is the number of cohorts to skip."""
    words = WORDING[locale.language]
    texts, path = words.public.list, f"/{host.slug}"
    upcoming = [card for card in cards if not card.is_past]
    chosen = [card for card in upcoming if not form or form in forms_of(card)]
    shown = chosen[offset : offset + _MOST]
    past_cards = [card for card in reversed(cards) if card.is_past and (not form or form in forms_of(card))]
    sender = host.short_name or host.organiser_name
    query = {"form": form} if form else {}
    layout = build_layout(
        PageContext(locale, host, here=path, query=query, contact=contact, ask=texts.ask_us),
        title=texts.heading,
    )
    has_more = len(chosen) > offset + _MOST
    more = {**query, "efter": str(offset + _MOST)}
    return ListPage(
        layout=layout,
        hero=Hero(heading=texts.heading, leads=(texts.lead.format(sender=sender),)),
        filters=tuple(_filters(upcoming, locale, path, form, words)),
        empty=None if shown else texts.empty_form if upcoming else texts.empty,
        groups=groups(shown, host, locale, words),
        more=Link(texts.more, locale.address(path, **more)) if has_more else None,
        past_heading=plural(texts.past, len(past_cards), words) if past_cards else None,
        past=tuple(list_item(card, host, locale, words) for card in past_cards[:_MOST_PAST]),
        boxes=tuple(_boxes(path, locale, words)),
    )


def embedded_page(host: PublicOrganiser, cards: Sequence[CohortCard], locale: Locale) -> EmbeddedPage:
    """The list to embed in another site."""
    words = WORDING[locale.language]
    texts = words.public.list
    heading = texts.embedded.format(sender=host.short_name or host.organiser_name)
    upcoming = [card for card in cards if not card.is_past][:_MOST]
    return EmbeddedPage(
        layout=build_layout(PageContext(locale, host, here=f"/{host.slug}/embed"), title=heading),
        heading=heading,
        empty=None if upcoming else texts.empty,
        groups=groups(upcoming, host, locale, words),
    )


def _filters(
    upcoming: Sequence[CohortCard], locale: Locale, path: str, form: str, words: Wording
) -> list[FilterLink]:
    """The filter by form; empty if there is only one form."""
    forms = sorted(set().union(*(forms_of(card) for card in upcoming))) if upcoming else []
    if len(forms) < 2 and not form:
        return []
    every = FilterLink(text=words.public.list.all, href=locale.address(path), is_chosen=not form)
    return [
        every,
        *(
            FilterLink(
                text=_first_upper(words.forms.get(session_form, session_form)),
                href=locale.address(path, form=session_form),
                is_chosen=session_form == form,
            )
            for session_form in forms
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
