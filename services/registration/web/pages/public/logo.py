"""`/{organiser}/logo`: the organiser's picture, from us and from nobody else."""

from typing import Any, Final

from litestar import Request, Response, route
from litestar.datastructures import State
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException

from services.registration.store import organisers
from services.registration.store.transaction import reading
from services.registration.web.pages.public.organiser import known_word
from services.registration.web.services import AppServices

_FOREVER: Final = "public, max-age=31536000, immutable"
_SOON: Final = "public, max-age=60"


@route("/{organiser:str}/logo", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def show_logo(request: Request[Any, Any, State], services: AppServices) -> Response[bytes]:
    """The picture; kept for ever under the address that has its hash, which pages use."""
    slug = known_word(request.path_params["organiser"])
    async with reading(services.pool) as conn:
        found = await organisers.find_logo(conn, slug)
    if found is None:
        raise NotFoundException
    logo_hash, media_type, picture = found
    is_this = request.query_params.get("v") == logo_hash
    return Response(
        picture,
        media_type=media_type,
        headers={
            "cache-control": _FOREVER if is_this else _SOON,
            "content-security-policy": "default-src 'none'; sandbox",
            "x-content-type-options": "nosniff",
            "x-robots-tag": "noindex",
        },
    )
