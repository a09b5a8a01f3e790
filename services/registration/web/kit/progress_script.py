"""The script that follows mail that is going out, named by a hash of its content."""

import hashlib
import re
from pathlib import Path
from typing import Any, Final

from litestar import HttpMethod, Request, Response, route
from litestar.exceptions import NotFoundException

_SCRIPT: Final = (Path(__file__).parent.parent / "static" / "js" / "progress.js").read_bytes()
_HASH: Final = hashlib.sha256(_SCRIPT).hexdigest()[:12]
_NAME: Final = re.compile(r"progress\.(?P<hash>[0-9a-f]{12})\.js")
_FOREVER: Final = "public, max-age=31536000, immutable"
_SOON: Final = "public, max-age=60"


def address() -> str:
    """The URL of the script."""
    return f"/static/js/progress.{_HASH}.js"


@route("/static/js/{name:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], sync_to_thread=False)
def script_file(request: Request[Any, Any, Any]) -> Response[Any]:
    """Serve it. An outdated name gets the current file, cached for a short time only."""
    match = _NAME.fullmatch(request.path_params["name"])
    if match is None:
        raise NotFoundException
    headers = {
        "cache-control": _FOREVER if match["hash"] == _HASH else _SOON,
        "x-content-type-options": "nosniff",
    }
    return Response(_SCRIPT, media_type="text/javascript", headers=headers)


def allowed(response: Response[bytes]) -> Response[bytes]:
    """The page, which may run the script, and the script may ask this site; nothing else changes."""
    response.headers["content-security-policy"] += "; script-src 'self'; connect-src 'self'"
    return response
