"""`/admin/{organiser}/mer`: the way to every page that the bar does not name."""

from typing import Final

import msgspec
from litestar import Response

from services.registration.domain.permissions import READ, READ_AS_ADMIN
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond

# Each page by its path, with the permission that it asks for.
_PAGES: Final[tuple[tuple[str, str], ...]] = (
    ("/forfragningar", READ),
    ("/kalendersvar", READ),
    ("/organisationer", READ),
    ("/malgrupper", READ),
    ("/brev", READ),
    ("/medarbetare", READ_AS_ADMIN),
    ("/logg", READ_AS_ADMIN),
    ("/nycklar", READ_AS_ADMIN),
    ("/webhooks", READ_AS_ADMIN),
    ("/mer/mejl", READ),
    ("/mer/arrangor", READ_AS_ADMIN),
    ("/jag", READ),
)


class RestLink(msgspec.Struct, frozen=True, kw_only=True):
    link: Link
    about: str


class RestPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    links: tuple[RestLink, ...]


async def show_rest(request: StaffRequest) -> Response[bytes]:
    """The list, of what the role may open."""
    heading = request.words.staff_bar.rooms["more"]
    page = RestPage(
        layout=request.layout(heading, "more"),
        head=Head(heading=heading),
        links=tuple(
            RestLink(link=Link(texts.title, request.address(path)), about=texts.detail)
            for path, permission in _PAGES
            if request.may(permission)
            for texts in (request.words.staff_organiser.pages[path],)
        ),
    )
    return respond("staff/rest", page, language=request.locale.language)
