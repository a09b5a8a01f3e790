"""Attendance at one session: the roll, and people who come without a seat."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.attendance.door_page import find_at_door, show_door
from services.registration.web.admin.attendance.roll_file import roll_table
from services.registration.web.admin.attendance.roll_page import show_roll
from services.registration.web.admin.attendance.sign_in_sheet import print_roll
from services.registration.web.admin.attendance.ticking import tick, tick_others, walk_in
from services.registration.web.admin.kit.list_file import file_routes
from services.registration.web.admin.kit.route import AdminRoute

_ROLL: Final = "/traffar/{id:uuid}/narvaro"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path=_ROLL, answer=show_roll, permission=READ),
    *file_routes(_ROLL, roll_table, READ),
    AdminRoute(method="GET", path="/traffar/{id:uuid}/narvarolista.pdf", answer=print_roll, permission=READ),
    AdminRoute(method="POST", path=_ROLL, answer=tick, permission="attendance.note"),
    AdminRoute(method="GET", path=f"{_ROLL}/kod", answer=show_door, permission="attendance.note"),
    AdminRoute(method="POST", path=f"{_ROLL}/kod", answer=find_at_door, permission="attendance.note"),
    AdminRoute(method="POST", path=f"{_ROLL}/ovriga", answer=tick_others, permission="attendance.note"),
    AdminRoute(method="POST", path=f"{_ROLL}/utan-plats", answer=walk_in, permission="registration.create"),
)
