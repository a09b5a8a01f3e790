"""Converts TOML values to JSON and back; dates, clock times and numbers keep their types."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, Final

# Larger integers are packed as text, because JSON readers may read them as floats.
_EXACT: Final = 2**53


def pack(value: Any) -> Any:  # Any: any value of TOML, any value of JSON
    """Convert a TOML value to JSON; types that JSON lacks become an object with one key that begins with `$`.

    Tables do too, because `jsonb` does not keep the order of keys.
    """
    if isinstance(value, dict):
        return {"$table": [[key, pack(inner)] for key, inner in value.items()]}
    if isinstance(value, list):
        return [pack(item) for item in value]
    # `datetime` is a subclass of `date`, and `bool` of `int`: subclasses are tested first.
    for kind, word in ((datetime, "$datetime"), (date, "$date"), (time, "$time")):
        if isinstance(value, kind):
            return {word: value.isoformat()}
    if isinstance(value, float):
        return {"$float": repr(value)}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _EXACT:
        return {"$int": str(value)}
    return value


def unpack(value: Any) -> Any:  # Any: as in `pack`
    """Convert JSON from `pack` back to a TOML value."""
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if isinstance(value, dict):
        ((word, inner),) = value.items()
        return _READ[word](inner)
    return value


_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "$table": lambda inner: {key: unpack(item) for key, item in inner},
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$time": time.fromisoformat,
    "$float": float,
    "$int": int,
}


def same(value: Any, other: Any) -> bool:  # Any: as in `pack`
    """Whether two values have equal type and value: 1, 1.0 and true are different in TOML."""
    return repr(pack(value)) == repr(pack(other))
