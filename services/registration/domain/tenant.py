"""A tenant (organiser) with its own pages and mails, and the slugs that it can have."""

import re
from datetime import datetime
from typing import Final, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes
from shared.send_hours import SendHours

# The first part of a URL path is a route or a tenant's slug; these are reserved for routes.
ROUTE_WORDS: Final = frozenset(
    {
        *(
            "i",
            "r",
            "j",
            "k",
            "d",
            "admin",
            "api",
            "docs",
            "health",
            "internal",
            "login",
            "logout",
            "metrics",
            "new",
        ),
        *("om", "personuppgifter", "robots", "schema", "static", "tillganglighet", "well-known", "favicon"),
        *(
            "bevaka",
            "oidc",
            "embed",
            "glomt-losenord",
            "sign-in",
            "sign-out",
            "valkommen",
            "forfragan",
            "kalender",
            "lank",
            "logo",
        ),
    }
)

# A slug of a tenant or cohort: lower-case letters and digits, separated by single hyphens.
SLUG: Final = r"[a-z0-9]+(-[a-z0-9]+)*"
SLUG_LENGTH: Final = 60


class Organiser(msgspec.Struct, frozen=True, kw_only=True):
    """An organiser as stored. `accent` is a colour, `#rrggbb`; the logo is stored separately, its size is in pixels.

    `send_hours`: when invitations, reminders and mailings go, of cohorts without hours of their own. `sending_paused_at`: since
    when all mail waits.
    """

    id: UUID
    slug: str
    name: str
    short_name: str | None = None
    accent: str | None = None
    logo_hash: str | None = None
    logo_width: int | None = None
    logo_height: int | None = None
    send_hours: SendHours | None = None
    sending_paused_at: datetime | None = None
    sender_name: str | None = None
    sender_address: str | None = None
    version: int = 1


OrganiserChanges: TypeAlias = Changes[Organiser]


def is_slug(word: str) -> bool:
    """Whether a tenant can have this slug: lower-case letters, digits, single hyphens, and not reserved for a route."""
    return len(word) <= SLUG_LENGTH and re.fullmatch(SLUG, word) is not None and word not in ROUTE_WORDS
