"""The sentences of a mail about the calendar, and about where the meeting link is."""

from datetime import datetime

from services.notify.domain.calendar import ENTRIES_AT_ONCE
from services.notify.domain.letters.letter import DateLine, Letter, ReminderTime
from services.notify.render import counts
from services.notify.render.wording import MailWording
from shared import times
from shared.reminders import due_at


def calendar(letter: Letter, words: MailWording) -> str | None:
    """Return how the dates get into the calendar, or None where they do not."""
    if letter.calendar is not None:
        return with_answer(words.calendar_attached, letter, words)
    if letter.calendar_mode == "subscription" and letter.links.feed_url:
        return words.calendar_feed
    if letter.calendar_mode != "invitations":
        return None
    count = sum(_gets_an_entry(line, letter.made_at) for line in letter.dates)
    if not count:
        return None
    if count == 1:
        text = words.calendar_one
    elif count > ENTRIES_AT_ONCE:
        text = words.calendar_each_later
    else:
        text = words.calendar_each_count.format(counts.number(count, words))
    return with_answer(text, letter, words)


def with_answer(text: str, letter: Letter, words: MailWording) -> str:
    """Add that the answer in the calendar counts, where it does."""
    return f"{text} {words.answer_counts}" if letter.takes_answers else text


def where_the_link_is(letter: Letter, words: MailWording) -> str:
    """Return where the join link is: in the calendar invitation, else in a reminder that will be sent, else on the page."""
    digital = [
        line for line in letter.dates if line.status == "confirmed" and line.mode in {"digital", "hybrid"}
    ]
    if letter.calendar_mode == "invitations" and any(
        _gets_an_entry(line, letter.made_at) for line in digital
    ):
        return words.link_in_entry
    sent = [
        rule for rule in letter.reminders if any(_is_ahead(rule, line, letter.made_at) for line in digital)
    ]
    if not sent:
        return words.link_on_page
    return words.link_in_reminder.format(_how_long_before(max(sent, key=_hours), words))


def _is_ahead(rule: ReminderTime, line: DateLine, made_at: datetime) -> bool:
    """Whether the reminder of a session is still to come."""
    due = due_at(line.starts_at, line.on, days_before=rule.days_before, hours_before=rule.hours_before)
    return due is not None and due >= made_at


def _gets_an_entry(line: DateLine, made_at: datetime) -> bool:
    """Whether a calendar mail follows: for a confirmed seat in a session with a date that is not over."""
    if line.status in {"waiting", "offered", "expired", "withdrawn", "cancelled"}:
        return False
    if line.starts_at is not None:
        return (line.ends_at or line.starts_at) > made_at
    return line.on is not None and times.end_of_day(line.on) > made_at


def _hours(reminder: ReminderTime) -> int:
    return (reminder.days_before or 0) * 24 + (reminder.hours_before or 0)


def _how_long_before(reminder: ReminderTime, words: MailWording) -> str:
    if reminder.days_before:
        many = words.reminder_days_before.format(counts.number(reminder.days_before, words))
        return words.reminder_day_before if reminder.days_before == 1 else many
    if reminder.hours_before:
        many = words.reminder_hours_before.format(counts.number(reminder.hours_before, words))
        return words.reminder_hour_before if reminder.hours_before == 1 else many
    return words.reminder_same_day
