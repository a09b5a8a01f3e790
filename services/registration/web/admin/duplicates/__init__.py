"""Entries of the directory that may be one person: found in pairs, compared, merged."""

from typing import Final

from services.registration.web.admin.duplicates import file, listing, merging
from services.registration.web.admin.kit.list_file import file_routes
from services.registration.web.admin.kit.route import AdminRoute, form_routes

_HERE: Final = "/personer/dubbletter"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path=_HERE, answer=listing.show_duplicates, permission="person.merge"),
    *file_routes(_HERE, file.duplicates_table, "person.merge"),
    *form_routes(f"{_HERE}/{{id:uuid}}", merging.show_comparison, merging.merge_entries, "person.merge"),
)
