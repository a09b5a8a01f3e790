"""Mail that goes at a chosen time: looked at, moved, sent now, taken back; and how each mail of a cohort went."""

from typing import Final

from services.registration.web.admin.kit.route import AdminRoute, form_routes
from services.registration.web.admin.sendings import scheduled

ROUTES: Final[tuple[AdminRoute, ...]] = (
    *form_routes(
        "/tidsbestamt/{id:uuid}", scheduled.ask_change, scheduled.change, "scheduled_sending.change"
    ),
)
