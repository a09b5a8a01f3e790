"""How many dates sessions are: the one rule that pages and mails count by.

A part of a day is no date of its own, and of parallel sessions one attends one: "sju träffar" are seven occasions to come.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar
from uuid import UUID


class PartOfDay(Protocol):
    """What the rule needs of a session."""

    @property
    def id(self) -> UUID: ...
    @property
    def parent_id(self) -> UUID | None: ...
    @property
    def choice_group(self) -> str | None: ...


SessionT = TypeVar("SessionT", bound=PartOfDay)


def occasion_of(session: PartOfDay) -> str:
    """Return what the session counts as: its day, else its group of parallel sessions, else itself."""
    return str(session.parent_id or session.choice_group or session.id)


def occasions(sessions: Iterable[SessionT]) -> list[SessionT]:
    """Return one session for each occasion, in the order given: the whole day if it is there, else its first part."""
    found: dict[str, SessionT] = {}
    for session in sessions:
        key = occasion_of(session)
        if key not in found or (found[key].parent_id is not None and session.parent_id is None):
            found[key] = session
    return list(found.values())
