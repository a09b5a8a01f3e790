"""Mail that goes at a chosen time: looked at, moved, sent now, taken back; how each mail of a cohort went, and one mail."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.kit.list_file import file_routes
from services.registration.web.admin.kit.route import AdminRoute, form_routes
from services.registration.web.admin.sendings import one_mail, progress, receipt, scheduled

_RECEIPT: Final = "/omgangar/{id:uuid}/kvitto"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path=_RECEIPT, answer=receipt.show_receipt, permission=READ),
    AdminRoute(method="GET", path=f"{_RECEIPT}/folj", answer=progress.follow, permission=READ),
    AdminRoute(method="GET", path="/mejl/{id:uuid}", answer=one_mail.show_mail, permission=READ),
    *file_routes(_RECEIPT, receipt.receipt_table, READ),
    *form_routes(
        "/tidsbestamt/{id:uuid}", scheduled.ask_change, scheduled.change, "scheduled_sending.change"
    ),
)
