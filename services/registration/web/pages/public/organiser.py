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

Asking = Request[Any, Any, State]

_LONGEST_SLUG: Final = 60
_EMBEDDABLE: Final = "frame-ancestors *"


async def find_host(conn: Conn, request: Asking) -> PublicOrganiser:
    """The organiser that the address names; no such page where there is none."""
    found = await public.find_host(conn, known_word(request.path_params["organiser"]))
    if found is None:
        raise NotFoundException
    return found


def known_word(word: str) -> str:
    """A word that can be looked up; what is no word of ours leads nowhere."""
    if len(word) > _LONGEST_SLUG or "\x00" in word or not word.isascii():
        raise NotFoundException
    return word


async def host_of(request: Asking, services: Services) -> tuple[PublicOrganiser, ContactDetails | None]:
    """The organiser, and whom a page of theirs names that is about no programme."""
    async with reading(services.pool) as conn:
        host = await find_host(conn, request)
        return host, asked_of(await public.find_contact(conn, host.id))


def asked_of(contact: PublicContact | None) -> ContactDetails | None:
    """Who answers questions, as the frame of a page wants it."""
    if contact is None:
        return None
    return ContactDetails(
        contact_label=contact.label,
        contact_title=contact.title,
        contact_email=contact.email,
        contact_phone=contact.phone,
    )


def show(
    template: str, page: Any, language: Locale, *, status: int = 200, embedded: bool = False
) -> Response[bytes]:  # Any: each template has a struct of its own
    """A page that anybody may find; the other pages ask not to be listed. Never kept: seats go while one reads."""
    answer = respond(template, page, language=language.language, status=status)
    answer.headers.pop("x-robots-tag", None)
    if embedded:
        policy = str(answer.headers["content-security-policy"])
        answer.headers["content-security-policy"] = policy.replace("frame-ancestors 'none'", _EMBEDDABLE)
        answer.headers["x-robots-tag"] = "noindex"
    return answer
