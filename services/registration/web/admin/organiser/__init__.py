"""The organiser itself, and the list of all pages that have no room of their own in the bar."""

from typing import Final

from services.registration.domain.permissions import READ, READ_AS_ADMIN
from services.registration.web.admin.kit.route import AdminRoute
from services.registration.web.admin.organiser import logo, rest, settings

_HERE: Final = "/mer/arrangor"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path="/mer", answer=rest.show_rest, permission=READ),
    AdminRoute(method="GET", path=_HERE, answer=settings.show_settings, permission=READ_AS_ADMIN),
    AdminRoute(method="POST", path=_HERE, answer=settings.save_settings, permission="organiser.change"),
    AdminRoute(
        method="POST",
        path=f"{_HERE}/logga",
        answer=logo.set_logo,
        permission="organiser.set_logo",
        largest=logo.LARGEST_UPLOAD,
    ),
    AdminRoute(
        method="POST",
        path=f"{_HERE}/logga/bort",
        answer=logo.remove_logo,
        permission="organiser.remove_logo",
    ),
)
