"""The cookie of a signed-in browser, and the check that a post comes from our own pages."""

from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Request, Response
from litestar.datastructures import Cookie

from services.registration.domain.staff import LONGEST

# `__Host-`: a browser takes such a cookie only over https, from this host and for all of it (RFC 6265bis, section 4.1.3.2).
_NAME: Final = "kallelse"
_NAME_OVER_HTTPS: Final = "__Host-kallelse"
_OURS: Final = {"same-origin", "none"}

PageRequest = Request[Any, Any, Any]


def cookie_of(request: PageRequest, base_url: str) -> str | None:
    """The value of the session's cookie, or None."""
    return request.cookies.get(_name(base_url)) or None


def start(answer: Response[bytes], value: str, base_url: str) -> Response[bytes]:
    """Set the cookie of a new session. Scripts cannot read it, and no other site's form sends it."""
    answer.set_cookie(
        Cookie(
            key=_name(base_url),
            value=value,
            max_age=int(LONGEST.total_seconds()),
            path="/",
            secure=base_url.startswith("https://"),
            httponly=True,
            samesite="lax",
        )
    )
    return answer


def end(answer: Response[bytes], base_url: str) -> Response[bytes]:
    """Remove the cookie."""
    answer.set_cookie(
        Cookie(
            key=_name(base_url),
            value="",
            max_age=0,
            path="/",
            secure=base_url.startswith("https://"),
            httponly=True,
            samesite="lax",
        )
    )
    return answer


def is_from_our_pages(request: PageRequest) -> bool:
    """Whether a post comes from a page of this site: browsers say so; a program that sends neither header may post.

    Beside SameSite, which old browsers and other hosts under the same domain pass by.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in _OURS
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _name(base_url: str) -> str:
    return _NAME_OVER_HTTPS if base_url.startswith("https://") else _NAME
