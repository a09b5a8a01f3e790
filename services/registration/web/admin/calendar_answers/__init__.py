"""Answers from calendars that wait for a person: the list, and what is pressed there and at a session."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.calendar_answers import listing, pressing
from services.registration.web.admin.kit.calendar_answers import PATH
from services.registration.web.admin.kit.route import AdminRoute

_ONE: Final = f"{PATH}/{{id:uuid}}"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path=PATH, answer=listing.show_answers, permission=READ),
    AdminRoute(
        method="POST", path=f"{_ONE}/rakna", answer=pressing.count, permission="calendar_answer.count"
    ),
    AdminRoute(
        method="POST",
        path=f"{_ONE}/lagg-undan",
        answer=pressing.put_aside,
        permission="calendar_answer.put_aside",
    ),
    AdminRoute(
        method="POST", path=f"{_ONE}/tacka-nej", answer=pressing.refuse, permission="calendar_answer.refuse"
    ),
)
