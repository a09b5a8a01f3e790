"""HTML: one file per page or short journey, for people with a link in a mail and no account."""

from typing import Final

from litestar import Router
from litestar.types import ControllerRouterHandler

from services.registration.web.pages import front, invitation, join, registration, stylesheet
from services.registration.web.pages.instead import Instead, answer_instead

handlers: Final[list[ControllerRouterHandler]] = [
    Router(
        path="/",
        route_handlers=[
            stylesheet.static_file,
            front.front,
            front.privacy,
            front.accessibility,
            invitation.show_invitation,
            invitation.answer_an_invitation,
            registration.show_registration,
            registration.change_registration,
            join.show_door,
            join.go_in,
        ],
        exception_handlers={Instead: answer_instead},
    )
]
