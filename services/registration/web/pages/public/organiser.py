"""Whose public pages these are, and what a browser is told about them."""

from typing import Any, Final

from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import NotFoundException

from services.registration.store.transaction import reading
from services.registration.store.views import public
from services.registration.store.views.public import PublicContact, PublicOrganiser
from services.registration.web.kit.layout import ContactDetails
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.responses import respond
from services.registration.web.services import Services
from shared.postgres import Conn

PageRequest = Request[Any, Any, State]

_LONGEST_SLUG: Final = 60
_EMBEDDABLE: Final = "frame-ancestors *"


async def find_host(conn: Conn, request: PageRequest) -> PublicOrganiser:
    """The organiser that the address names; no such page where there is none."""
    host = await public.find_host(conn, require_slug(request.path_params["organiser"]))
    if host is None:
        raise NotFoundException
    return host


def require_slug(slug: str) -> str:
    """A word that can be looked up; what is no word of ours leads nowhere."""
    if len(slug) > _LONGEST_SLUG or "\x00" in slug or not slug.isascii():
        raise NotFoundException
    return slug


async def host_and_contact(
    request: PageRequest, services: Services
) -> tuple[PublicOrganiser, ContactDetails | None]:
    """The organiser, and whom a page of theirs names that is about no programme."""
    async with reading(services.pool) as conn:
        host = await find_host(conn, request)
        return host, contact_details(await public.find_contact(conn, host.id))


def contact_details(contact: PublicContact | None) -> ContactDetails | None:
    """Who answers questions, as the frame of a page wants it."""
    if contact is None:
        return None
    return ContactDetails(
        contact_label=contact.label,
        contact_title=contact.title,
        contact_email=contact.email,
        contact_phone=contact.phone,
    )


def respond_public(
    template: str, page: Any, locale: Locale, *, status: int = 200, embedded: bool = False
) -> Response[bytes]:  # Any: each template has a struct of its own
    """A page that anybody may find; the other pages ask not to be listed. Never kept: seats go while one reads."""
    response = respond(template, page, language=locale.language, status=status)
    response.headers.pop("x-robots-tag", None)
    if embedded:
        policy = str(response.headers["content-security-policy"])
        response.headers["content-security-policy"] = policy.replace("frame-ancestors 'none'", _EMBEDDABLE)
        response.headers["x-robots-tag"] = "noindex"
    return response
