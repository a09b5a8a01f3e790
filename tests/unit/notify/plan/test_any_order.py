"""Deliveries do not depend on the order of events, on repetitions, or on when mails are sent."""

import random
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from tests.support.notify import (
    UnitInMemory,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    a_session,
    an_organiser,
    newer,
    undated,
)

CHANGES = ("move", "place", "silent", "cancel", "seat", "seat", "calendar")


def event_history(seed):
    """Events as registration writes them: sessions that move, seats that come and go, other calendar choices."""
    dice = random.Random(seed)
    sessions = {1: a_session(1), 2: a_session(2), 3: undated(3)}
    seats = {}
    registered = a_registration(a_seat(1), a_seat(2, status="waiting"), a_seat(3))
    seats = {1: a_seat(1), 2: a_seat(2, status="waiting"), 3: a_seat(3)}
    events = [an_organiser(), a_programme(), a_cohort(), a_person(), *sessions.values(), registered]
    for _ in range(dice.randrange(6)):
        number = dice.choice([1, 2, 3])
        session, change = sessions[number], dice.choice(CHANGES)
        if change == "seat":
            steps = {"confirmed": "withdrawn", "waiting": dice.choice(["confirmed", "withdrawn"])}
            status = steps.get(seats[number].status, "withdrawn")
            seats[number] = a_seat(number, status=status)
            registered = newer(registered, seats=tuple(seats.values()))
            events.append(registered)
            continue
        if change == "calendar":
            registered = newer(
                registered, calendar=dice.choice(["invitations", "invitations", "subscription", "none"])
            )
            events.append(registered)
            continue
        changes = {
            "move": {
                "starts_at": (session.starts_at or a_session(number).starts_at)
                + timedelta(days=dice.choice([-2, 2])),
                "edition": session.edition + 1,
            },
            "place": {"place": f"Sal {session.version}", "edition": session.edition + 1},
            "silent": {"place": f"Hus {session.version}"},
            "cancel": {"status": "cancelled", "edition": session.edition + 1},
        }[change]
        if change == "move":
            changes["ends_at"] = changes["starts_at"] + timedelta(hours=3)
        sessions[number] = newer(session, **changes)
        events.append(sessions[number])
    return events


def communicated_entries(unit):
    """What the recipient knows of each seat in the end, however many mails were sent."""
    return {
        seat_id: (entry.status, entry.is_placed, entry.details if entry.status == "confirmed" else None)
        for seat_id, entry in unit.entries.items()
    }


def seats_in_calendar(unit):
    """The seats that a calendar shows: it keeps the message with the highest sequence, in any order of arrival."""
    latest = {}
    for row in unit.sent:
        if row.payload.seat is not None:
            best = latest.get(row.payload.seat)
            if best is None or row.payload.sequence > best.sequence:
                latest[row.payload.seat] = row.payload
    return {seat for seat, payload in latest.items() if payload.method == "REQUEST"}


@settings(max_examples=300)
@given(number=some.integers(0, 10_000), order=some.randoms(use_true_random=False))
def test_deliveries_are_the_same_for_any_order_and_repetition_of_events(number, order):
    events = event_history(number)
    plain = UnitInMemory(*events)
    plain.send()

    shuffled = [*events, *order.sample(events, order.randrange(len(events)))]
    order.shuffle(shuffled)
    other = UnitInMemory()
    for event in shuffled:
        other.take(event)
    other.send()

    assert sorted(row.key for row in other.sent) == sorted(row.key for row in plain.sent)
    assert communicated_entries(other) == communicated_entries(plain)


@settings(max_examples=300)
@given(number=some.integers(0, 10_000), order=some.randoms(use_true_random=False))
def test_calendar_entries_end_up_correct_whenever_mails_are_sent(number, order):
    events = event_history(number)
    shuffled = [*events, *order.sample(events, order.randrange(len(events)))]
    order.shuffle(shuffled)
    unit = UnitInMemory()
    for event in shuffled:
        unit.take(event)
        if order.random() < 0.5:
            unit.send()
    unit.send()

    unit_state = unit.unit_state()
    ahead = {
        seat.id
        for seat in unit_state.registration.seats
        if seat.status == "confirmed"
        and unit_state.registration.calendar == "invitations"
        and unit_state.sessions[seat.session_id].session.status != "cancelled"
        and unit_state.sessions[seat.session_id].details.is_dated
    }
    silent = {
        entry.seat_id
        for entry in unit.entries.values()
        if not entry.details.is_dated
        and unit_state.sessions[entry.session_id].session.edition == entry.edition
    }
    assert seats_in_calendar(unit) == {entry.seat_id for entry in unit.entries.values() if entry.is_placed}
    assert seats_in_calendar(unit) == ahead - silent
    assert unit.send() == []


@settings(max_examples=200)
@given(number=some.integers(0, 10_000), order=some.randoms(use_true_random=False))
def test_no_delivery_key_and_no_sequence_is_used_twice(number, order):
    unit = UnitInMemory()
    for event in event_history(number):
        unit.take(event)
        if order.random() < 0.5:
            unit.send()
    unit.send()

    keys = [row.key for row in unit.sent]
    sequences = [
        (row.payload.seat, row.payload.sequence) for row in unit.sent if row.payload.seat is not None
    ]
    assert len(set(keys)) == len(keys)
    assert len(set(sequences)) == len(sequences)
    for seat_id, entry in unit.entries.items():
        assert entry.sequence == max((number for seat, number in sequences if seat == seat_id), default=None)


def test_generated_event_histories_have_different_lengths():
    assert {len(event_history(number)) for number in range(50)} == {8, 9, 10, 11, 12, 13}
