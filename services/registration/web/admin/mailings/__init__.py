"""Mailings: write, see who gets what, send; remind the silent; and all that will go out this term."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.kit.list_file import file_routes
from services.registration.web.admin.kit.route import AdminRoute
from services.registration.web.admin.mailings import acts, ahead, edit, files, list_page, one, remind

_ONE: Final = "/utskick/{id:uuid}"
_REMIND: Final = "/omgangar/{id:uuid}/paminn"

ROUTES: Final = (
    AdminRoute(method="GET", path="/utskick", answer=list_page.show_list, permission=READ),
    *file_routes("/utskick", files.mailings_table, READ),
    *file_routes(f"{_ONE}/mottagare", files.recipients_table, READ),
    *file_routes("/framover", files.ahead_table, READ),
    AdminRoute(method="GET", path="/utskick/nytt", answer=edit.show_new, permission="mailing.create"),
    AdminRoute(method="POST", path="/utskick/nytt", answer=edit.save_new, permission="mailing.create"),
    AdminRoute(method="GET", path=_ONE, answer=one.show_one, permission=READ),
    AdminRoute(method="GET", path=f"{_ONE}/andra", answer=edit.show_change, permission="mailing.change"),
    AdminRoute(method="POST", path=f"{_ONE}/andra", answer=edit.save_change, permission="mailing.change"),
    AdminRoute(method="POST", path=f"{_ONE}/skicka", answer=acts.send, permission="mailing.send"),
    AdminRoute(method="POST", path=f"{_ONE}/tid", answer=acts.schedule, permission="mailing.schedule"),
    AdminRoute(method="POST", path=f"{_ONE}/tid/bort", answer=acts.unschedule, permission="mailing.change"),
    AdminRoute(method="POST", path=f"{_ONE}/prov", answer=acts.send_test, permission="mailing.test"),
    AdminRoute(
        method="POST",
        path=f"{_ONE}/filer",
        answer=acts.add_file,
        permission="mailing.attach",
        largest=acts.LARGEST_UPLOAD,
    ),
    AdminRoute(
        method="POST", path=f"{_ONE}/filer/bort", answer=acts.remove_file, permission="mailing.detach"
    ),
    AdminRoute(
        method="POST", path=f"{_ONE}/mall", answer=acts.keep_template, permission="mailing_template.create"
    ),
    AdminRoute(method="GET", path=f"{_ONE}/stoppa", answer=acts.ask_stop, permission="mailing.cancel"),
    AdminRoute(method="POST", path=f"{_ONE}/stoppa", answer=acts.stop, permission="mailing.cancel"),
    AdminRoute(method="GET", path="/framover", answer=ahead.show_ahead, permission=READ),
    AdminRoute(method="GET", path=_REMIND, answer=remind.ask_remind, permission="invitation.remind"),
    AdminRoute(method="POST", path=_REMIND, answer=remind.remind, permission="invitation.remind"),
)
