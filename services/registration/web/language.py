"""Which of the two languages to answer in."""

from typing import Final

from shared.events import Language

_OURS: Final[dict[str, Language]] = {"sv": "sv", "en": "en"}


def preferred(accept_language: str | None) -> Language:
    """Read `Accept-Language` (RFC 9110 section 12.5.4): the one of ours that is wanted most, else Swedish."""
    best: Language = "sv"
    most = 0.0
    for part in (accept_language or "").split(","):
        tag, _, parameters = part.partition(";")
        found = _OURS.get(tag.strip().lower().partition("-")[0])
        weight = _weight(parameters)
        if found and weight > most:
            best, most = found, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
