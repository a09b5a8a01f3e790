"""Whose public pages these are, how often their forms may be used, and what a browser is told about them."""

import hashlib
import hmac
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import NotFoundException

from services.registration.store import rate_limits
from services.registration.store.transaction import reading, transaction
from services.registration.store.views import public
from services.registration.store.views.public import Host, Reader
from services.registration.web.kit.errors import page_for
from services.registration.web.kit.interrupt import Instead
from services.registration.web.kit.layout import Asked
from services.registration.web.kit.locale import Spoken, spoken
from services.registration.web.kit.responses import respond
from shared.postgres import Conn

Asking = Request[Any, Any, State]

_LONGEST_SLUG: Final = 60
# A whole school behind one address can register within an hour; whoever tries many addresses is held up.
_MOST_POSTS_AN_HOUR: Final = 120
_EMBEDDABLE: Final = "frame-ancestors *"


async def find_host(conn: Conn, request: Asking) -> Host:
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


async def host_of(request: Asking) -> tuple[Host, Asked | None]:
    """The organiser, and whom a page of theirs names that is about no programme."""
    async with reading(request.app.state.pool) as conn:
        host = await find_host(conn, request)
        return host, asked_of(await public.find_contact(conn, host.id))


def asked_of(contact: Reader | None) -> Asked | None:
    """Who answers questions, as the frame of a page wants it."""
    if contact is None:
        return None
    return Asked(
        contact_label=contact.label,
        contact_title=contact.title,
        contact_email=contact.email,
        contact_phone=contact.phone,
    )


def show(
    template: str, page: Any, language: Spoken, *, status: int = 200, embedded: bool = False
) -> Response[bytes]:  # Any: each template has a struct of its own
    """A page that anybody may find; the other pages ask not to be listed. Never kept: seats go while one reads."""
    answer = respond(template, page, language=language.language, status=status)
    answer.headers.pop("x-robots-tag", None)
    if embedded:
        policy = str(answer.headers["content-security-policy"])
        answer.headers["content-security-policy"] = policy.replace("frame-ancestors 'none'", _EMBEDDABLE)
        answer.headers["x-robots-tag"] = "noindex"
    return answer


async def hold_back(request: Asking, organiser_id: UUID, now: datetime) -> None:
    """Count a post; too many within an hour get a page that asks them to wait.

    Counted in the database, so that it holds for all replicas. What is stored is a hash with our key and the hour
    in it: nobody can be recognised by it, and not at all an hour later.
    """
    address = request.client.host if request.client else ""
    secret = request.app.state.settings.keys()[0].secret
    who = hmac.digest(secret, f"posted:{now:%Y%m%d%H}:{address}".encode(), hashlib.sha256)[:16]
    async with transaction(request.app.state.pool) as conn:
        times_posted = await rate_limits.count(conn, organiser_id, who, now=now)
    if times_posted > _MOST_POSTS_AN_HOUR:
        answer = page_for(429, spoken(request).language)
        answer.headers["retry-after"] = "3600"
        raise Instead(answer)
