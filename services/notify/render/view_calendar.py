"""The calendar entry and the meeting link in a mail."""

from functools import cached_property

from services.notify.domain.letters.letter import DateLine
from services.notify.render import calendar_words
from services.notify.render.view_base import BaseView
from shared import dates
from shared.meeting import DOORS_OPEN_BEFORE


class CalendarView(BaseView):
    """How the dates reach the calendar, and how the person reaches the meeting."""

    @cached_property
    def calendar(self) -> str | None:
        return calendar_words.calendar(self.letter, self.words)

    @cached_property
    def calendar_url(self) -> str | None:
        """The URL of the calendar subscription, where the person has chosen that."""
        is_subscribed = self.letter.calendar is None and self.letter.calendar_mode == "subscription"
        return self.links.feed_url if is_subscribed else None

    @cached_property
    def has_digital(self) -> bool:
        return any(
            line.mode in {"digital", "hybrid"} for line in self.letter.dates if line.status == "confirmed"
        )

    @cached_property
    def where_the_link_is(self) -> str:
        return calendar_words.where_the_link_is(self.letter, self.words)

    @cached_property
    def meeting(self) -> DateLine | None:
        """The session with a join link: the only one, or the one that the calendar entry is about."""
        if self.is_single:
            return self.line if self.line.join_url else None
        if self.letter.calendar is None or self.letter.calendar.join_url is None:
            return None
        return next(
            (line for line in self.letter.dates if line.join_url == self.letter.calendar.join_url), None
        )

    @cached_property
    def join_url(self) -> str | None:
        return self.meeting.join_url if self.meeting else None

    @cached_property
    def join(self) -> str:
        return self.words.join_digitally if self.line.mode == "hybrid" else self.words.join

    @cached_property
    def doors_open(self) -> str | None:
        if self.meeting is None or self.meeting.starts_at is None:
            return None
        opens_at = self.meeting.starts_at - DOORS_OPEN_BEFORE
        return self.words.doors_open.format(dates.clock(opens_at, self.language))
