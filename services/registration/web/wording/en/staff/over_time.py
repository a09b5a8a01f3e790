"""English: invitations and answers of a cohort, day by day."""

from typing import Final

from services.registration.web.wording.words.staff.over_time import OverTimeWords

OVER_TIME: Final = OverTimeWords(
    link="The answers day by day",
    heading="The answers day by day",
    charts="Charts",
    about="A bar for each day. Each row has its own scale, and the text says its highest day. The answer that holds now is counted, on the day it came. Whoever registered without an invitation counts too.",
    caption="{name}: {n}. Most on one day: {top}, on {day}.",
    caption_none="{name}: nobody yet.",
    in_table="The same numbers are in the table.",
    series={"invited": "Invited", "answered": "Answered", "yes": "Yes", "no": "No"},
    table="Day by day in numbers",
    cut="The latest {n} days. The files have all of them.",
    columns=("Day", "Invited", "Answered", "Yes", "No", "Answered until then"),
    nothing="Nobody is invited or registered yet. Here it will say how many were invited and answered on each day.",
)
