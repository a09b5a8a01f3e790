"""What registration asks notify to show of letters of one kind, made with sample data, and what notify answers."""

from collections.abc import Sequence
from typing import Final

import msgspec

from shared.language import Language
from shared.letter_texts import LetterKind, LetterText

PATH: Final = "/internal/letters"


class LetterSampleQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of letter, and whose it is. `texts` are of one's own, the nearest first; without one, ours are shown."""

    letter: LetterKind
    organiser: str
    short_name: str | None = None
    accent: str | None = None
    logo: tuple[str, int, int] | None = None  # its address, and its size as it is shown
    programme: str | None = None
    cohort: str | None = None
    texts: Sequence[LetterText] = ()


class LetterSample(msgspec.Struct, frozen=True, kw_only=True):
    """One letter in one situation. `about` is the subject that we give it."""

    language: Language
    about: str
    subject: str
    text: str
    html: str


class LetterSamples(msgspec.Struct, frozen=True, kw_only=True):
    """The letter in every situation in which it can have a text of one's own."""

    samples: list[LetterSample] = []
