"""When mail leaves: pauses and hours for sending, of a cohort and of the organiser."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.kit.route import AdminRoute, form_routes
from services.registration.web.admin.mail_times import cohort_page, organiser_page

_COHORT: Final = "/omgangar/{id:uuid}/mejl"
_ORGANISER: Final = "/mer/mejl"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path=_COHORT, answer=cohort_page.show_times, permission=READ),
    AdminRoute(
        method="POST", path=f"{_COHORT}/pausa", answer=cohort_page.pause, permission="cohort.pause_sending"
    ),
    AdminRoute(
        method="POST", path=f"{_COHORT}/slapp", answer=cohort_page.resume, permission="cohort.resume_sending"
    ),
    *form_routes(f"{_COHORT}/tider", cohort_page.show_hours, cohort_page.save_hours, "cohort.change"),
    AdminRoute(method="GET", path=_ORGANISER, answer=organiser_page.show_times, permission=READ),
    AdminRoute(
        method="POST",
        path=f"{_ORGANISER}/pausa",
        answer=organiser_page.pause,
        permission="organiser.pause_sending",
    ),
    AdminRoute(
        method="POST",
        path=f"{_ORGANISER}/slapp",
        answer=organiser_page.resume,
        permission="organiser.resume_sending",
    ),
    *form_routes(
        f"{_ORGANISER}/tider", organiser_page.show_hours, organiser_page.save_hours, "organiser.change"
    ),
)
