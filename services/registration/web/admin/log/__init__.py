"""The audit log: who did what, when, and how it was before."""

from typing import Final

from services.registration.domain.permissions import READ_AS_ADMIN
from services.registration.web.admin.kit.list_file import file_routes
from services.registration.web.admin.kit.route import AdminRoute
from services.registration.web.admin.log import entry, file, listing

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path="/logg", answer=listing.show_log, permission=READ_AS_ADMIN),
    *file_routes("/logg", file.log_table, READ_AS_ADMIN),
    AdminRoute(method="GET", path="/logg/{id:uuid}", answer=entry.show_entry, permission=READ_AS_ADMIN),
)
