"""The scripts: one, for the page at the door, named by a hash of its content."""

import hashlib
import re
from pathlib import Path
from typing import Final

_DOOR: Final = (Path(__file__).parent.parent / "static" / "js" / "door.js").read_bytes()
_HASH: Final = hashlib.sha256(_DOOR).hexdigest()[:12]
_NAME: Final = re.compile(r"door\.(?P<hash>[0-9a-f]{12})\.js")


def door_address() -> str:
    """The URL of the script that reads codes with the camera."""
    return f"/static/door.{_HASH}.js"


def find(name: str) -> tuple[bytes, bool] | None:
    """Return the script of this name, and whether it is the current one; None if there is none."""
    match = _NAME.fullmatch(name)
    return (_DOOR, match["hash"] == _HASH) if match else None
