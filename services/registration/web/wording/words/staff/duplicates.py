"""Entries that may be one person."""

from collections.abc import Mapping

import msgspec


class DuplicateWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/personer/dubbletter`."""

    heading: str
    many: str
    one: str
    pairs: str
    about: str
    none: str
    columns: tuple[str, ...]
    reasons: Mapping[str, str]
    compare: str
    compare_heading: str
    side_by_side: str
    entry_columns: tuple[str, ...]
    turn: str
    sessions: str
    session_columns: tuple[str, ...]
    no_sessions: str
    outcomes: Mapping[str, str]
    follows: str
    follows_items: tuple[str, ...]
    merge: str
