"""Those who sign in: oneself, the others, and what each may do."""

from typing import Final

from services.registration.domain.permissions import READ, READ_AS_ADMIN
from services.registration.web.admin.kit.list_file import file_routes
from services.registration.web.admin.kit.route import AdminRoute
from services.registration.web.admin.staff import calendar, file, member, own, password, people

_ONE: Final = "/medarbetare/{id:uuid}"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path="/jag", answer=own.show_own, permission=READ),
    AdminRoute(method="POST", path="/jag", answer=own.save_own, permission="staff.change_own"),
    AdminRoute(
        method="POST", path="/jag/kalender", answer=calendar.save_calendar, permission="staff.change_feed"
    ),
    AdminRoute(method="GET", path="/jag/losenord", answer=password.show_password, permission=READ),
    AdminRoute(
        method="POST",
        path="/jag/losenord",
        answer=password.save_password,
        permission="staff.change_password",
    ),
    AdminRoute(method="GET", path="/medarbetare", answer=people.show_staff, permission=READ_AS_ADMIN),
    *file_routes("/medarbetare", file.staff_table, READ_AS_ADMIN),
    AdminRoute(method="POST", path="/medarbetare", answer=people.let_in, permission="staff.invite"),
    AdminRoute(method="GET", path=_ONE, answer=member.show_member, permission=READ_AS_ADMIN),
    AdminRoute(method="POST", path=_ONE, answer=member.change_role, permission="staff.change_role"),
    AdminRoute(method="POST", path=f"{_ONE}/lank", answer=member.send_link, permission="staff.send_link"),
    AdminRoute(method="GET", path=f"{_ONE}/slut", answer=member.ask_to_let_out, permission=READ_AS_ADMIN),
    AdminRoute(method="POST", path=f"{_ONE}/slut", answer=member.let_out, permission="staff.stop"),
)
