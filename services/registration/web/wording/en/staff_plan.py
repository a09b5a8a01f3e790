"""English: who is told of a change."""

from typing import Final

from services.registration.web.wording.words.staff_plan import StaffPlanWords

PLAN: Final = StaffPlanWords(
    heading="Who is told",
    region="Table of who is told",
    group="Group",
    people="People",
    mail="Mail",
    calendar="In the calendar",
    holders="Have a seat",
    waiting="Wait for a seat",
    unanswered="Have not answered the invitation",
    mails={"moved": "New time", "changed": "What has changed", "cancelled": "Cancelled"},
    calendars={
        "moved": "The entry is moved. No new entry is made.",
        "changed": "The entry is changed. No new entry is made.",
        "cancelled": "The entry is removed.",
    },
    no_entry="Nothing",
    no_mail="No mail",
    on_invitation="The invitation shows what is new.",
    nobody="Nobody has a seat or an invitation yet, so nobody is mailed.",
    sum="Are mailed",
    total="{n} people get one mail each. Nobody gets two.",
    total_none="Nobody is mailed.",
    total_one="One person gets one mail.",
    follows="This is what happens",
)
