"""Every text that Python chooses: one struct, with an instance for each language."""

from typing import Final

from services.registration.web.wording import en, sv
from services.registration.web.wording.spaced import spaced, with_spaced_numbers
from services.registration.web.wording.words.parts import Plural, TitledText
from services.registration.web.wording.words.wording import Wording
from shared.language import Language

__all__ = ["WORDING", "Wording", "error_words", "explained", "number", "spaced"]

WORDING: Final[dict[Language, Wording]] = {
    "sv": with_spaced_numbers(sv.WORDING),
    "en": with_spaced_numbers(en.WORDING),
}


def error_words(error: type[Exception], language: Language) -> TitledText:
    """The texts of a domain error, by its class; a test checks that each class has them."""
    return WORDING[language].errors[error.__name__]


def explained(error: Exception, language: Language) -> TitledText:
    """The texts of a domain error, with the values from the error filled in."""
    texts = error_words(type(error), language)
    return TitledText(texts.title, texts.detail.format(**vars(error)))


def number(n: int, words: Wording) -> str:
    """A number in a sentence: in words up to twelve, then in digits."""
    numbers = words.common.numbers
    return numbers[n] if 0 <= n < len(numbers) else spaced(n)


def plural(count: Plural, n: int, words: Wording, **facts: str) -> str:
    """The sentence in singular or plural for this number; capitalised if the number comes first."""
    pattern = count.one if n == 1 else count.many
    sentence = pattern.format(n=number(n, words), **facts)
    return sentence[:1].upper() + sentence[1:] if pattern.startswith("{n}") else sentence
