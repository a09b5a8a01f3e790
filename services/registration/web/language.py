"""Language negotiation: Swedish or English."""

from typing import Final

from shared.language import Language

_LANGUAGES: Final[dict[str, Language]] = {"sv": "sv", "en": "en"}


def preferred(accept_language: str | None) -> Language:
    """The language with the highest weight in `Accept-Language` (RFC 9110 section 12.5.4), else Swedish."""
    best: Language = "sv"
    highest = 0.0
    for part in (accept_language or "").split(","):
        tag, _, parameters = part.partition(";")
        language = _LANGUAGES.get(tag.strip().lower().partition("-")[0])
        weight = _weight(parameters)
        if language and weight > highest:
            best, highest = language, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
