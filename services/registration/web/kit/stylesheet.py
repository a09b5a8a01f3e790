"""One stylesheet, put together at start and named by its content, with the organiser's colour at its end."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, route
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException

from services.registration.web.kit.accent import readable

_STATIC: Final = Path(__file__).parent.parent / "static"
_CSS: Final = _STATIC / "css"
# Later files build on earlier ones; one request for all costs less than fifteen small ones.
_PARTS: Final = (
    "tokens", "base", "components/band", "components/button", "components/thread", "components/switch",
    "components/field", "components/disclosure", "components/notice", "components/answer", "components/status",
    "components/steps", "components/facts", "components/page", "components/filter", "components/round", "components/foot",
)  # fmt: skip
_FOREVER: Final = "public, max-age=31536000, immutable"
_SOON: Final = "public, max-age=60"
_NAME: Final = re.compile(
    r"(?P<sheet>kallelse|fragor)\.(?P<hash>[0-9a-f]{12})(?:\.(?P<accent>[0-9a-f]{6}))?\.css"
)


def _put_together(parts: Sequence[str]) -> str:
    text = "\n".join((_CSS / f"{part}.css").read_text(encoding="utf-8") for part in parts)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*\n\s*", "\n", text).strip()
    # What stands between a declaration's parts says nothing; a space before a colon or in a selector does.
    text = re.sub(r"\s*([{}])\s*", r"\1", text)
    text = re.sub(r"([:;,])\s+", r"\1", text).replace(";}", "}")
    return re.sub(r"(?<=[ :,(-])0\.", ".", text)


CSS: Final = _put_together(_PARTS)
# Only a form that asks something of its own has it: the other pages need not carry it.
QUESTIONS: Final = _put_together(("components/question",))
_SHEETS: Final = {"kallelse": CSS, "fragor": QUESTIONS}
_HASHES: Final = {name: hashlib.sha256(css.encode()).hexdigest()[:12] for name, css in _SHEETS.items()}
_HASH: Final = _HASHES["kallelse"]
_ICON: Final = (_STATIC / "icon.svg").read_bytes()


def address(accent: str | None) -> str:
    """Where the stylesheet is, with this organiser's colour; a strict policy forbids a style in the page."""
    colour = readable(accent)
    return f"/static/kallelse.{_HASH}.{colour}.css" if colour else f"/static/kallelse.{_HASH}.css"


def questions_address() -> str:
    """Where the rules for a cohort's own questions are."""
    return f"/static/fragor.{_HASHES['fragor']}.css"


@route("/static/{name:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], sync_to_thread=False)
def static_file(request: Request[Any, Any, Any]) -> Response[Any]:
    """The stylesheet or the icon. A name from before the last release gets what is there now, for a while."""
    name = request.path_params["name"]
    if name == "icon.svg":
        return Response(_ICON, media_type="image/svg+xml", headers={"cache-control": "public, max-age=86400"})
    match = _NAME.fullmatch(name)
    if match is None:
        raise NotFoundException
    accent = readable(match["accent"])
    sheet = _SHEETS[match["sheet"]]
    css = f"{sheet}\n:root{{--accent:#{accent}}}" if accent else sheet
    return Response(
        css.encode(),
        media_type="text/css",
        headers={
            "cache-control": _FOREVER if match["hash"] == _HASHES[match["sheet"]] else _SOON,
            "x-content-type-options": "nosniff",
        },
    )
