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
# The same seat has the same code: its reader may keep it, in no cache but their own.
_HEADERS: Final = {
    "cache-control": "private, max-age=3600",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
# Four modules of white all around are part of the code: without them nothing finds it on a dark page.
_QUIET_ZONE: Final = 4


@route("/r/{token:str}/kod/{name:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def show_code(request: Request[Any, Any, State], services: AppServices) -> Response[bytes]:
    """The code of one seat that one has now; looking changes nothing."""
    mine = await handlers.find(request, services)
    name = request.path_params["name"]
    held = {f"{mine.seats[one.id].id}{_ENDING}": one for one in mine.sessions if has_code(mine, one)}
    if name not in held:
        raise NotFoundException
    url = f"{services.settings.base_url}{mine.doors[held[name].id]}"
    return Response(picture(url), media_type="image/svg+xml", headers=_HEADERS)


def picture(text: str) -> bytes:
    """A text as a QR code, black on white whatever the page's colours are; a quarter of it may be soiled or hidden."""
    out = io.BytesIO()
    segno.make_qr(text, error="q").save(
        out, kind="svg", border=_QUIET_ZONE, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None,
        omitsize=True,
    )  # fmt: skip
    return out.getvalue()
