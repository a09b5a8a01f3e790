"""Warnings: what was done, and is perhaps not what was meant. They never stop a request."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from shared.events import Language

WarningKind = Literal["no_contact", "nobody_found", "long"]
# A cause is a kind, or one case of it.
Cause = Literal["no_contact", "nobody_found", "unknown_role", "long"]

_KINDS: Final[Mapping[Cause, WarningKind]] = {
    "no_contact": "no_contact",
    "nobody_found": "nobody_found",
    "unknown_role": "nobody_found",
    "long": "long",
}

_DETAILS: Final[Mapping[Language, Mapping[Cause, str]]] = {
    "sv": {
        "no_contact": "Programmet har ingen kontaktperson med e-post eller telefon, så ingen kan fråga något.",
        "nobody_found": "Målgruppen hittar ingen.",
        "unknown_role": "Ingen har rollen {name}. Är den rätt stavad?",
        "long": "Tillfället varar i {count} dagar. Stämmer slutet?",
    },
    "en": {
        "no_contact": "The programme has no contact with an email address or a telephone, so nobody can ask anything.",
        "nobody_found": "The audience finds nobody.",
        "unknown_role": "Nobody has the role {name}. Is it spelt right?",
        "long": "The session lasts for {count} days. Is the end right?",
    },
}


class ApiWarning(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` is for programs, `detail` for people; `count` where something was counted."""

    kind: WarningKind
    detail: str
    count: int | None = None


def warning(cause: Cause, language: Language, *, count: int | None = None, name: str = "") -> ApiWarning:
    """A warning in the words of one language."""
    return ApiWarning(
        kind=_KINDS[cause], detail=_DETAILS[language][cause].format(name=name, count=count), count=count
    )
