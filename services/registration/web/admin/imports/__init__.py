"""Lists of people that are read in: sent, looked over, stored, taken back."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.imports import file, following, listing, preview, sending
from services.registration.web.admin.kit.list_file import file_routes
from services.registration.web.admin.kit.route import AdminRoute, form_routes

_LIST: Final = "/personer/inlasningar"
_SEND: Final = "/personer/las-in"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path=_SEND, answer=sending.show_upload, permission="person.import"),
    AdminRoute(
        method="POST",
        path=_SEND,
        answer=sending.take,
        permission="person.import",
        largest=sending.LARGEST_UPLOAD,
    ),
    *form_routes(f"{_SEND}/{{id:uuid}}", preview.show_preview, preview.store_or_look, "person.import"),
    AdminRoute(
        method="GET",
        path=f"{_SEND}/{{id:uuid}}/folj",
        answer=following.follow_import,
        permission="person.import",
    ),
    AdminRoute(method="GET", path=_LIST, answer=listing.show_imports, permission=READ),
    *file_routes(_LIST, file.imports_table, READ),
    AdminRoute(method="GET", path=f"{_LIST}/{{id:uuid}}", answer=listing.show_import, permission=READ),
    AdminRoute(
        method="POST", path=f"{_LIST}/{{id:uuid}}/angra", answer=listing.undo, permission="person.undo_import"
    ),
)
