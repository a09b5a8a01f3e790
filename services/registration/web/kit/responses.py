"""Templates to bytes, and the headers that every page carries."""

import re
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any, Final

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response

from services.registration.web.kit.bytes_response import BytesResponse


class _Outdented(FileSystemLoader):
    """Reads templates without their indentation: a third of a long page, and nobody sees it."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, name, is_current = super().get_source(environment, template)
        return re.sub(r"^[ \t]+", "", source, flags=re.MULTILINE), name, is_current


class _Environment(Environment):
    """Knows no globals of a single template, so that an import need not look for them: a twelfth of a page's time."""

    def make_globals(
        self, d: MutableMapping[str, Any] | None
    ) -> MutableMapping[str, Any]:  # Any: Jinja's globals
        return super().make_globals(d) if d else self.globals


_TEMPLATES: Final = _Environment(
    loader=_Outdented(Path(__file__).parent.parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)

# Nothing inline, nothing from elsewhere, in nobody's frame.
_POLICY: Final = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action {targets}"


def render(template: str, page: msgspec.Struct) -> bytes:
    """Fill in a template; `page` is the one variable that it gets."""
    text = _TEMPLATES.get_template(f"pages/{template}.html").render(page=page)
    return text.encode("utf-8", "replace")


def headers(*, leads_out: bool = False, language: str) -> dict[str, str]:
    """What a browser is told about a page. `leads_out`: a form on it ends at an address that is not ours."""
    # Browsers hold form-action against redirects too, and the meeting may be anywhere; its address must not be
    # named in a header either, since that would tell it before the doors open.
    targets = "'self' https: http:" if leads_out else "'self'"
    return {
        "content-security-policy": _POLICY.format(targets=targets),
        "content-language": language,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
        "cache-control": "no-store",
    }


def respond(
    template: str, page: Any, *, language: str, status: int = 200, leads_out: bool = False
) -> Response[bytes]:  # Any: each template has a struct of its own
    """A template filled in, as an answer."""
    return html(render(template, page), language=language, status=status, leads_out=leads_out)


def html(page: bytes, *, language: str, status: int = 200, leads_out: bool = False) -> Response[bytes]:
    """A page as an answer; personal, so no cache keeps it."""
    said = {"content-type": "text/html; charset=utf-8", **headers(leads_out=leads_out, language=language)}
    return BytesResponse(page, status=status, headers=said)


def go_to(location: str) -> Response[bytes]:
    """After a successful post: look at what stands now, with a GET (303), so that reloading posts nothing again."""
    return Response(
        b"",
        status_code=303,
        media_type="text/plain",
        headers={"location": location, "referrer-policy": "no-referrer", "cache-control": "no-store"},
    )
