"""The code that somebody shows at the door: six signs to type, or the whole link that the QR code holds."""

import re
from typing import Final
from uuid import UUID

_LENGTH: Final = 6
_LINK: Final = re.compile(r"/j/([\w\-]{48})")


def door_code(seat_id: UUID) -> str:
    """The signs of a seat, in two groups: enough to tell the seats of one session apart, and no secret."""
    signs = seat_id.hex[-_LENGTH:].upper()
    return f"{signs[:3]} {signs[3:]}"


def read_signs(text: str) -> str | None:
    """What was typed as the last signs of a seat's id; None for what is no code."""
    signs = re.sub(r"[\s\-]", "", text).lower().replace("o", "0").replace("i", "1").replace("l", "1")
    return signs if re.fullmatch(rf"[0-9a-f]{{{_LENGTH}}}", signs) else None


def token_in(text: str) -> str | None:
    """The token of a join link, as a reader of QR codes types it; None where there is none."""
    found = _LINK.search(text)
    return found[1] if found else None
