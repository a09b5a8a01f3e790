"""Audiences: rules that find people by their positions."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.audiences import exclusions, file, form, page
from services.registration.web.admin.kit.list_file import file_routes
from services.registration.web.admin.kit.route import AdminRoute, form_routes

_ONE: Final = "/malgrupper/{id:uuid}"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path="/malgrupper", answer=page.show_audiences, permission=READ),
    AdminRoute(method="GET", path=_ONE, answer=page.show_audience, permission=READ),
    *file_routes("/malgrupper", file.audiences_table, READ),
    *file_routes(f"{_ONE}/personer", file.members_table, READ),
    *file_routes(f"{_ONE}/tackning", file.coverage_table, READ),
    *form_routes("/malgrupper/ny", form.show_new, form.save_new, "audience.create"),
    *form_routes(f"{_ONE}/andra", form.show_change, form.save_change, "audience.change"),
    *form_routes(
        f"{_ONE}/undanta/{{person_id:uuid}}",
        exclusions.ask_to_exclude,
        exclusions.exclude,
        "audience.change",
    ),
    *form_routes(f"{_ONE}/ta-bort", page.ask_to_delete, page.delete, "audience.delete"),
)
