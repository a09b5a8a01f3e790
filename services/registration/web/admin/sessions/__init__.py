"""Sessions: one session, made one by one or from a pattern, changed, moved, cancelled."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.kit.route import AdminRoute, form_routes
from services.registration.web.admin.sessions import change, make, pattern
from services.registration.web.admin.sessions.page import show_session

_SESSION: Final = "/traffar/{id:uuid}"
_COHORT: Final = "/omgangar/{id:uuid}"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path=_SESSION, answer=show_session, permission=READ),
    *form_routes(f"{_SESSION}/andra", change.show_change, change.save_change, "session.change"),
    *form_routes(f"{_SESSION}/stall-in", make.ask_cancel, make.cancel, "session.cancel"),
    *form_routes(f"{_SESSION}/ta-bort", make.ask_delete, make.delete, "session.delete"),
    *form_routes(f"{_COHORT}/ny-traff", make.show_new, make.save_new, "session.create"),
    *form_routes(f"{_COHORT}/nya-traffar", pattern.show_pattern, pattern.save_pattern, "session.create"),
)
