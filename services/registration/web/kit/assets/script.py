"""The scripts of the pages for staff, each named by a hash of its content, and what a page that runs one may do."""

import hashlib
import re
from pathlib import Path
from typing import Final, Literal, get_args

# `door` reads codes with the camera; `progress` follows mail that is going out, `import` a list that is read in.
Script = Literal["door", "progress", "import"]

_FOLDER: Final = Path(__file__).parents[2] / "static" / "js"
_CONTENT: Final = {name: (_FOLDER / f"{name}.js").read_bytes() for name in get_args(Script)}
_HASHES: Final = {name: hashlib.sha256(content).hexdigest()[:12] for name, content in _CONTENT.items()}
_NAME: Final = re.compile(r"(?P<script>[a-z]+)\.(?P<hash>[0-9a-f]{12})\.js")
_MAY: Final[dict[Script, str]] = {
    "door": "; script-src 'self'",
    "progress": "; script-src 'self'; connect-src 'self'",
    "import": "; script-src 'self'; connect-src 'self'",
}


def address(script: Script) -> str:
    """The URL of a script."""
    return f"/static/{script}.{_HASHES[script]}.js"


def policy_of(script: Script | None) -> str:
    """What the content security policy of a page with this script says more."""
    return _MAY[script] if script else ""


def find(name: str) -> tuple[bytes, bool] | None:
    """Return the script of this file name, and whether it is the current one; None if there is none."""
    match = _NAME.fullmatch(name)
    if match is None or match["script"] not in _CONTENT:
        return None
    return _CONTENT[match["script"]], match["hash"] == _HASHES[match["script"]]
