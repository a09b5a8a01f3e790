"""How large an organiser's logo is shown, on pages and in mails: scaled to fit a letterhead."""

from typing import Final

_HEIGHT: Final = 36
_WIDTH: Final = 144


def shown_size(width: int, height: int) -> tuple[int, int]:
    """Return width and height in CSS pixels of a picture of this size."""
    scale = min(_HEIGHT / height, _WIDTH / width)
    return max(round(width * scale), 1), max(round(height * scale), 1)
