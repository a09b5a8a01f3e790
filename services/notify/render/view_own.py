"""The organiser's own subject and text in a letter of one of our kinds."""

from functools import cached_property

from markupsafe import Markup

from services.notify.render import clean, markdown
from services.notify.render.view_values import ValuesView


class OwnTextView(ValuesView):
    """The text stands after the greeting; what has to be said follows it, as without it."""

    @cached_property
    def own_subject(self) -> str | None:
        """The subject with everything filled in; None where there is none, or nothing is left of it."""
        own = self.letter.own
        if own is None or own.subject is None:
            return None
        return clean.line(markdown.line_of(own.subject, self.placeholder_values)) or None

    @cached_property
    def own_html(self) -> Markup | None:
        body = self._own_body
        return markdown.html_of(body, self.placeholder_values, self.link_colour) if body else None

    @cached_property
    def own_text(self) -> str | None:
        body = self._own_body
        return markdown.text_of(body, self.placeholder_values) if body else None

    @cached_property
    def _own_body(self) -> str | None:
        return self.letter.own.body if self.letter.own is not None else None
