"""Finds the organiser of a public page, and makes the response."""

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
    """The organiser in the path; raises `NotFoundException` if there is none."""
    host = await public.find_host(conn, require_slug(request.path_params["organiser"]))
    if host is None:
        raise NotFoundException
    return host


def require_slug(slug: str) -> str:
    """The slug if it can be looked up; raises `NotFoundException` if it is too long, not ASCII or contains NUL."""
    if len(slug) > _LONGEST_SLUG or "\x00" in slug or not slug.isascii():
        raise NotFoundException
    return slug


async def host_and_contact(
    request: PageRequest, services: Services
) -> tuple[PublicOrganiser, ContactDetails | None]:
    """The organiser, and its contact for pages that belong to no programme."""
    async with reading(services.pool) as conn:
        host = await find_host(conn, request)
        return host, contact_details(await public.find_contact(conn, host.id))


def contact_details(contact: PublicContact | None) -> ContactDetails | None:
    """The contact as the layout takes it."""
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
    """A public page, which search engines may index; other pages set noindex. Not cached, since seats change."""
    response = respond(template, page, language=locale.language, status=status)
    response.headers.pop("x-robots-tag", None)
    if embedded:
        policy = str(response.headers["content-security-policy"])
        response.headers["content-security-policy"] = policy.replace("frame-ancestors 'none'", _EMBEDDABLE)
        response.headers["x-robots-tag"] = "noindex"
    return response
