"""English: the roll of a session."""

from typing import Final

from services.registration.web.wording.words.staff_attendance import AttendanceWords

ATTENDANCE: Final = AttendanceWords(
    heading="Attendance, {title}",
    meta="{day}. {present} of {expected} have come.",
    said={"sparat": "The attendance is saved", "inskriven": "The person is registered and present"},
    only_reading="You can see the attendance but not change it.",
    cancelled="The session is cancelled, so there is nothing to tick.",
    no_day="The session has no date yet. Attendance can be ticked once it has one.",
    too_early="Attendance can be ticked from {day} at {clock}.",
    roll="Tick off",
    search="Find a name or an organisation",
    search_button="Find",
    none_found="Nobody in the list has that name.",
    nobody="Nobody has a seat here yet. Whoever registers will stand here.",
    next_page="Next page",
    first_page="First page",
    marks={"present": "Came", "excused": "Excused", "absent": "Absent"},
    in_place_of="in place of {name}",
    waits="on the waiting list",
    left="withdrawn",
    came_at="came in at {clock}",
    protected="Person with protected data",
    save="Save the attendance",
    others="Not ticked off: {n}",
    others_about="This is about everybody with a seat, on the other pages too. Save what you have ticked first.",
    others_came="All others came",
    others_absent="All others were absent",
    guests="Came in by somebody else's link",
    guest="{name}, {clock}",
    add="Did somebody come without a seat?",
    add_about="The person is registered for the session, counts as present and gets a confirmation by e-mail.",
    name="Name",
    email="E-mail",
    organisation="Organisation",
    do_add="Register",
    is_registered="The person is registered for the cohort already. Find the name in the list, or add the session on the person's page.",
    is_full="The session is full and has no waiting list.",
)
