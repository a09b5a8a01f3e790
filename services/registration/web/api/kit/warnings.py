"""Warnings: what was done, and is perhaps not what was meant. They never stop a request."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.registration.domain.sessions.date_warnings import SessionWarning, SessionWarningKind
from services.registration.domain.sessions.session import Session
from services.registration.web.wording import WORDING
from shared import dates
from shared.language import Language

WarningKind = Literal["no_contact", "nobody_found", "long", SessionWarningKind]
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
    """`kind` is for programs, `detail` for people; `count` where something was counted, `session_ids` where some are meant."""

    kind: WarningKind
    detail: str
    count: int | None = None
    session_ids: list[UUID] | None = None


def warning(cause: Cause, language: Language, *, count: int | None = None, name: str = "") -> ApiWarning:
    """A warning in the words of one language."""
    return ApiWarning(
        kind=_KINDS[cause], detail=_DETAILS[language][cause].format(name=name, count=count), count=count
    )


def about_sessions(found: Sequence[SessionWarning], language: Language) -> list[ApiWarning]:
    """The warnings about dates and links in the words of one language, each with its sessions."""
    return [
        ApiWarning(
            kind=each.kind,
            detail=WORDING[language]
            .warnings[each.kind]
            .format(
                sessions=", ".join(_named(session, language) for session in each.sessions),
                name=each.name(language),
            ),
            count=len(each.sessions),
            session_ids=each.session_ids,
        )
        for each in found
    ]


def _named(session: Session, language: Language) -> str:
    return f"{session.title} ({dates.day_in_words(session.on, language)})" if session.on else session.title
