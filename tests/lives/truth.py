"""What the API says of each person and each date: the state that every other channel is compared with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from shared import ids, times
from shared.postgres import Pool
from tests.lives.calendars import in_words
from tests.lives.web import Web

# `asked`: invited, without an answer. `out`: not coming, for whatever reason.
State = Literal["seat", "waits", "offered", "asked", "out", "cancelled"]

LINKS = """
select 'i' as kind, id, generation, null as calendar from invitation where organiser_id = $1
union all
select 'r', id, generation, calendar from registration where organiser_id = $1
"""
SEATS = """
select s.id, s.session_id, p.name from seat s
  join registration r on r.id = s.registration_id join person p on p.id = r.person_id where s.organiser_id = $1
"""


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """The state of one person at one date, and when and where that is. `had`: what a cancellation took.

    `is_silent`: when and where it is was changed without a word, so that mails may say what was so before.
    """

    state: State
    starts: datetime | date | None = None
    ends: datetime | None = None
    place: str | None = None
    until: datetime | None = None
    had: State = "out"
    is_silent: bool = False

    def __str__(self) -> str:
        until = f" until {in_words(self.until)}" if self.until else ""
        return f"{self.state}{until}, {in_words(self.starts)}, {self.place}"


@dataclass(frozen=True)
class Link:
    """A personal link of the present generation, and a registration's calendar choice."""

    kind: str
    id: str
    generation: int
    calendar: str | None


@dataclass
class ApiReading:
    """One reading of the API. Ids are texts, as in JSON."""

    now: datetime
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    cohorts: dict[str, dict[str, Any]] = field(default_factory=dict)
    registrations: dict[str, dict[str, Any]] = field(default_factory=dict)
    invitations: dict[str, dict[str, Any]] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    seats: dict[str, tuple[str, str]] = field(default_factory=dict)  # by UID: person's name and session
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()

    def of(self, name: str, session_id: str) -> Meaning:
        """What is so for a person at a date."""
        session = self.sessions[session_id]
        state, until = self._state(name, session)
        had = state
        if self.is_cancelled(session) and state != "out":
            state = "cancelled"
        starts = _instant(session["starts_at"]) or _day(session["date"])
        return Meaning(
            state=state,
            starts=starts,
            ends=_instant(session["ends_at"]),
            place=session["place"],
            until=until,
            had=had,
            is_silent=session_id in self.silent,
        )

    def is_cancelled(self, session: Mapping[str, Any]) -> bool:
        return "cancelled" in {session["status"], self.cohorts[session["cohort_id"]]["status"]}

    def is_ahead(self, session_id: str) -> bool:
        """Whether the date has not begun, so that everybody should be right about it."""
        session = self.sessions[session_id]
        start, day = _instant(session["starts_at"]), _day(session["date"])
        if start is not None:
            return start > self.now
        return day is None or times.start_of_day(day) > self.now

    def live(self, name: str) -> Iterator[dict[str, Any]]:
        """The person's registrations that are not withdrawn."""
        for registration in self.registrations.values():
            if registration["person"]["name"] == name and registration["status"] != "withdrawn":
                yield registration

    def offers(self) -> list[datetime]:
        """When the open offers of seats run out."""
        seats = [seat for one in self.registrations.values() for seat in one["seats"]]
        untils = [_instant(seat["offered_until"]) for seat in seats if seat["status"] == "waiting"]
        return [until for until in untils if until is not None]

    def of_invitations(self, name: str) -> Iterator[dict[str, Any]]:
        for invitation in self.invitations.values():
            if invitation["name"] == name:
                yield invitation

    def is_open(self, invitation: Mapping[str, Any]) -> bool:
        """Whether the invitation waits for an answer that can still be given."""
        rule = self.rules[invitation["invitation_rule_id"]]
        last = _day(rule["respond_by"])
        is_late = last is not None and times.local(self.now).date() > last
        return rule["kind"] == "inbjudan" and invitation["status"] in {"queued", "sent"} and not is_late

    def _state(self, name: str, session: Mapping[str, Any]) -> tuple[State, datetime | None]:
        for registration in self.live(name):
            for seat in registration["seats"]:
                if seat["session_id"] == session["id"] and seat["status"] != "withdrawn":
                    until = _instant(seat["offered_until"])
                    if seat["status"] == "confirmed":
                        return "seat", None
                    return ("offered", until) if until else ("waits", None)
        registered = any(one["cohort_id"] == session["cohort_id"] for one in self.live(name))
        is_closed = self.cohorts[session["cohort_id"]]["status"] in {"draft", "closed"}
        if not registered and not is_closed:
            for invitation in self.of_invitations(name):
                if session["id"] in invitation["session_ids"] and self.is_open(invitation):
                    return "asked", None
        return "out", None


async def read(web: Web, pool: Pool, organiser_id: UUID, before: ApiReading | None) -> ApiReading:
    """Read the API, and what the API leaves out: the generations of links, and calendar choices."""
    truth = ApiReading(times.now())
    truth.cohorts = {one["id"]: one for one in await web.listed("/cohorts")}
    is_same = before is not None and before.cohorts.keys() == truth.cohorts.keys()  # rules come with a cohort
    truth.rules = (
        before.rules if before and is_same else {r["id"]: r for r in await web.listed("/invitation_rules")}
    )
    truth.sessions = {one["id"]: one for one in await web.listed("/sessions")}
    truth.registrations = {one["id"]: one for one in await web.listed("/registrations")}
    truth.invitations = {one["id"]: one for one in await web.listed("/invitations")}
    for row in await pool.fetch(LINKS, organiser_id):
        truth.links[str(row["id"])] = Link(row["kind"], str(row["id"]), row["generation"], row["calendar"])
    for row in await pool.fetch(SEATS, organiser_id):
        truth.seats[ids.calendar_uid(row["id"])] = (row["name"], str(row["session_id"]))
    return truth


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
