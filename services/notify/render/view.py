"""The view of a letter: every value that a template may print."""

from functools import cached_property
from itertools import groupby
from typing import Final

from services.notify.render import calendar_words, clean, counts, enquiry, lines
from services.notify.render.change import SessionChange
from services.notify.render.enquiry import EnquiryLines
from services.notify.render.lines import ListedDate, SingleDate
from services.notify.render.view_calendar import CalendarView
from services.notify.render.view_mailing import MailingView
from services.notify.render.view_own import OwnTextView
from services.notify.render.view_waiting import WaitingView
from shared import dates, times

_NOT_IN_FEED: Final = {"open", "waiting", "offered", "expired"}


class MailView(OwnTextView, MailingView, WaitingView, CalendarView):
    """What a template may use, as `mail`. `subject` is set once its own template has been printed."""

    subject: str = ""

    @cached_property
    def summary(self) -> tuple[str, ...]:
        return lines.paragraph(self.letter.programme.summary)

    @cached_property
    def reason(self) -> tuple[str, ...]:
        return lines.paragraph(self.letter.reason)

    @cached_property
    def programme_below(self) -> str | None:
        """The programme's title, or None where the session's title contains it."""
        return None if self.programme.casefold() in self.title.casefold() else self.programme

    @cached_property
    def single(self) -> SingleDate:
        return lines.single(self.line, self.language, is_near=self.kind in {"reminder", "follow_up"})

    @cached_property
    def groups(self) -> list[tuple[str, list[ListedDate]]]:
        """The dates grouped by term (heading, dates), in the order given."""
        shown = [lines.listed(line, self.language) for line in self.letter.dates]
        return [(heading, list(group)) for heading, group in groupby(shown, key=lambda line: line.heading)]

    @cached_property
    def fine_print(self) -> str | None:
        """Remarks on all dates: that times are Swedish, and in a first mail the programme's reservation."""
        has_times = any(line.starts_at for line in self.letter.dates)
        reservation = clean.optional(self.letter.programme.reservation)
        remarks = [
            self.words.all_swedish_time if has_times and not self.is_single else "",
            lines.sentence(reservation)
            if reservation and self.kind in {"invitation", "confirmation"}
            else "",
        ]
        return " ".join(part for part in remarks if part) or None

    @cached_property
    def topic(self) -> str:
        """The second part of a Subject: the title with the date, or with the first of several that the person has."""
        days = [day for line in lines.standing(self.letter.dates) if (day := lines.day_of(line))]
        if not days:
            return self.title
        first = lines.short_day(min(days), self.letter.made_at, self.language)
        return f"{self.title}, {first if self.is_single else self.words.first_day.format(first)}"

    @cached_property
    def day_short(self) -> str:
        """The day of the session for a Subject, or that there is no date yet."""
        day = lines.day_of(self.line)
        return lines.short_day(day, self.letter.made_at, self.language) if day else self.words.unknown_date

    @cached_property
    def respond_by(self) -> str | None:
        """The last day to answer, in full."""
        day = self.letter.respond_by
        return dates.day_in_words(day, self.language) if day else None

    @cached_property
    def respond_by_short(self) -> str | None:
        day = self.letter.respond_by
        return lines.short_day(day, self.letter.made_at, self.language) if day else None

    @cached_property
    def sessions_in_words(self) -> str:
        return counts.sessions(self.letter.dates, self.words)

    @cached_property
    def days_left(self) -> int | None:
        """The days from when the mail was made to the session: 0 on the same day, None without a date."""
        day = lines.day_of(self.line)
        return (day - times.local(self.letter.made_at).date()).days if day else None

    @cached_property
    def enquiry(self) -> EnquiryLines:
        """The enquiry's fields as lines. Raises TypeError for a letter without one."""
        if self.letter.enquiry is None:
            raise TypeError("a mail about an enquiry without one")
        return enquiry.lines_of(self.letter.enquiry)

    @cached_property
    def still_unknown(self) -> str | None:
        """What is not known shortly before the session, when nobody waits for it to be announced any more."""
        has_place = lines.is_placed(self.line)
        if self.line.starts_at is None:
            return self.words.without_time if has_place else self.words.without_both
        return None if has_place else self.words.without_place

    @cached_property
    def what_to_press(self) -> str | None:
        """What to do so that the calendar says what is so now; None where nothing in it has changed."""
        words, message = self.words, self.letter.calendar
        if message is None:
            is_fetched = self.letter.calendar_mode == "subscription" and self.line.status not in _NOT_IN_FEED
            return words.feed_changes if is_fetched else None
        if message.method == "CANCEL":
            return words.entry_remove
        if self.kind != "update":
            return None
        press = {
            "asked": words.entry_move,
            "changed": words.entry_change,
            "placed": words.calendar_attached,
        }.get(self.change.entry)
        return calendar_words.with_answer(press, self.letter, words) if press else None

    @cached_property
    def answer_counts(self) -> str | None:
        """That the answer to the entry which the mail brings counts; None where it does not."""
        message = self.letter.calendar
        is_asked = message is not None and message.method == "REQUEST" and self.letter.takes_answers
        return self.words.answer_counts if is_asked else None

    @cached_property
    def changes(self) -> list[tuple[ListedDate, str | None]]:
        """Each session of an update about several, with its day and hours as they were before, where those are others."""
        return [
            (lines.listed(line, self.language), SessionChange(self.letter, self.words, line).before)
            for line in self.letter.dates
        ]

    @cached_property
    def change(self) -> SessionChange:
        return SessionChange(self.letter, self.words)
