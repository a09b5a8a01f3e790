"""What of a change is kept for the audit log: the fields that are different, before and after it."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

# What we count and note ourselves says nothing about what somebody did.
_NOT_TOLD: Final = frozenset({"version", "edition", "timed_at"})
_IDS: Final = frozenset({"organiser_id", "id"})

Fields = dict[str, Any]  # Any: a value of whatever type its field has


def changed_fields(
    before: msgspec.Struct | Mapping[str, Any], after: msgspec.Struct | Mapping[str, Any]
) -> tuple[Fields, Fields]:
    """The fields that differ, with their values before and after; of structs, or of mappings with the same keys.

    A mapping `after` may have only some of the fields: the others have not changed.
    """
    old, new = _fields(before), _fields(after)
    names = [name for name in new if name not in _NOT_TOLD and old.get(name) != new[name]]
    return {name: old.get(name) for name in names}, {name: new[name] for name in names}


def _fields(value: msgspec.Struct | Mapping[str, Any]) -> Mapping[str, Any]:
    return msgspec.structs.asdict(value) if isinstance(value, msgspec.Struct) else value


def new_fields(value: msgspec.Struct | Mapping[str, Any]) -> Fields:
    """What something new is made with: its fields that have a value, without its ids."""
    return {
        name: found
        for name, found in _fields(value).items()
        if found is not None and name not in _NOT_TOLD and name not in _IDS
    }


def changed_names(before: Mapping[str, Any], after: Mapping[str, Any]) -> Fields:
    """Only the names of the fields that differ, where the values are somebody's own words or address."""
    names = {name for name in (*before, *after) if name not in _NOT_TOLD}
    return {"changed": sorted(name for name in names if before.get(name) != after.get(name))}
