"""What visitors ask the organiser to arrange, and the answers."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.enquiries import file, listing, one
from services.registration.web.admin.kit.list_file import file_routes
from services.registration.web.admin.kit.route import AdminRoute

_ONE: Final = "/forfragningar/{id:uuid}"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path="/forfragningar", answer=listing.show_enquiries, permission=READ),
    *file_routes("/forfragningar", file.enquiries_table, READ),
    AdminRoute(method="GET", path=_ONE, answer=one.show_enquiry, permission=READ),
    AdminRoute(method="POST", path=_ONE, answer=one.note_enquiry, permission="enquiry.change"),
    AdminRoute(method="POST", path=f"{_ONE}/svar", answer=one.answer_enquiry, permission="enquiry.answer"),
)
