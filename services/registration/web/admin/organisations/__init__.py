"""The organisations of the directory: the tree, and one of them."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.kit.list_file import file_routes
from services.registration.web.admin.kit.route import AdminRoute, form_routes
from services.registration.web.admin.organisations import file, form, listing, one

_ONE: Final = "/organisationer/{id:uuid}"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path="/organisationer", answer=listing.show_organisations, permission=READ),
    *file_routes("/organisationer", file.organisations_table, READ),
    AdminRoute(method="GET", path=_ONE, answer=one.show_organisation, permission=READ),
    *form_routes("/organisationer/ny", form.show_new, form.save_new, "organisation.create"),
    *form_routes(f"{_ONE}/andra", form.show_change, form.save_change, "organisation.change"),
    *form_routes(f"{_ONE}/ta-bort", one.ask_to_delete, one.delete, "organisation.delete"),
)
