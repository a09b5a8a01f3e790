"""Seats, waiting lists and offers in a mail."""

from functools import cached_property

from services.notify.domain.letters.letter import DateLine
from services.notify.render import counts, lines
from services.notify.render.view_base import BaseView


class WaitingView(BaseView):
    """Which dates are confirmed, which wait, and until when a seat is offered."""

    @cached_property
    def confirmed(self) -> list[DateLine]:
        return [line for line in self.letter.dates if line.status == "confirmed"]

    @cached_property
    def waiting(self) -> list[DateLine]:
        return [line for line in self.letter.dates if line.status == "waiting"]

    @cached_property
    def confirmed_count(self) -> int:
        return len(counts.occasions(self.confirmed))

    @cached_property
    def confirmed_in_words(self) -> str:
        return counts.number(self.confirmed_count, self.words)

    @cached_property
    def are_dated(self) -> bool:
        return all(lines.day_of(line) for line in self.confirmed)

    @cached_property
    def what_waits(self) -> str:
        return counts.what_waits(self.waiting, self.words, offers=self.letter.offers)

    @cached_property
    def waiting_rule(self) -> str:
        """The sentence on the order of the waiting list."""
        words = self.words
        return words.first_by_time if self.letter.waiting_order == "time" else words.first_by_organisation

    @cached_property
    def offered_until(self) -> str | None:
        """The deadline of an offer in words."""
        ends = self.line.offered_until
        return lines.until(ends, self.language) if ends else None

    @cached_property
    def confirm_until(self) -> str | None:
        """The last moment to confirm a registration, in words."""
        ends = self.letter.confirm_until
        return lines.until(ends, self.language) if ends else None

    @cached_property
    def others_in_words(self) -> str | None:
        """How many others are confirmed at the same time; None if nobody is."""
        others = self.letter.confirms_others
        return counts.number(others, self.words) if others else None

    @cached_property
    def held_count(self) -> int:
        """On how many dates a seat is held until the registration is confirmed."""
        return len([line for line in self.letter.dates if line.status in {"open", "offered"}])

    @cached_property
    def was_cancelled(self) -> bool:
        """Whether the person was told last that the session is cancelled."""
        return self.line.previous is not None and self.line.previous.was_cancelled

    @cached_property
    def has_run_out(self) -> bool:
        """Whether the mail is about an offer that was not accepted in time."""
        return self.line.status == "expired"
