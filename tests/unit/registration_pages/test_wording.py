"""Both languages say the same things, and everything that can go wrong has words."""

import re

import msgspec
import pytest

from services.registration.domain import errors, form
from services.registration.web.wording import WORDING, error_words

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def sentences(said, path=""):
    """Every sentence with the path to it."""
    if isinstance(said, str):
        yield path, said
    elif isinstance(said, msgspec.Struct):
        for name in said.__struct_fields__:
            yield from sentences(getattr(said, name), f"{path}.{name}")
    elif isinstance(said, dict):
        for name, value in said.items():
            yield from sentences(value, f"{path}.{name}")
    elif isinstance(said, tuple):
        for number, value in enumerate(said):
            yield from sentences(value, f"{path}.{number}")


SV, EN = (dict(sentences(WORDING[language])) for language in ("sv", "en"))


def subclasses(kind):
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_both_languages_have_the_same_sentences():
    assert SV.keys() == EN.keys()


def test_no_sentence_is_empty():
    assert [path for path in SV if not (SV[path].strip() and EN[path].strip())] == []


def test_a_sentence_uses_the_same_placeholders_in_both_languages():
    facts = {path: [set(PLACEHOLDER.findall(said[path])) for said in (SV, EN)] for path in SV}

    assert any(swedish for swedish, _ in facts.values()), "the search finds what is there"
    assert [path for path, (swedish, english) in facts.items() if swedish != english] == []


def test_no_sentence_has_an_exclamation_mark():
    assert [path for path in SV if "!" in SV[path] + EN[path]] == []


@pytest.mark.parametrize("kind", list(subclasses(errors.RegistrationError)), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_error_has_a_title_and_a_detail_in_both_languages(kind, language):
    said = error_words(kind, language)

    assert said.title
    assert said.detail.endswith(".")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_field_error_code_has_a_sentence(language):
    assert set(WORDING[language].field_errors) == set(form.Code.__args__)
