"""A calendar file as a response: the same bytes until something changes, a 304 to who has them, compressed for who asks."""

import gzip
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response
from litestar.datastructures import State

# Without `method`, which HTTP has no use for: nginx compresses by the type only where `charset` comes first after it.
_TYPE: Final = "text/calendar"
_COMPRESSED_FROM: Final = 1000  # bytes; below that compression gains nothing


def calendar_response(
    request: Request[Any, Any, State],
    file: bytes,
    headers: Mapping[str, str],
    *,
    vary: str = "Accept-Encoding",
) -> Response[bytes]:
    """Answer with a file that is made of its content alone; the ETag is weak, since it is that of the compressed file too."""
    etag = f'W/"{hashlib.sha256(file).hexdigest()[:32]}"'
    answered = {**headers, "etag": etag, "vary": vary}
    if _matches(request.headers.get("if-none-match", ""), etag):
        return Response(b"", status_code=304, media_type=_TYPE, headers=answered)
    if len(file) >= _COMPRESSED_FROM and _takes_gzip(request.headers.get("accept-encoding", "")):
        answered["content-encoding"] = "gzip"
        file = gzip.compress(file, 6, mtime=0)
    return Response(file, media_type=_TYPE, headers=answered)


def _matches(if_none_match: str, etag: str) -> bool:
    """Whether `If-None-Match` matches the ETag (RFC 9110 section 13.1.2, weak comparison)."""
    etags = {value.strip().removeprefix("W/") for value in if_none_match.split(",")}
    return if_none_match.strip() == "*" or etag.removeprefix("W/") in etags


def _takes_gzip(accept_encoding: str) -> bool:
    """Whether the client takes gzip (RFC 9110 section 12.5.3)."""
    for value in accept_encoding.lower().split(","):
        name, _, weight = value.replace(" ", "").partition(";q=")
        if name in {"gzip", "x-gzip"}:
            return weight.strip("0.") != "" or not weight
    return False
