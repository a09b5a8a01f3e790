"""The layout around every page for staff: bar, heading, path."""

from typing import Final, Literal

import msgspec

from services.registration.domain.staff import SignedIn
from services.registration.web.kit.assets import stylesheet
from services.registration.web.kit.layout import Link
from services.registration.web.kit.locale import Locale
from services.registration.web.wording import WORDING, Wording
from shared.language import Language

Room = Literal["home", "programmes", "people", "mailings", "more"]

# The rooms of the bar, and the path of each below `/admin/{organiser}`.
ROOMS: Final[tuple[tuple[Room, str], ...]] = (
    ("home", ""),
    ("programmes", "/omgangar"),
    ("people", "/personer"),
    ("mailings", "/utskick"),
    ("more", "/mer"),
)


class BarLink(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    href: str
    is_current: bool


class StaffLayout(msgspec.Struct, frozen=True, kw_only=True):
    """`path` leads from the room to this page; `bar` is empty where nobody is signed in. `sheets`: the stylesheets, in order."""

    language: Language
    words: Wording
    title: str
    sheets: tuple[str, ...]
    home: Link | None = None
    bar: tuple[BarLink, ...] = ()
    find: str | None = None
    me: Link | None = None
    path: tuple[Link, ...] = ()
    other_language: Language
    other_href: str


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The heading of a page, what is said under it, and what can be done."""

    heading: str
    meta: str | None = None
    actions: tuple["Action", ...] = ()


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """Leads to a page, in the look of a button."""

    text: str
    href: str
    kind: Literal["primary", "", "quiet"] = ""


def layout(
    signed_in: SignedIn,
    locale: Locale,
    *,
    title: str,
    here: str,
    room: Room,
    path: tuple[Link, ...] = (),
    is_error: bool = False,
) -> StaffLayout:
    """The layout of a page whose heading is `title`, at the path `here`."""
    words = WORDING[locale.language]
    texts = words.staff_bar
    base = f"/admin/{signed_in.slug}"
    short = signed_in.short_name or signed_in.organiser_name
    full_title = f"{title} – {short}"
    return StaffLayout(
        language=locale.language,
        words=words,
        title=words.common.title_error.format(title=full_title) if is_error else full_title,
        sheets=(stylesheet.address(signed_in.accent), stylesheet.staff_address()),
        home=Link(short, locale.address(base)),
        bar=tuple(
            BarLink(text=texts.rooms[one], href=locale.address(f"{base}{part}"), is_current=one == room)
            for one, part in ROOMS
        ),
        find=locale.address(f"{base}/sok"),
        me=Link(signed_in.shown_name, locale.address(f"{base}/jag")),
        path=path,
        other_language=locale.other,
        other_href=Locale(locale.other, chosen=True).address(here),
    )


def outside_layout(locale: Locale, *, title: str, here: str, is_error: bool = False) -> StaffLayout:
    """The layout of a page where nobody is signed in."""
    words = WORDING[locale.language]
    full_title = f"{title} – Kallelse"
    return StaffLayout(
        language=locale.language,
        words=words,
        title=words.common.title_error.format(title=full_title) if is_error else full_title,
        sheets=(stylesheet.address(None), stylesheet.staff_address()),
        other_language=locale.other,
        other_href=Locale(locale.other, chosen=True).address(here),
    )
