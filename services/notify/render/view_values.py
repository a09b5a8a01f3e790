"""What the placeholders in an organiser's texts stand for, in one letter (shared/placeholders.py)."""

from functools import cached_property

from services.notify.render import clean, lines, people
from services.notify.render.markdown import Values
from services.notify.render.view_people import PeopleView
from shared import dates
from shared.placeholders import Placeholder


class ValuesView(PeopleView):
    """The values of all placeholders. `full_name` and `given_name` are set from outside where many letters share a text."""

    @cached_property
    def full_name(self) -> str:
        return clean.line(self.letter.recipient.name)

    @cached_property
    def given_name(self) -> str:
        return people.first_name(self.letter.recipient.name) or ""

    @cached_property
    def placeholder_values(self) -> Values:
        letter = self.letter
        recipient, links, day = letter.recipient, letter.links, letter.respond_by
        url = links.my_url or links.answer_url or links.page_url
        one_line: dict[Placeholder, str | None] = {
            "name": self.full_name,
            "first_name": self.given_name,
            "organisation": recipient.organisation,
            "role": recipient.role,
            "programme": self.programme,
            "cohort": letter.cohort_name,
            "respond_by": dates.day_in_words(day, self.language) if day else None,
            "link": url,
            "contact": self._contact,
            "organiser": self.organiser,
        }
        return {
            **{name: (clean.line(value),) if value else () for name, value in one_line.items()},
            "dates": self._dates,
            "session": list(dict.fromkeys(clean.line(line.title) for line in letter.dates)),
            "when": list(dict.fromkeys(lines.when(line, self.language) for line in letter.dates)),
            "place": list(
                dict.fromkeys(lines.where(line.mode, line.place, self.words) for line in letter.dates)
            ),
        }

    @cached_property
    def _contact(self) -> str | None:
        contact = self.letter.contact
        if contact is None:
            return None
        parts = (contact.label, people.address_of(contact), contact.phone)
        return ", ".join(part for part in parts if part)

    @cached_property
    def _dates(self) -> list[str]:
        """Each of the recipient's dates in a line, and that their times are Swedish."""
        found = [lines.listed(line, self.language) for line in self.letter.dates]
        shown = [f"{each.when}: {each.below}" for each in found]
        has_times = any(line.starts_at for line in self.letter.dates)
        return [*shown, self.words.all_swedish_time] if has_times else shown
