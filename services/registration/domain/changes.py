"""Partial updates: the fields of a resource that get new values."""

from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


class Changes(Generic[T]):
    """New values for some fields of a `T`. A missing field keeps its value; None clears it.

    `SessionChanges(place="Aulan", note=None)` sets the place and clears the note. Each resource declares its own subclass
    beside its struct, so that mypy rejects changes of another resource.
    """

    __slots__ = ("fields",)

    def __init__(self, **fields: Any) -> None:  # Any: a value of whatever type its field has
        self.fields = fields

    def apply(self, current: T) -> T:
        """Return `current` with the new values; raises `TypeError` for an unknown field."""
        return msgspec.structs.replace(current, **self.fields)
