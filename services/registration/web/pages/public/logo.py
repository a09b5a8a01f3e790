"""`/{organiser}/logo`: the organiser's logo, served from this site."""

from typing import Any, Final

from litestar import Request, Response, route
from litestar.datastructures import State
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException

from services.registration.store.directory import organisers
from services.registration.store.transaction import reading
from services.registration.web.pages.public.organiser import require_slug
from services.registration.web.services import AppServices

_FOREVER: Final = "public, max-age=31536000, immutable"
_SOON: Final = "public, max-age=60"


@route("/{organiser:str}/logo", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def show_logo(request: Request[Any, Any, State], services: AppServices) -> Response[bytes]:
    """The picture; cached for a year if the URL has its current hash (as on pages), else for a minute."""
    slug = require_slug(request.path_params["organiser"])
    async with reading(services.pool) as conn:
        logo = await organisers.find_logo(conn, slug)
    if logo is None:
        raise NotFoundException
    logo_hash, media_type, picture = logo
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
