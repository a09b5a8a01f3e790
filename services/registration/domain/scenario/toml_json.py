"""TOML's values in JSON and back: dates, clock times and numbers keep their types."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, Final

# A JSON number is read back as a whole number as far as these; beyond, as a floating one.
_EXACT: Final = 2**53


def pack(value: Any) -> Any:  # Any: any value of TOML, any value of JSON
    """Write a value of TOML as JSON; what JSON lacks becomes an object with one key that begins with `$`.

    So does a table: `jsonb` keeps no order of keys.
    """
    if isinstance(value, dict):
        return {"$table": [[key, pack(one)] for key, one in value.items()]}
    if isinstance(value, list):
        return [pack(one) for one in value]
    # `datetime` is a `date` too, and `True` an `int`: the narrower one is asked for first.
    for kind, word in ((datetime, "$datetime"), (date, "$date"), (time, "$time")):
        if isinstance(value, kind):
            return {word: value.isoformat()}
    if isinstance(value, float):
        return {"$float": repr(value)}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _EXACT:
        return {"$int": str(value)}
    return value


def unpack(value: Any) -> Any:  # Any: as in `pack`
    """Read what `pack` has written."""
    if isinstance(value, list):
        return [unpack(one) for one in value]
    if isinstance(value, dict):
        ((word, inner),) = value.items()
        return _READ[word](inner)
    return value


_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "$table": lambda inner: {key: unpack(one) for key, one in inner},
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$time": time.fromisoformat,
    "$float": float,
    "$int": int,
}


def same(one: Any, other: Any) -> bool:  # Any: as in `pack`
    """Whether two values are equal and of one type: 1, 1.0 and true are three things in TOML."""
    return repr(pack(one)) == repr(pack(other))
