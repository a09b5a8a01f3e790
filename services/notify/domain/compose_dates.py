"""The dates of a letter: which sessions it names, and how each stands for the recipient."""

from collections.abc import Iterator
from datetime import datetime

from services.notify.domain import reminder
from services.notify.domain.errors import Pointless
from services.notify.domain.letter import DateLine, LineStatus
from services.notify.domain.letter import Told as ToldBefore
from services.notify.domain.seats import offer_key
from services.notify.domain.task import Case, Task, join_url
from services.notify.domain.told import Entry
from services.notify.domain.world import Details, Occasion, Standing, World, ran_out, standing


def date_lines(case: Case) -> Iterator[DateLine]:
    """Put the sessions in order; `Pointless` where what was to be said of them no longer holds."""
    registration, task = case.world.registration, case.task
    if registration is None:
        yield from _asked(case.world, case.now)
        return
    if task.kind == "link":
        if registration.status == "withdrawn":
            raise Pointless("the registration is withdrawn")
        return  # the page that it leads to says the dates
    about = {*task.matter.seats, task.seat_id}
    seats = [(seat, case.world.occasions[seat.session_id]) for seat in registration.seats if seat.id in about]
    if not seats:
        raise Pointless("the seat is gone")
    for seat, of in sorted(seats, key=lambda one: _order(one[1])):
        stands = standing(case.world, seat)
        if task.kind == "reminder":
            _check_reminder(task, of, stands, case.now)
        if task.kind == "offer" and task.key != offer_key(seat):
            raise Pointless("the offer has been answered, or is another")
        entry = case.entries.get(seat.id)
        is_gone = stands in {"withdrawn", "cancelled"}
        yield _line(
            of,
            entry.details if entry is not None and is_gone else of.details,
            "expired" if ran_out(seat) else stands,
            position=seat.position,
            offered_until=seat.offered_until if stands == "offered" else None,
            join_url=join_url(seat, case.office, has_room=of.session.has_join_url and stands == "confirmed"),
            previous=_previous(entry, of) if task.kind == "update" else None,
        )


def _asked(world: World, now: datetime) -> Iterator[DateLine]:
    """Say what an invitation is to; what is over is not asked about."""
    invited = world.invitation
    if invited is None or invited.status != "queued":
        raise Pointless("the invitation has been answered")
    if world.cohort is not None and world.cohort.status == "cancelled":
        raise Pointless("the cohort is cancelled")
    for of in sorted((world.occasions[one] for one in invited.session_ids), key=_order):
        if not of.is_over(now):
            yield _line(of, of.details, "cancelled" if of.session.status == "cancelled" else "open")


def _check_reminder(task: Task, of: Occasion, stands: Standing, now: datetime) -> None:
    if stands != "confirmed":
        raise Pointless("the seat is given up or the session is cancelled")
    if task.key.rpartition(":")[2] != reminder.start_in_key(of.session.starts_at, of.session.on):
        raise Pointless("the session has moved")
    if of.is_over(now):
        raise Pointless("the session is over")


def _line(
    of: Occasion,
    details: Details,
    status: LineStatus,
    *,
    position: int | None = None,
    offered_until: datetime | None = None,
    join_url: str | None = None,
    previous: ToldBefore | None = None,
) -> DateLine:
    return DateLine(
        title=details.title,
        status=status,
        form=of.session.form,
        mode=details.mode,
        place=details.place,
        note=of.session.note,
        term=of.session.term,
        on=details.on,
        starts_at=details.starts_at,
        ends_at=details.ends_at,
        is_tentative=details.is_tentative,
        position=position if status == "waiting" else None,
        offered_until=offered_until,
        join_url=join_url,
        previous=previous,
    )


def _previous(entry: Entry | None, of: Occasion) -> ToldBefore | None:
    if entry is None:
        return None
    was = entry.details
    return ToldBefore(
        title=was.title,
        mode=was.mode,
        place=was.place,
        on=was.on,
        starts_at=was.starts_at,
        ends_at=was.ends_at,
        is_tentative=was.is_tentative,
        had_join_url=was.has_join_url,
        is_room_same=was.link_mark == of.details.link_mark,
        was_cancelled=entry.status == "cancelled",
        was_in_calendar=entry.is_placed,
    )


def _order(of: Occasion) -> tuple[bool, float, int]:
    return of.starts is None, of.starts.timestamp() if of.starts else 0.0, of.session.number or 0
