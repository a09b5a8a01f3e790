"""The people of the directory: the list, and everything about one."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.kit.list_file import file_routes
from services.registration.web.admin.kit.route import AdminRoute, form_routes
from services.registration.web.admin.people import deeds, file, form, hand_over, listing, page

_ONE: Final = "/personer/{id:uuid}"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path="/personer", answer=listing.show_people, permission=READ),
    *file_routes("/personer", file.people_table, READ),
    AdminRoute(method="GET", path=_ONE, answer=page.show_person, permission=READ),
    AdminRoute(method="POST", path=f"{_ONE}/visa", answer=page.reveal_person, permission="person.reveal"),
    AdminRoute(
        method="POST",
        path=f"{_ONE}/visa-och-andra",
        answer=deeds.reveal_to_change,
        permission="person.reveal",
    ),
    *form_routes("/personer/ny", form.show_new, form.save_new, "person.create"),
    *form_routes(f"{_ONE}/andra", form.show_change, form.save_change, "person.change"),
    *form_routes(f"{_ONE}/adress", form.show_address, form.save_address, "person.change"),
    *form_routes(f"{_ONE}/tar-over", hand_over.show_hand_over, hand_over.hand_over, "position.hand_over"),
    *form_routes(f"{_ONE}/byt-lankar", deeds.ask_to_replace, deeds.replace, "person.replace_links"),
    *form_routes(f"{_ONE}/ta-bort", deeds.ask_to_delete, deeds.delete, "person.delete"),
    *form_routes(f"{_ONE}/radera", deeds.ask_to_erase, deeds.erase, "person.forget"),
    AdminRoute(
        method="POST", path=f"{_ONE}/lankar", answer=deeds.send_links, permission="registration.send_link"
    ),
    AdminRoute(
        method="POST", path=f"{_ONE}/skicka-om", answer=deeds.resend_mail, permission="delivery.resend"
    ),
    AdminRoute(
        method="POST", path=f"{_ONE}/forsok-igen", answer=deeds.try_again, permission="delivery.resend"
    ),
    AdminRoute(method="POST", path=f"{_ONE}/uppgifter", answer=deeds.export, permission="person.export"),
)
