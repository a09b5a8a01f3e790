"""Every sentence that Python chooses, as one struct with an instance per language."""

from typing import Final

from services.registration.web.wording import en, sv
from services.registration.web.wording.words.parts import Plural, TitledText
from services.registration.web.wording.words.wording import Wording
from shared.events import Language

__all__ = ["WORDING", "Count", "Said", "Wording", "bend", "error_words", "explained", "number"]

WORDING: Final[dict[Language, Wording]] = {"sv": sv.WORDING, "en": en.WORDING}


def error_words(error: type[Exception], language: Language) -> TitledText:
    """The words for an error that people can run into, by its class; a test sees that each has them."""
    return WORDING[language].errors[error.__name__]


def explained(error: Exception, language: Language) -> TitledText:
    """What to say of an error that people have run into, with the facts that it carries."""
    said = error_words(type(error), language)
    return TitledText(said.title, said.detail.format(**vars(error)))


def number(n: int, words: Wording) -> str:
    """A number as it stands in a sentence: in words up to twelve."""
    numbers = words.common.numbers
    return numbers[n] if 0 <= n < len(numbers) else str(n)


def plural(count: Plural, n: int, words: Wording, **facts: str) -> str:
    """The sentence for this number, with a capital where the number begins it."""
    pattern = count.one if n == 1 else count.many
    sentence = pattern.format(n=number(n, words), **facts)
    return sentence[:1].upper() + sentence[1:] if pattern.startswith("{n}") else sentence
