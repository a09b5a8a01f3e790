"""What is on at an organiser, by term and by form; what has been is folded away."""

from collections.abc import Sequence
from typing import Final

import msgspec

from services.registration.store.views.public import Host
from services.registration.web.kit.layout import Asked, Frame, Link, around
from services.registration.web.kit.locale import Spoken
from services.registration.web.kit.parts import Hero
from services.registration.web.pages.public.cohort_card import Group, Item, Round, forms_of, groups, item
from services.registration.web.wording import WORDING, Wording, bend

# A page that is still light on a phone; what has been is history, of which the latest is enough.
_MOST: Final = 30
_MOST_PAST: Final = 10


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
    chosen = [one for one in coming if not form or form in forms_of(one)]
    shown = chosen[begin : begin + _MOST]
    been = [one for one in reversed(found) if one.is_past and (not form or form in forms_of(one))]
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
        groups=groups(shown, host, spoken, words),
        more=Link(said.more, spoken.address(path, **more)) if rest else None,
        past_heading=bend(said.past, len(been), words) if been else None,
        past=tuple(item(one, host, spoken, words) for one in been[:_MOST_PAST]),
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
        groups=groups(coming, host, spoken, words),
    )


def _filters(coming: Sequence[Round], spoken: Spoken, path: str, form: str, words: Wording) -> list[Filter]:
    """A selection by form, where there is more than one to choose from."""
    forms = sorted(set().union(*(forms_of(one) for one in coming))) if coming else []
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
