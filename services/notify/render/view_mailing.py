"""What a mailing says to one recipient: the organiser's text with everything filled in."""

from functools import cached_property

from markupsafe import Markup

from services.notify.domain.letters.letter import MailingContent
from services.notify.render import clean, markdown
from services.notify.render.view_values import ValuesView


class MailingView(ValuesView):
    """The text of a mailing, as subject, HTML and plain text."""

    @cached_property
    def mailing(self) -> MailingContent:
        """What the organiser wrote. Raises TypeError for a letter of another kind."""
        if self.letter.mailing is None:
            raise TypeError("a mailing without a text")
        return self.letter.mailing

    @cached_property
    def mailing_subject(self) -> str:
        subject = clean.line(markdown.line_of(self.mailing.subject, self.placeholder_values))
        return self.words.test_subject.format(subject) if self.mailing.is_test else subject

    @cached_property
    def mailing_heading(self) -> str:
        return clean.line(markdown.line_of(self.mailing.subject, self.placeholder_values))

    @cached_property
    def mailing_html(self) -> Markup:
        return markdown.html_of(self.mailing.body, self.placeholder_values, self.link_colour)

    @cached_property
    def mailing_text(self) -> str:
        return markdown.text_of(self.mailing.body, self.placeholder_values)

    @cached_property
    def rule_html(self) -> Markup | None:
        """What the organiser has added to a reminder or a follow-up."""
        text = self.letter.rule_text
        return markdown.html_of(text, self.placeholder_values, self.link_colour) if text else None

    @cached_property
    def rule_text(self) -> str | None:
        text = self.letter.rule_text
        return markdown.text_of(text, self.placeholder_values) if text else None
