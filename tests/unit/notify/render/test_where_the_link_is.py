"""Where a confirmation says that the link to the meeting is: only where it will really be."""

from datetime import timedelta

import pytest

from services.notify.domain.letters.letter import ReminderTime
from services.notify.render import calendar_words, wording
from tests.support.letters import MADE_AT, a_date, a_letter

WORDS = wording.of("sv")
DIGITAL = a_date(mode="digital")
WEEK = ReminderTime(days_before=7)
MONTH = ReminderTime(days_before=30)
SOON = a_date(mode="digital", starts_at=MADE_AT + timedelta(minutes=10), ends_at=MADE_AT + timedelta(hours=1))


def where(*dates, **changes):
    fields = {"calendar_mode": "none", "reminders": (WEEK, MONTH)} | changes
    return calendar_words.where_the_link_is(a_letter(*dates, **fields), WORDS)


def test_the_link_is_in_the_calendar_invitation_where_one_is_sent():
    assert where(DIGITAL, calendar_mode="invitations") == WORDS.link_in_entry


def test_the_link_is_in_the_first_reminder_that_is_still_to_come():
    assert where(DIGITAL) == WORDS.link_in_reminder.format("sju dagar före")


@pytest.mark.parametrize(
    "case", [{"dates": (SOON,)}, {"dates": (DIGITAL,), "reminders": ()}], ids=["too-late", "no-reminders"]
)
def test_the_link_is_on_the_page_where_no_reminder_will_come(case):
    assert where(*case.pop("dates"), **case) == WORDS.link_on_page
