"""Both languages have the same sentences, and every error has a text."""

import re

import msgspec
import pytest

from services.registration.domain import errors, form
from services.registration.web.wording import WORDING, error_words

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def sentences(wording, path=""):
    """Every sentence with the path to it."""
    if isinstance(wording, str):
        yield path, wording
    elif isinstance(wording, msgspec.Struct):
        for name in wording.__struct_fields__:
            yield from sentences(getattr(wording, name), f"{path}.{name}")
    elif isinstance(wording, dict):
        for name, value in wording.items():
            yield from sentences(value, f"{path}.{name}")
    elif isinstance(wording, tuple):
        for number, value in enumerate(wording):
            yield from sentences(value, f"{path}.{number}")


SV, EN = (dict(sentences(WORDING[language])) for language in ("sv", "en"))


def subclasses(kind):
    for subclass in kind.__subclasses__():
        yield subclass
        yield from subclasses(subclass)


def test_both_languages_have_the_same_sentences():
    assert SV.keys() == EN.keys()


def test_no_sentence_is_empty():
    assert [path for path in SV if not (SV[path].strip() and EN[path].strip())] == []


def test_a_sentence_uses_the_same_placeholders_in_both_languages():
    placeholders = {path: [set(PLACEHOLDER.findall(language[path])) for language in (SV, EN)] for path in SV}

    assert any(swedish for swedish, _ in placeholders.values()), "the search finds what is there"
    assert [path for path, (swedish, english) in placeholders.items() if swedish != english] == []


def test_no_sentence_has_an_exclamation_mark():
    assert [path for path in SV if "!" in SV[path] + EN[path]] == []


@pytest.mark.parametrize("kind", list(subclasses(errors.RegistrationError)), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_error_has_a_title_and_a_detail_in_both_languages(kind, language):
    words = error_words(kind, language)

    assert words.title
    assert words.detail.endswith(".")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_field_error_code_has_a_sentence(language):
    assert set(WORDING[language].field_errors) == set(form.Code.__args__)
