"""`/r/…/kod/….svg`: the personal join link as a QR code, to show at the door."""

import io
from typing import Any, Final

import segno
from litestar import Request, Response, route
from litestar.datastructures import State
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException

from services.registration.web.pages.my_page import handlers
from services.registration.web.pages.my_page.sidebar import has_code
from services.registration.web.services import AppServices

_ENDING: Final = ".svg"
# The code of a seat never changes, so that the browser may cache it, but no shared cache.
_HEADERS: Final = {
    "cache-control": "private, max-age=3600",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
# Width in modules. The quiet zone is part of the symbol (ISO/IEC 18004): readers need it on a dark page.
_QUIET_ZONE: Final = 4


@route("/r/{token:str}/kod/{name:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def show_code(request: Request[Any, Any, State], services: AppServices) -> Response[bytes]:
    """The QR code of one of the person's seats; 404 for any other seat. A GET changes nothing."""
    context = await handlers.find(request, services)
    name = request.path_params["name"]
    session_by_file_name = {
        f"{context.seats[session.id].id}{_ENDING}": session
        for session in context.sessions
        if has_code(context, session)
    }
    if name not in session_by_file_name:
        raise NotFoundException
    url = f"{services.settings.base_url}{context.join_paths[session_by_file_name[name].id]}"
    return Response(picture(url), media_type="image/svg+xml", headers=_HEADERS)


def picture(text: str) -> bytes:
    """A text as an SVG QR code, black on white, with error correction level Q (a quarter may be unreadable)."""
    out = io.BytesIO()
    segno.make_qr(text, error="q").save(
        out, kind="svg", border=_QUIET_ZONE, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None,
        omitsize=True,
    )  # fmt: skip
    return out.getvalue()
