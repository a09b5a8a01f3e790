"""What every part of a mail's view needs: the letter, its wording, its programme and title."""

from functools import cached_property

from services.notify.domain.letters.letter import DateLine, Letter
from services.notify.render import clean, wording
from services.notify.render.wording import MailWording
from shared.language import Language


class BaseView:
    """Each property is computed when a template first prints it."""

    def __init__(self, letter: Letter) -> None:
        """Keep the letter; nothing is computed yet."""
        self.letter = letter
        self.links = letter.links
        self.kind = letter.kind
        self.language: Language = letter.language
        self.words: MailWording = wording.of(letter.language)

    @cached_property
    def programme(self) -> str:
        return clean.line(self.letter.programme.title)

    @cached_property
    def programme_and_cohort(self) -> str:
        cohort = clean.optional(self.letter.cohort_name)
        return f"{self.programme} ({cohort})" if cohort and cohort not in self.programme else self.programme

    @cached_property
    def is_single(self) -> bool:
        return len(self.letter.dates) == 1

    @cached_property
    def line(self) -> DateLine:
        """The first session; the only one where `is_single`."""
        return self.letter.dates[0]

    @cached_property
    def title(self) -> str:
        """The session's title, or the programme's where the mail is about several."""
        return clean.line(self.line.title) if self.is_single else self.programme
