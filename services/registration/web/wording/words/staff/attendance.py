"""The texts of the roll of a session."""

from collections.abc import Mapping

import msgspec

from services.registration.domain.attendance import Attendance


class AttendanceWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/admin/{organiser}/traffar/…/narvaro`."""

    heading: str
    meta: str
    said: Mapping[str, str]
    only_reading: str
    cancelled: str
    no_day: str
    too_early: str
    roll: str
    search: str
    search_button: str
    none_found: str
    nobody: str
    next_page: str
    first_page: str
    marks: Mapping[Attendance, str]
    in_place_of: str
    waits: str
    left: str
    came_at: str
    protected: str
    save: str
    not_saved: str
    others_saved: str
    none_saved: str
    refused: Mapping[str, str]
    now_is: str
    now_is_none: str
    others: str
    others_about: str
    others_came: str
    others_absent: str
    guests: str
    guest: str
    add: str
    add_about: str
    name: str
    email: str
    organisation: str
    do_add: str
    is_registered: str
    is_full: str
    door_heading: str
    to_door: str
    code: str
    code_hint: str
    find_code: str
    camera: str
    camera_open: str
    camera_close: str
    camera_looking: str
    camera_foreign: str
    camera_refused: str
    camera_missing: str
    code_missing: str
    code_unknown: str
    is_in: str
    note_came: str
