"""Pages for staff that only say what is so: nothing here, not allowed, not done."""

from typing import Literal, Protocol

import msgspec
from litestar import Response

from services.registration.web.admin.kit.layout import Head, Room, StaffLayout, outside_layout
from services.registration.web.kit.layout import Link
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.responses import respond
from services.registration.web.wording import WORDING
from services.registration.web.wording.words.parts import TitledText


class ToldPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    texts: tuple[str, ...]
    link: Link | None = None


class _MakesLayout(Protocol):
    def __call__(self, title: str, room: Room, /) -> StaffLayout: ...


def inside(make_layout: _MakesLayout, texts: TitledText, *, home: str, status: int) -> Response[bytes]:
    """Such a page within the bar of somebody who is signed in; `home` is where their pages begin."""
    found = make_layout(texts.title, "home")
    page = ToldPage(
        layout=found,
        head=Head(heading=texts.title),
        texts=(texts.detail,),
        link=Link(found.words.staff_bar.to_home, home),
    )
    return respond("staff/told", page, language=found.language, status=status)


def not_signed_in(locale: Locale, why: str, *, status: int) -> Response[bytes]:
    """Such a page for somebody who could not be signed in by the provider, with the way back."""
    words = WORDING[locale.language]
    texts = words.staff_oidc.failures[why]
    page = ToldPage(
        layout=outside_layout(locale, title=texts.title, here="/admin/sign-in"),
        head=Head(heading=texts.title),
        texts=(texts.detail,),
        link=Link(words.staff_people.to_sign_in, locale.address("/admin/sign-in")),
    )
    return respond("staff/told", page, language=locale.language, status=status)


def refused(
    locale: Locale, what: Literal["from_elsewhere", "not_found", "dead_link"], *, status: int
) -> Response[bytes]:
    """Such a page where it is not known, or does not matter, who asks."""
    words = WORDING[locale.language]
    texts: TitledText = getattr(words.staff_bar, what)
    page = ToldPage(
        layout=outside_layout(locale, title=texts.title, here="/admin"),
        head=Head(heading=texts.title),
        texts=(texts.detail,),
        link=Link(words.staff_bar.to_home, locale.address("/admin")),
    )
    return respond("staff/told", page, language=locale.language, status=status)
