"""The page that a coordinator opens first."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.home.page import show_today
from services.registration.web.admin.kit.route import AdminRoute

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path="", answer=show_today, permission=READ),
)
