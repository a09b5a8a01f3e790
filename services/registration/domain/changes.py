"""Changes to a stored thing: the fields that get another value, the same for every resource."""

from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


class Changes(Generic[T]):
    """New values for some fields of a `T`. A field that is not named keeps its value; None clears it.

    `SessionChanges(place="Aulan", note=None)` sets the place and clears the note. Each resource names its own kind
    beside its struct, so that mypy refuses the changes of one resource where another's are expected.
    """

    __slots__ = ("fields",)

    def __init__(self, **fields: Any) -> None:  # Any: a value of whatever type its field has
        self.fields = fields

    def apply(self, current: T) -> T:
        """`current` with the new values; `TypeError` for a field that it does not have."""
        return msgspec.structs.replace(current, **self.fields)
