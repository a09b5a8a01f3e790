"""Entries of the directory that may be one person: found in pairs, compared, merged."""

from typing import Final

from services.registration.web.admin.duplicates import listing, merging
from services.registration.web.admin.kit.route import AdminRoute, form_routes

_HERE: Final = "/personer/dubbletter"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path=_HERE, answer=listing.show_duplicates, permission="person.merge"),
    *form_routes(f"{_HERE}/{{id:uuid}}", merging.show_comparison, merging.merge_entries, "person.merge"),
)
