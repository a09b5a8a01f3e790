"""Numbers as people read them: a space between thousands, in every sentence and table."""

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def spaced(n: int) -> str:
    """The number in digits, with a space between thousands that no line breaks at."""
    return f"{n:,}".replace(",", "\u00a0")


class SpacedText(str):
    """A sentence of a language; a number that is filled in gets its spaces."""

    __slots__ = ()

    def format(self, *args: Any, **facts: Any) -> str:  # Any: as `str.format`
        return super().format(
            *(_shown(value) for value in args), **{name: _shown(value) for name, value in facts.items()}
        )


def _shown(value: Any) -> Any:
    return spaced(value) if type(value) is int and abs(value) >= 1000 else value


def with_spaced_numbers(words: T) -> T:
    """The texts of a language, so that each fills in its numbers with their spaces."""
    return _each(words)  # type: ignore[no-any-return]


def _each(value: Any) -> Any:  # Any: a struct of texts, of structs, of tuples and mappings of them
    if isinstance(value, str):
        return SpacedText(value) if "{" in value else value  # what is not filled in stays a plain text
    if isinstance(value, msgspec.Struct):
        return type(value)(**{name: _each(getattr(value, name)) for name in value.__struct_fields__})
    if isinstance(value, tuple):
        return tuple(_each(each) for each in value)
    if isinstance(value, dict):
        return {key: _each(each) for key, each in value.items()}
    return value
