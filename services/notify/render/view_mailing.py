"""What a mailing says to one recipient: the organiser's text with everything filled in."""

from functools import cached_property

from markupsafe import Markup

from services.notify.domain.letters.letter import MailingContent
from services.notify.render import clean, lines, markdown, people
from services.notify.render.markdown import Values
from services.notify.render.view_people import PeopleView
from shared import dates
from shared.placeholders import Placeholder


class MailingView(PeopleView):
    """The text of a mailing, as subject, HTML and plain text."""

    @cached_property
    def mailing(self) -> MailingContent:
        """What the organiser wrote. Raises TypeError for a letter of another kind."""
        if self.letter.mailing is None:
            raise TypeError("a mailing without a text")
        return self.letter.mailing

    @cached_property
    def mailing_subject(self) -> str:
        subject = clean.line(markdown.line_of(self.mailing.subject, self._values))
        return self.words.test_subject.format(subject) if self.mailing.is_test else subject

    @cached_property
    def mailing_heading(self) -> str:
        return clean.line(markdown.line_of(self.mailing.subject, self._values))

    @cached_property
    def mailing_html(self) -> Markup:
        return markdown.html_of(self.mailing.body, self._values, self.link_colour)

    @cached_property
    def mailing_text(self) -> str:
        return markdown.text_of(self.mailing.body, self._values)

    @cached_property
    def rule_html(self) -> Markup | None:
        """What the organiser has added to a reminder or a follow-up."""
        text = self.letter.rule_text
        return markdown.html_of(text, self._values, self.link_colour) if text else None

    @cached_property
    def rule_text(self) -> str | None:
        text = self.letter.rule_text
        return markdown.text_of(text, self._values) if text else None

    @cached_property
    def _values(self) -> Values:
        letter = self.letter
        recipient, links, day = letter.recipient, letter.links, letter.respond_by
        url = links.my_url or links.answer_url or links.page_url
        one_line: dict[Placeholder, str | None] = {
            "name": recipient.name,
            "first_name": people.first_name(recipient.name) or "",
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
