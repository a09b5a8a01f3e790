"""A letter put in words: what the templates print, each fact worked out once and only where it is asked for."""

from functools import cached_property
from itertools import groupby

from services.notify.domain.letter import DateLine, Letter, RoleInOrganisation
from services.notify.render import calendar_words, clean, colours, counts, enquiry, lines, people, wording
from services.notify.render.change import SessionChange
from services.notify.render.enquiry import EnquiryLines
from services.notify.render.lines import ListedDate, SingleDate
from services.notify.render.wording import MailWording
from shared import dates, times
from shared.events import Language
from shared.meeting import DOORS_OPEN_BEFORE


class MailView:
    """What a template may use. `subject` is set when its template has been printed."""

    subject: str = ""

    def __init__(self, letter: Letter) -> None:
        """Take the letter; nothing is worked out yet."""
        self.letter = letter
        self.links = letter.links
        self.kind = letter.kind
        self.language: Language = letter.language
        self.words: MailWording = wording.of(letter.language)

    # Who writes, and to whom.

    @cached_property
    def accent(self) -> str:
        return colours.fill(self.letter.sender.accent)

    @cached_property
    def link_colour(self) -> str:
        return colours.ink(self.letter.sender.accent)

    @cached_property
    def organiser(self) -> str:
        return clean.line(self.letter.sender.name)

    @cached_property
    def organiser_short(self) -> str | None:
        return clean.optional(self.letter.sender.short_name)

    @cached_property
    def greeting(self) -> str:
        first = people.first_name(self.letter.recipient.name)
        return self.words.greeting_name.format(first) if first else self.words.greeting

    @cached_property
    def you(self) -> str:
        recipient = self.letter.recipient
        return people.you(
            RoleInOrganisation(role=recipient.role, organisation=recipient.organisation), self.words
        )

    @cached_property
    def in_place_of(self) -> str | None:
        return people.post(self.letter.in_place_of, self.words) if self.letter.in_place_of else None

    # What it is about.

    @cached_property
    def programme(self) -> str:
        return clean.line(self.letter.programme.title)

    @cached_property
    def programme_and_cohort(self) -> str:
        cohort = clean.optional(self.letter.cohort_name)
        return f"{self.programme} ({cohort})" if cohort and cohort not in self.programme else self.programme

    @cached_property
    def summary(self) -> str | None:
        summary = clean.optional(self.letter.programme.summary)
        return lines.sentence(summary) if summary else None

    @cached_property
    def reason(self) -> str | None:
        reason = clean.optional(self.letter.reason)
        return lines.sentence(reason) if reason else None

    @cached_property
    def is_single(self) -> bool:
        return len(self.letter.dates) == 1

    @cached_property
    def line(self) -> DateLine:
        """The session of a mail about one."""
        return self.letter.dates[0]

    @cached_property
    def title(self) -> str:
        """The session's title, or the programme's where the mail is about several."""
        return clean.line(self.line.title) if self.is_single else self.programme

    @cached_property
    def programme_below(self) -> str | None:
        """The programme, where it says more than the session's title does."""
        return None if self.programme.casefold() in self.title.casefold() else self.programme

    @cached_property
    def single(self) -> SingleDate:
        return lines.single(self.line, self.language)

    @cached_property
    def groups(self) -> list[tuple[str, list[ListedDate]]]:
        """The dates by the term they are in, in the order given."""
        shown = [lines.listed(line, self.language) for line in self.letter.dates]
        return [(heading, list(group)) for heading, group in groupby(shown, key=lambda line: line.heading)]

    @cached_property
    def fine_print(self) -> str | None:
        """What holds for all the dates: whose time it is, and that it may change while all is still ahead."""
        has_times = any(line.starts_at for line in self.letter.dates)
        reservation = clean.optional(self.letter.programme.reservation)
        said = [
            self.words.all_swedish_time if has_times and not self.is_single else "",
            lines.sentence(reservation)
            if reservation and self.kind in {"invitation", "confirmation"}
            else "",
        ]
        return " ".join(part for part in said if part) or None

    @cached_property
    def topic(self) -> str:
        """What stands after the matter in a subject: the title and the date, or the first of several."""
        days = [day for line in self.letter.dates if (day := lines.day_of(line))]
        if not days:
            return self.title
        first = lines.short_day(min(days), self.letter.made_at, self.language)
        return f"{self.title}, {first if self.is_single else self.words.first_day.format(first)}"

    @cached_property
    def day_short(self) -> str:
        """The day for a subject, where there is one."""
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
        """How many days before the session the mail was made: 0 is the same day."""
        day = lines.day_of(self.line)
        return (day - times.local(self.letter.made_at).date()).days if day else None

    @cached_property
    def enquiry(self) -> EnquiryLines:
        """What an enquiry says, each part on a line of its own."""
        if self.letter.enquiry is None:
            raise TypeError("a mail about an enquiry without one")
        return enquiry.lines_of(self.letter.enquiry)

    # How it stands.

    @cached_property
    def confirmed(self) -> list[DateLine]:
        return [line for line in self.letter.dates if line.status == "confirmed"]

    @cached_property
    def waiting(self) -> list[DateLine]:
        return [line for line in self.letter.dates if line.status == "waiting"]

    @cached_property
    def confirmed_in_words(self) -> str:
        return counts.number(len(self.confirmed), self.words)

    @cached_property
    def are_dated(self) -> bool:
        return all(lines.day_of(line) for line in self.confirmed)

    @cached_property
    def what_waits(self) -> str:
        return counts.what_waits(self.waiting, self.words, offers=self.letter.offers)

    @cached_property
    def waiting_rule(self) -> str:
        """Who moves up first."""
        words = self.words
        return words.first_by_time if self.letter.waiting_order == "time" else words.first_by_organisation

    @cached_property
    def offered_until(self) -> str | None:
        """Until when the seat of an offer is held."""
        ends = self.line.offered_until
        return lines.until(ends, self.language) if ends else None

    @cached_property
    def has_run_out(self) -> bool:
        """Whether the mail is about an offer that nobody took in time."""
        return self.line.status == "expired"

    @cached_property
    def change(self) -> SessionChange:
        return SessionChange(self.letter, self.words)

    # The calendar and the way in.

    @cached_property
    def calendar(self) -> str | None:
        return calendar_words.calendar(self.letter, self.words)

    @cached_property
    def calendar_url(self) -> str | None:
        """The address to subscribe to, where the mail speaks of that."""
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
        """The session whose door the mail opens: its only one, or the one that its calendar entry is about."""
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

    # The foot.

    @cached_property
    def questions(self) -> str | None:
        if self.kind == "staff":
            return None  # the mail itself says whom an answer reaches
        return people.questions(self.letter.contact, self.words) if self.letter.contact else None

    @cached_property
    def why(self) -> str:
        return people.why(
            self.letter, self.words, programme=self.programme_and_cohort, organiser=self.organiser
        )
