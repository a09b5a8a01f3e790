"""One's own settings as staff."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.kit.route import AdminRoute
from services.registration.web.admin.staff.own import save_own, show_own

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path="/jag", answer=show_own, permission=READ),
    AdminRoute(method="POST", path="/jag", answer=save_own, permission="staff.change_own"),
)
