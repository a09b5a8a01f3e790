"""The first that one person hears: an invitation, or the confirmation of a registration with its calendar entries."""

import zlib
from collections.abc import Iterator
from datetime import datetime

import msgspec

from services.notify.domain.letter import Kind
from services.notify.domain.seats import (
    Held,
    about,
    calendar_mail,
    last_end,
    later,
    may_place,
    next_sequence,
    offer,
)
from services.notify.domain.told import Matter, Wanted
from services.notify.domain.world import World
from shared import times
from shared.events import Invitation, Registration


def invitation(world: World, invited: Invitation, now: datetime) -> Iterator[Wanted]:
    """The mail with the answer link. A kallelse is told of with the seats that it gives, by their registration."""
    if invited.form == "kallelse" or invited.status != "queued":
        return
    if world.cohort is None or world.cohort.status == "cancelled":
        return
    sessions = [world.occasions[one] for one in invited.session_ids]
    ahead = [of for of in sessions if of.session.status != "cancelled" and not of.is_over(now)]
    if sessions and not ahead:
        return
    yield Wanted(
        key=f"invitation:{invited.id}",
        kind="invitation",
        expires_at=times.end_of_day(invited.respond_by) if invited.respond_by else None,
        matter=Matter(invitation_id=invited.id),
    )


def registration(world: World, registered: Registration, seats: list[Held]) -> Iterator[Wanted]:
    """The mail that says it all, then one for each calendar entry that it does not hold.

    What is withdrawn or over before anybody was told is not told. Of what is cancelled, a person who registered
    by hand hears all the same.
    """
    live = [one for one in seats if one.standing in {"confirmed", "waiting", "offered"} and not one.is_over]
    offered = [one for one in live if one.standing == "offered"]
    off = [one for one in seats if one.standing == "cancelled" and not one.is_over]
    if not live:
        if registered.origin in {"answer", "form"}:
            for one in off:
                yield about(one, "cancellation", f"cancellation:{one.seat.id}")
        return
    confirmed = [one for one in live if one.standing == "confirmed"]
    placeable = [one for one in confirmed if may_place(one, registered)]
    is_told = says_it_all(world, registered)
    inside = placeable[0] if is_told and len(confirmed) == len(placeable) == 1 else None
    if is_told and len(offered) < len(live):
        yield _whole(registered, live + off, inside, is_confirmed=bool(confirmed))
    for one in offered:
        yield offer(one)
    waits = later(seats, registered)
    for one in placeable:
        if one is not inside:
            yield calendar_mail(one, registered, waits.get(one.seat.id))


def says_it_all(world: World, registered: Registration) -> bool:
    """Whether a mail opens the contact. A kallelse always does; a confirmation may be switched off."""
    is_called = registered.origin == "kallelse" and registered.invitation_id is not None
    return is_called or world.cohort is None or world.cohort.sends_confirmations


def _whole(registered: Registration, seats: list[Held], inside: Held | None, *, is_confirmed: bool) -> Wanted:
    key, kind = _key_and_kind(registered, is_confirmed=is_confirmed)
    sequence = next_sequence(inside.entry, registered.epoch) if inside else None
    prints = [(one.of.print, one.standing, one.seat.position) for one in seats]
    return Wanted(
        key=key,
        kind=kind,
        expires_at=last_end(seats),
        seat_id=inside.seat.id if inside else None,
        session_id=seats[0].of.session.id if len(seats) == 1 else None,
        matter=Matter(
            seats=tuple(one.seat.id for one in seats),
            seat=inside.seat.id if inside else None,
            method="REQUEST" if inside else None,
            sequence=sequence,
            invitation_id=registered.invitation_id if kind == "invitation" else None,
            print=zlib.crc32(msgspec.json.encode(prints)),
        ),
    )


def _key_and_kind(registered: Registration, *, is_confirmed: bool) -> tuple[str, Kind]:
    if registered.origin == "kallelse" and registered.invitation_id is not None:
        return f"invitation:{registered.invitation_id}", "invitation"
    if not is_confirmed:
        return f"waiting:{registered.id}", "waiting"
    return (
        f"confirmation:{registered.id}",
        "substitute" if registered.origin == "substitute" else "confirmation",
    )


def keys(registered: Registration) -> tuple[str, ...]:
    """Every key under which the first contact can have been made."""
    if registered.origin == "kallelse" and registered.invitation_id is not None:
        return (f"invitation:{registered.invitation_id}",)
    return f"confirmation:{registered.id}", f"waiting:{registered.id}"
