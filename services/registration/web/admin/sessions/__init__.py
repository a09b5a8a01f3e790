"""Sessions: one session, made one by one or from a pattern, changed, moved, cancelled."""

from typing import Final

from services.registration.web.admin.kit.route import AdminRoute

ROUTES: Final[tuple[AdminRoute, ...]] = ()
