"""What an update changes: the session now, compared with what the recipient was told before."""

from functools import cached_property
from typing import Literal

from services.notify.domain.letters.letter import ChangeKind, DateLine, Letter, PreviousDetails
from services.notify.render import clean, lines
from services.notify.render.wording import MailWording
from shared import dates


class SessionChange:
    """One session of an update, before and now."""

    def __init__(self, letter: Letter, words: MailWording, line: DateLine | None = None) -> None:
        """Compare a line, by default the letter's first, with its `previous`; without one it counts as unchanged."""
        self._words = words
        self._language = letter.language
        self._now = line if line is not None else letter.dates[0]
        self._before = self._now.previous or _as_now(self._now)
        self._calendar = letter.calendar
        self._mode = letter.calendar_mode

    @cached_property
    def kind(self) -> ChangeKind:
        now, before = self._now, self._before
        day, day_before = lines.day_of(now), lines.day_of(before)
        if before.was_cancelled:
            return "resumed"
        if day_before is None or day is None:
            return "dated" if day else "undated" if day_before else self._elsewhere
        if now.starts_at and before.starts_at is None and day == day_before:
            return "timed"
        is_same = (day, now.starts_at, now.ends_at) == (day_before, before.starts_at, before.ends_at)
        if is_same and before.is_tentative != now.is_tentative:
            return "unsure" if now.is_tentative else "dated"
        return self._elsewhere if is_same else "moved"

    @cached_property
    def before(self) -> str | None:
        """The day and hours as told before; None where they still hold."""
        shown = lines.when(self._before, self._language)
        if self.kind not in {"resumed", "moved", "undated"} or shown == lines.when(self._now, self._language):
            return None
        return shown

    @cached_property
    def place_before(self) -> str | None:
        """The place as told before; None where it still holds, or was not known."""
        before = lines.where(self._before.mode, self._before.place, self._words)
        was_known = self._before.mode == "digital" or clean.optional(self._before.place) is not None
        is_same = before == lines.where(self._now.mode, self._now.place, self._words)
        return before if was_known and not is_same else None

    @cached_property
    def _has_another_place(self) -> bool:
        before, now = self._before, self._now
        return lines.where(before.mode, before.place, self._words) != lines.where(
            now.mode, now.place, self._words
        )

    @cached_property
    def title_before(self) -> str | None:
        before = clean.line(self._before.title)
        return None if before == clean.line(self._now.title) else before

    @cached_property
    def told_before(self) -> list[tuple[str, str]]:
        """What was told before and no longer holds, each with its label: Tidigare tid:, onsdag 20 januari kl. 9.00."""
        words = self._words
        told = (
            (words.time_before, self.before),
            (words.place_before, self.place_before),
            (words.title_before, self.title_before),
        )
        return [(label, before) for label, before in told if before]

    @cached_property
    def hours(self) -> str | None:
        """The new start, where the day is unchanged; None otherwise."""
        if self._now.starts_at is None:
            return None
        same_day = lines.day_of(self._now) == lines.day_of(self._before)
        return dates.clock(self._now.starts_at, self._language) if same_day else None

    @cached_property
    def keeps_its_link(self) -> bool:
        """Whether the person was sent a join link before, and it stays valid."""
        return self._before.had_join_url and self._now.join_url is not None

    @cached_property
    def without_link(self) -> str | None:
        """A sentence on the join link that the person was sent and that leads nowhere now; None where there is none."""
        now = self._now
        if now.status != "confirmed" or now.join_url is not None or not self._before.had_join_url:
            return None
        return self._words.link_not_used if now.mode == "on_site" else self._words.link_is_missing

    @cached_property
    def entry(self) -> Literal["asked", "changed", "placed", "removed", "fetched", "none"]:
        """What happens to the entry in the person's calendar. `asked`: the answer is reset; `fetched`: by subscription."""
        if self._calendar is None:
            return "fetched" if self._mode == "subscription" else "none"
        if self._calendar.method == "CANCEL":
            return "removed"
        if not self._before.was_in_calendar:
            return "placed"
        return "asked" if self.kind in {"moved", "timed"} else "changed"

    @cached_property
    def _elsewhere(self) -> ChangeKind:
        if self._has_another_place:
            return "placed"
        if self._now.join_url and not self._before.had_join_url:
            return "linked"
        if self.keeps_its_link and not self._before.is_room_same:
            return "roomed"
        is_noted = clean.optional(self._now.note) not in {None, clean.optional(self._before.note)}
        return "noted" if is_noted else "other"


def _as_now(line: DateLine) -> PreviousDetails:
    return PreviousDetails(
        title=line.title,
        mode=line.mode,
        place=line.place,
        on=line.on,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        is_tentative=line.is_tentative,
        had_join_url=line.join_url is not None,
        note=line.note,
    )
