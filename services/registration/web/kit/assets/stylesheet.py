"""The stylesheet: assembled at start, named by a hash of its content, with the organiser's colour appended."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, route
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException

from services.registration.web.kit.assets import script
from services.registration.web.kit.assets.accent import readable

_STATIC: Final = Path(__file__).parents[2] / "static"
_CSS: Final = _STATIC / "css"
# Later files override earlier ones; one request costs less than fifteen small ones.
_PARTS: Final = (
    "tokens", "base", "components/band", "components/button", "components/thread", "components/switch",
    "components/field", "components/disclosure", "components/notice", "components/answer", "components/status",
    "components/steps", "components/facts", "components/page", "components/filter", "components/round", "components/foot",
)  # fmt: skip
_FOREVER: Final = "public, max-age=31536000, immutable"
_SOON: Final = "public, max-age=60"
_NAME: Final = re.compile(
    r"(?P<sheet>kallelse|fragor|admin)\.(?P<hash>[0-9a-f]{12})(?:\.(?P<accent>[0-9a-f]{6}))?\.css"
)


def _put_together(parts: Sequence[str]) -> str:
    text = "\n".join((_CSS / f"{part}.css").read_text(encoding="utf-8") for part in parts)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*\n\s*", "\n", text).strip()
    # Space between the parts of a declaration has no meaning; space before a colon or in a selector has.
    text = re.sub(r"\s*([{}])\s*", r"\1", text)
    text = re.sub(r"([:;,])\s+", r"\1", text).replace(";}", "}")
    return re.sub(r"(?<=[ :,(-])0\.", ".", text)


CSS: Final = _put_together(_PARTS)
# Loaded only by forms with a cohort's own questions.
QUESTIONS: Final = _put_together(("components/question",))
# Loaded only by the pages for staff.
STAFF: Final = _put_together(("components/admin", "components/staff_parts", "components/table"))
_SHEETS: Final = {"kallelse": CSS, "fragor": QUESTIONS, "admin": STAFF}
_HASHES: Final = {name: hashlib.sha256(css.encode()).hexdigest()[:12] for name, css in _SHEETS.items()}
_HASH: Final = _HASHES["kallelse"]
_ICON: Final = (_STATIC / "icon.svg").read_bytes()


def address(accent: str | None) -> str:
    """The URL of the stylesheet with this organiser's colour; the content security policy forbids inline styles."""
    colour = readable(accent)
    return f"/static/kallelse.{_HASH}.{colour}.css" if colour else f"/static/kallelse.{_HASH}.css"


def questions_address() -> str:
    """The URL of the rules for a cohort's own questions."""
    return f"/static/fragor.{_HASHES['fragor']}.css"


def staff_address() -> str:
    """The URL of the rules for the pages for staff."""
    return f"/static/admin.{_HASHES['admin']}.css"


@route("/static/{name:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], sync_to_thread=False)
def static_file(request: Request[Any, Any, Any]) -> Response[Any]:
    """Serve the stylesheet, the icon or a script. An outdated name gets the current file, cached for a short time only."""
    name = request.path_params["name"]
    if name == "icon.svg":
        return Response(_ICON, media_type="image/svg+xml", headers={"cache-control": "public, max-age=86400"})
    if (found := script.find(name)) is not None:
        content, is_current = found
        return _file(content, "text/javascript", is_current=is_current)
    match = _NAME.fullmatch(name)
    if match is None:
        raise NotFoundException
    accent = readable(match["accent"])
    sheet = _SHEETS[match["sheet"]]
    css = f"{sheet}\n:root{{--accent:#{accent}}}" if accent else sheet
    return _file(css.encode(), "text/css", is_current=match["hash"] == _HASHES[match["sheet"]])


def _file(content: bytes, media_type: str, *, is_current: bool) -> Response[Any]:
    headers = {"cache-control": _FOREVER if is_current else _SOON, "x-content-type-options": "nosniff"}
    return Response(content, media_type=media_type, headers=headers)
