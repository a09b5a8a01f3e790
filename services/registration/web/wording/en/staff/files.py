"""English: lists as files."""

from typing import Final

from services.registration.web.wording.words.staff.files import StaffFileWords

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
    print_participants="List of participants to print (PDF)",
    print_roll="Sign-in sheet to print (PDF)",
    participants_of="Participants of {programme}",
    coming="{n} people come.",
    coming_one="One person comes.",
    signature="Signature",
    hidden="{n} people with a protected identity come too. They are not on the paper.",
    hidden_one="One person with a protected identity comes too, but is not on the paper.",
    printed="{organiser}. Printed {at}.",
    stand_in="Signs that cannot be printed stand as an empty box (□). The names are whole in Kallelse.",
    seats={"confirmed": "has a seat", "waiting": "waits for a seat", "withdrawn": "withdrew"},
)
