"""The part of a change that the audit log stores: the fields that differ, with both values."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

# Counters and timestamps that the service maintains itself are not part of a caller's change.
_NOT_TOLD: Final = frozenset(
    {
        "version",
        "edition",
        "timed_at",
        "moved_at",
        "moved_from_on",
        "moved_from_starts_at",
        "moved_from_ends_at",
    }
)
_IDS: Final = frozenset({"organiser_id", "id"})

Fields = dict[str, Any]  # Any: a value of whatever type its field has


def changed_fields(
    before: msgspec.Struct | Mapping[str, Any], after: msgspec.Struct | Mapping[str, Any]
) -> tuple[Fields, Fields]:
    """Return the fields that differ, with their values before and after; accepts structs, or mappings with the same keys.

    Fields that are missing from a mapping `after` count as unchanged.
    """
    old, new = _fields(before), _fields(after)
    names = [name for name in new if name not in _NOT_TOLD and old.get(name) != new[name]]
    return {name: old.get(name) for name in names}, {name: new[name] for name in names}


def _fields(value: msgspec.Struct | Mapping[str, Any]) -> Mapping[str, Any]:
    return msgspec.structs.asdict(value) if isinstance(value, msgspec.Struct) else value


def new_fields(value: msgspec.Struct | Mapping[str, Any]) -> Fields:
    """The fields of a new resource that have a value, without its ids."""
    return {
        name: found
        for name, found in _fields(value).items()
        if found is not None and name not in _NOT_TOLD and name not in _IDS
    }


def changed_names(before: Mapping[str, Any], after: Mapping[str, Any]) -> Fields:
    """Only the names of the fields that differ, for changes whose values are personal data."""
    names = {name for name in (*before, *after) if name not in _NOT_TOLD}
    return {"changed": sorted(name for name in names if before.get(name) != after.get(name))}
