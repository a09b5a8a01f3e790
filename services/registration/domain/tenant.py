"""A tenant: an organiser with pages and mails of its own, and the words that can be its address."""

import re
from typing import Final, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes

# The first part of an address is a route or a tenant; these are routes, or will be.
ROUTE_WORDS: Final = frozenset(
    {
        *(
            "i",
            "r",
            "j",
            "k",
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
        *("bevaka", "embed", "forfragan", "kalender", "lank", "logo"),
    }
)

# A slug, of a tenant or of a cohort: small letters and digits, with single hyphens between.
SLUG: Final = r"[a-z0-9]+(-[a-z0-9]+)*"
SLUG_LENGTH: Final = 60


class Organiser(msgspec.Struct, frozen=True, kw_only=True):
    """An organiser as stored. `accent` is a colour, `#rrggbb`; the logo is stored apart, its size is in pixels."""

    id: UUID
    slug: str
    name: str
    short_name: str | None = None
    accent: str | None = None
    logo_hash: str | None = None
    logo_width: int | None = None
    logo_height: int | None = None
    version: int = 1


OrganiserChanges: TypeAlias = Changes[Organiser]


def is_slug(word: str) -> bool:
    """Say whether a tenant can have this address: small letters, digits, single hyphens, and no route."""
    return len(word) <= SLUG_LENGTH and re.fullmatch(SLUG, word) is not None and word not in ROUTE_WORDS
