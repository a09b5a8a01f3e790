"""`/admin/{organiser}/mer/arrangor/logga`: the logo, from a posted file."""

import asyncio
import re
from typing import Final

from litestar import Response

from services.registration.actions.directory import change_organiser
from services.registration.domain.picture import (
    LARGEST,
    MOST_BYTES,
    SMALLEST,
    NotAPicture,
    PictureSizeRefused,
    make_logo,
)
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.organiser.settings import load, page_of
from services.registration.web.kit.forms.fields import Mistake

# Larger files than a logo may have are read too, so that the page can say that they are too large.
LARGEST_UPLOAD: Final = 5_000_000

_BOUNDARY: Final = re.compile(r'multipart/form-data;.*boundary="?([^";]{1,100})"?', re.IGNORECASE)


async def set_logo(request: StaffRequest) -> Response[bytes]:
    """Store the picture; its format follows from the bytes, whatever the browser calls it."""
    texts = request.words.staff_organiser
    upload = posted_file(request.content_type, request.body)
    if not upload:
        return await _refused(request, texts.no_file)
    if len(upload) > MOST_BYTES:
        return await _refused(request, texts.file_heavy.format(most=MOST_BYTES // 1000))
    try:
        picture = await asyncio.to_thread(make_logo, upload)
    except NotAPicture:
        return await _refused(request, texts.no_picture)
    except PictureSizeRefused:
        return await _refused(request, texts.picture_size.format(smallest=SMALLEST, largest=LARGEST))
    await change_organiser.set_logo(request.pool, request.caller, picture)
    request.services.wake()
    return request.go_to("/mer/arrangor", om="logga")


async def remove_logo(request: StaffRequest) -> Response[bytes]:
    """Show the name alone from now on."""
    await change_organiser.remove_logo(request.pool, request.caller)
    request.services.wake()
    return request.go_to("/mer/arrangor", om="bort")


def posted_file(content_type: str, body: bytes) -> bytes:
    """The bytes of the first file of a `multipart/form-data` body (RFC 7578); empty if there is none."""
    match = _BOUNDARY.match(content_type)
    if match is None:
        return b""
    for part in (b"\r\n" + body).split(b"\r\n--" + match[1].encode())[1:]:
        head, found, content = part.partition(b"\r\n\r\n")
        if found and b"filename=" in head.lower():
            return content
    return b""


async def _refused(request: StaffRequest, text: str) -> Response[bytes]:
    return page_of(request, await load(request), [Mistake("logo", text)])
