"""English: lists as files."""

from typing import Final

from services.registration.web.wording.words.staff_files import StaffFileWords

FILES: Final = StaffFileWords(
    take_as={"xlsx": "Get as Excel", "csv": "Get as CSV"},
    filter="Filter",
    everything="All",
    sorted="Order",
    by_name="Name",
    newest_first="Newest first",
    taken="Taken out",
    count="Rows",
    is_cut="The list is longer: only its first {n} rows are here. Filter it, and get a part at a time.",
    people_of="{programme}, {cohort}: people",
    roll_of="Attendance {day}, {session}, {programme}",
    columns={
        "name": "Name",
        "email": "E-mail",
        "phone": "Phone",
        "organisation": "Organisation",
        "role": "Role",
        "invited_at": "Invited",
        "answered_at": "Answered",
        "registered_at": "Registered",
        "seat": "Seat",
        "attendance": "Attendance",
        "came_at": "Came at",
        "in_place_of": "In place of",
        "at": "When",
    },
    seats={"confirmed": "has a seat", "waiting": "waits for a seat", "withdrawn": "withdrew"},
)
