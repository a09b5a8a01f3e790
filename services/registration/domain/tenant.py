"""Which words can be a tenant's address, and what a password is kept as."""

import re
from typing import Final

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

_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_slug(word: str) -> bool:
    """Say whether a tenant can have this address: small letters, digits, single hyphens, and no route."""
    return len(word) <= 60 and _SLUG.fullmatch(word) is not None and word not in ROUTE_WORDS
