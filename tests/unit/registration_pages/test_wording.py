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


@pytest.mark.parametrize("path", SV)
def test_a_sentence_is_not_empty_and_uses_the_same_facts_in_both_languages(path):
    assert SV[path].strip()
    assert EN[path].strip()
    assert set(PLACEHOLDER.findall(SV[path])) == set(PLACEHOLDER.findall(EN[path]))


@pytest.mark.parametrize("path", SV)
def test_nobody_is_shouted_at(path):
    assert "!" not in SV[path] + EN[path]


@pytest.mark.parametrize("kind", list(subclasses(errors.RegistrationError)), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_everything_that_one_can_run_into_has_words(kind, language):
    said = error_words(kind, language)

    assert said.title
    assert said.detail.endswith(".")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_wrong_field_has_words(language):
    assert set(WORDING[language].field_errors) == set(form.Code.__args__)
