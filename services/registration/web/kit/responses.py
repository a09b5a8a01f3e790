"""Renders templates to bytes, and sets the headers of every page."""

import re
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any, Final

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response
from markupsafe import Markup

from services.registration.web.kit.assets.script import Script, policy_of
from services.registration.web.kit.bytes_response import BytesResponse
from services.registration.web.wording import spaced
from shared import clean


class _Outdented(FileSystemLoader):
    """Loads templates without indentation, which is a third of a long page's bytes."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, name, is_current = super().get_source(environment, template)
        return re.sub(r"^[ \t]+", "", source, flags=re.MULTILINE), name, is_current


class _Environment(Environment):
    """Has no template-specific globals, so that imports need not look for them (a twelfth of a page's time)."""

    def make_globals(
        self, d: MutableMapping[str, Any] | None
    ) -> MutableMapping[str, Any]:  # Any: Jinja's globals
        return super().make_globals(d) if d else self.globals


def _without_overrides(value: Any) -> Any:  # Any: what a template prints
    """Remove the signs that turn the reading order, from whatever was typed: a title must not turn the time after it."""
    if isinstance(value, str) and not value.isascii() and not isinstance(value, Markup):
        return clean.without_overrides(value)
    return value


_TEMPLATES: Final = _Environment(
    loader=_Outdented(Path(__file__).parent.parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    finalize=_without_overrides,
)

_TEMPLATES.filters["spaced"] = spaced

# No inline code, nothing from other sites, not in a frame.
_POLICY: Final = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action {targets}"


def render(template: str, page: msgspec.Struct) -> bytes:
    """Render a template; `page` is its only variable."""
    text = _TEMPLATES.get_template(f"pages/{template}.html").render(page=page)
    return text.encode("utf-8", "replace")


def headers(*, leads_out: bool = False, runs: Script | None = None, language: str) -> dict[str, str]:
    """The security headers of a page. `leads_out`: a form on it redirects to another site. `runs`: the script of it."""
    # Browsers apply form-action to redirects too, and a meeting may be on any site. Naming its host in a header would
    # reveal the meeting before the doors open.
    targets = "'self' https: http:" if leads_out else "'self'"
    policy = _POLICY.format(targets=targets)
    return {
        "content-security-policy": policy + policy_of(runs),
        "permissions-policy": f"camera=({'self' if runs == 'door' else ''}), microphone=(), geolocation=()",
        "content-language": language,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
        "cache-control": "no-store",
    }


def respond(
    template: str,
    page: Any,  # Any: each template has a struct of its own
    *,
    language: str,
    status: int = 200,
    leads_out: bool = False,
    runs: Script | None = None,
) -> Response[bytes]:
    """Render a template as a response."""
    return html(render(template, page), language=language, status=status, leads_out=leads_out, runs=runs)


def html(
    page: bytes, *, language: str, status: int = 200, leads_out: bool = False, runs: Script | None = None
) -> Response[bytes]:
    """A page as a response; it is personal, so no cache may store it."""
    own = headers(leads_out=leads_out, runs=runs, language=language)
    texts = {"content-type": "text/html; charset=utf-8", **own}
    return BytesResponse(page, status=status, headers=texts)


def go_to(location: str) -> Response[bytes]:
    """Redirect after a successful post (303), so that reloading the page posts nothing again."""
    return Response(
        b"",
        status_code=303,
        media_type="text/plain",
        headers={"location": location, "referrer-policy": "no-referrer", "cache-control": "no-store"},
    )
