"""The pages for staff, a room for each noun. `ROUTES` is the whole of them: each with the permission that it asks for."""

from typing import Final

from litestar import Router
from litestar.types import ControllerRouterHandler

from services.registration.web.admin import (
    attendance,
    audiences,
    calendar_answers,
    cohorts,
    duplicates,
    enquiries,
    find,
    home,
    imports,
    letters,
    log,
    mail_times,
    mailings,
    organisations,
    organiser,
    people,
    sendings,
    sessions,
    sign_in,
    staff,
    tokens,
    webhooks,
)
from services.registration.web.admin.kit.route import AdminRoute, handler

# Bytes of a posted form: texts of a mailing, a pasted list of addresses, a form that is kept while somebody signs in again.
LARGEST_FORM: Final = 1_000_000

ROUTES: Final[tuple[AdminRoute, ...]] = (
    *home.ROUTES,
    *people.ROUTES,
    *imports.ROUTES,
    *duplicates.ROUTES,
    *organisations.ROUTES,
    *audiences.ROUTES,
    *find.ROUTES,
    *cohorts.ROUTES,
    *sessions.ROUTES,
    *attendance.ROUTES,
    *calendar_answers.ROUTES,
    *mail_times.ROUTES,
    *mailings.ROUTES,
    *letters.ROUTES,
    *sendings.ROUTES,
    *staff.ROUTES,
    *tokens.ROUTES,
    *webhooks.ROUTES,
    *enquiries.ROUTES,
    *organiser.ROUTES,
    *log.ROUTES,
)

handlers: Final[list[ControllerRouterHandler]] = [
    Router(
        path="/admin",
        route_handlers=[*sign_in.handlers, *(handler(route) for route in ROUTES)],
        request_max_body_size=LARGEST_FORM,
    )
]
