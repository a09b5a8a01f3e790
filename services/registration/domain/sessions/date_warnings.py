"""What a coordinator should look at among the dates of a cohort: nothing of it is refused."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.registration.domain.sessions.session import Session
from shared import holidays_sweden, school_breaks_sweden
from shared.language import Language

SessionWarningKind = Literal["holiday", "eve", "break", "weekend", "outside_term", "link_missing", "replaced"]
_SATURDAY: Final = 5


class SessionWarning(msgspec.Struct, frozen=True, kw_only=True):
    """A warning about sessions. `sv` and `en` name the holiday, eve or break."""

    kind: SessionWarningKind
    sessions: tuple[Session, ...]
    sv: str = ""
    en: str = ""

    def name(self, language: Language) -> str:
        return self.sv if language == "sv" else self.en

    @property
    def session_ids(self) -> list[UUID]:
        return [session.id for session in self.sessions]


def date_warnings(sessions: Iterable[Session]) -> list[SessionWarning]:
    """Return a warning for each kind of day, and each holiday or break, on which sessions fall; in order of time."""
    found: dict[tuple[SessionWarningKind, str, str], list[Session]] = {}
    dated = [(session.on, session) for session in sessions if session.on is not None]
    for on, session in sorted(dated, key=lambda pair: (pair[0], pair[1].id)):
        if session.status != "cancelled":
            for about in _about(on):
                found.setdefault(about, []).append(session)
    return [
        SessionWarning(kind=kind, sessions=tuple(those), sv=sv, en=en)
        for (kind, sv, en), those in found.items()
    ]


def warning(kind: SessionWarningKind, sessions: Sequence[Session]) -> list[SessionWarning]:
    """Return one warning about these sessions; none if there are none."""
    return [SessionWarning(kind=kind, sessions=tuple(sessions))] if sessions else []


def _about(day: date) -> Iterator[tuple[SessionWarningKind, str, str]]:
    if special := holidays_sweden.special(day):
        yield special.kind, special.sv, special.en
    elif day.weekday() >= _SATURDAY:
        yield "weekend", "", ""
    if school_breaks_sweden.is_in_summer(day):
        yield "outside_term", "", ""
    elif found := school_breaks_sweden.school_break(day):
        yield "break", found.sv, found.en
