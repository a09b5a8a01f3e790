"""Letters of one's own: which kinds there are and whose text each has, each as it is read, and writing one."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.kit.route import AdminRoute, form_routes
from services.registration.web.admin.letters import edit, listing, shown

ROUTES: Final = (
    AdminRoute(method="GET", path="/brev", answer=listing.show_list, permission=READ),
    AdminRoute(method="GET", path="/brev/visa", answer=shown.show_letter, permission=READ),
    AdminRoute(method="GET", path="/brev/mejl", answer=shown.show_mail, permission=READ),
    *form_routes("/brev/skriv", edit.show_form, edit.save, "letter_text.change"),
    AdminRoute(method="POST", path="/brev/vart", answer=edit.take_back, permission="letter_text.delete"),
)
