"""A copy of a cohort for the next round: which sessions it has, their dates, and the years in their texts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from services.registration.domain import text_years
from services.registration.domain.cohort import Cohort, half_years_moved, move_date, move_instant, move_term
from services.registration.domain.sessions.session import Session
from shared import dates
from shared.events import SessionStatus


class CohortMove(msgspec.Struct, frozen=True, kw_only=True):
    """How far a cohort is moved. `years` are those of its dates, `by_years` is how far the first one's year moves."""

    days: int
    half_years: int
    by_years: int
    years: frozenset[int]

    def text(self, text: str | None, *, by_years: int | None = None) -> str | None:
        """Return a text with its years and terms moved; `by_years` where its own date moves otherwise than the first."""
        return text_years.moved(
            text,
            by_years=self.by_years if by_years is None else by_years,
            by_half_years=self.half_years,
            years=self.years,
        )


def cohort_move(sessions: Sequence[Session], days: int) -> CohortMove:
    """Return the move of these sessions by so many days."""
    on = [session.on for session in sessions if session.on is not None]
    terms = [term for session in sessions if (term := dates.read_term(session.term)) is not None]
    first = min(on, default=None)
    half_years = half_years_moved(sessions, days)
    return CohortMove(
        days=days,
        half_years=half_years,
        by_years=(first + timedelta(days=days)).year - first.year if first is not None else 0,
        years=frozenset({day.year for day in on} | {year for _, year in terms}),
    )


def to_copy(sessions: Sequence[Session]) -> list[Session]:
    """Return the sessions of the next round: without those that were cancelled and replaced, and without their parts."""
    replaced = {session.replaces_id for session in sessions if session.replaces_id is not None}
    out = {session.id for session in sessions if session.id in replaced and session.status == "cancelled"}
    while parts := {session.id for session in sessions if session.parent_id in out} - out:
        out |= parts
    return [session for session in sessions if session.id not in out]


def replacements(sessions: Sequence[Session], copied: Collection[UUID]) -> dict[UUID, UUID]:
    """Return for each session that is left out the one that took its place, if that one is copied."""
    by_replaced = {session.replaces_id: session.id for session in sessions if session.replaces_id is not None}
    found = {}
    for session in sessions:
        place, seen = session.id, set[UUID]()
        while place not in copied and place in by_replaced and place not in seen:
            seen.add(place)
            place = by_replaced[place]
        if session.id not in copied and place in copied:
            found[session.id] = place
    return found


def copy_cohort(cohort: Cohort, *, new_id: UUID, name: str, slug: str, days: int) -> Cohort:
    """Return a draft of the next round with shifted dates and, if the cohort has a number, the next number."""
    return msgspec.structs.replace(
        cohort,
        id=new_id,
        name=name,
        slug=slug,
        number=cohort.number + 1 if cohort.number is not None else None,
        starts_on=move_date(cohort.starts_on, days),
        ends_on=move_date(cohort.ends_on, days),
        drop_in_from=move_date(cohort.drop_in_from, days),
        status="draft",
        sending_paused_at=None,
        version=1,
    )


def copy_session(
    session: Session,
    *,
    move: CohortMove,
    new_ids: Mapping[UUID, UUID],
    cohort_id: UUID,
    now: datetime,
) -> Session:
    """Return the session for the new round: shifted, not cancelled, with no seats taken and no link.

    The link is left out, because the meeting of the last round may be a closed one, or still somebody's.
    """
    on = move_date(session.on, move.days)
    by_years = on.year - session.on.year if on is not None and session.on is not None else None
    agenda = session.agenda
    return msgspec.structs.replace(
        session,
        id=new_ids[session.id],
        cohort_id=cohort_id,
        title=move.text(session.title, by_years=by_years) or session.title,
        note=move.text(session.note, by_years=by_years),
        agenda=[move.text(part, by_years=by_years) or part for part in agenda]
        if agenda is not None
        else None,
        on=on,
        starts_at=move_instant(session.starts_at, move.days),
        ends_at=_moved_end(session, move.days),
        term=dates.term_of(on) if on is not None else move_term(session.term, move.half_years),
        join_url=None,
        status=_status(session, is_dated=on is not None),
        parent_id=new_ids.get(session.parent_id) if session.parent_id else None,
        replaces_id=new_ids.get(session.replaces_id) if session.replaces_id else None,
        edition=1,
        timed_at=now,
        change_reason=None,
        cancel_reason=None,
        cancelled_at=None,
        moved_at=None,
        moved_from_on=None,
        moved_from_starts_at=None,
        moved_from_ends_at=None,
        version=1,
        taken=0,
        waiting=0,
    )


def _moved_end(session: Session, days: int) -> datetime | None:
    """The end, moved by the same days; never before the start where the clocks change in between."""
    start, end = move_instant(session.starts_at, days), move_instant(session.ends_at, days)
    if start is not None and end is not None and end <= start and session.starts_at and session.ends_at:
        return start + (session.ends_at - session.starts_at)
    return end


def _status(session: Session, *, is_dated: bool) -> SessionStatus:
    if session.status != "cancelled":
        return session.status
    return "scheduled" if is_dated else "announced"
