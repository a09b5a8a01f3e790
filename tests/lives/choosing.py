"""How a step's numbers choose among what is there, and how a deed is told."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from tests.lives.steps import Step
from tests.lives.web import WebAnswer

if TYPE_CHECKING:
    from tests.lives.life import Life

T = TypeVar("T")
NOTHING = ""  # what a deed returns where it is not possible

Deed: TypeAlias = "Callable[[Life, Step], Awaitable[str]]"


def pick(found: Sequence[T], number: int) -> T | None:
    return found[number % len(found)] if found else None


def told(what: str, answer: WebAnswer) -> str:
    """The deed in words, and whether it was refused."""
    return what if answer.status < 400 else f"{what} (refused: {answer.status})"
