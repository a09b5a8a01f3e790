"""Placeholders in the texts of mailings and letters: {{first_name}} or {{förnamn}}. Registration checks them, notify fills them in."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, get_args

from shared.language import Language

Placeholder = Literal[
    "name",
    "first_name",
    "organisation",
    "role",
    "programme",
    "cohort",
    "dates",
    "session",
    "when",
    "place",
    "respond_by",
    "link",
    "contact",
    "organiser",
]

# What each may be called in a text; the first is how the product writes it.
_SWEDISH: Final[Mapping[str, Placeholder]] = {
    "namn": "name",
    "förnamn": "first_name",
    "organisation": "organisation",
    "roll": "role",
    "satsning": "programme",
    "omgång": "cohort",
    "datum": "dates",
    "träff": "session",
    "när": "when",
    "plats": "place",
    "svara_senast": "respond_by",
    "länk": "link",
    "kontakt": "contact",
    "arrangör": "organiser",
}
NAMES: Final[Mapping[str, Placeholder]] = {**_SWEDISH, **{name: name for name in get_args(Placeholder)}}

PATTERN: Final = re.compile(r"\{\{\s*([^{}\n]*?)\s*\}\}")


def names(language: Language) -> tuple[str, ...]:
    """Return every placeholder as it is written in a language."""
    return tuple(_SWEDISH) if language == "sv" else get_args(Placeholder)


def unknown(text: str) -> list[str]:
    """Return each placeholder of a text that means nothing, once, as it is written."""
    found = (match[1] for match in PATTERN.finditer(text))
    return list(dict.fromkeys(name for name in found if name.casefold() not in NAMES))


def is_unclosed(text: str) -> bool:
    """Whether braces are left when every placeholder is taken out."""
    rest = PATTERN.sub("", text)
    return "{{" in rest or "}}" in rest


def used(text: str) -> Iterator[tuple[str, Placeholder]]:
    """Yield each placeholder as it is written, and what it means."""
    for match in PATTERN.finditer(text):
        if (meaning := NAMES.get(match[1].casefold())) is not None:
            yield match[0], meaning
