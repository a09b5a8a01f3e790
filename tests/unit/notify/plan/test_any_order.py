"""Whatever the order, the repeats and the moments of sending: every recipient ends up knowing the same."""

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

WHAT = ("move", "place", "silent", "cancel", "seat", "seat", "calendar")


def story(draw_from):
    """What registration said, in its own order: sessions that move, seats that come and go, other calendars."""
    chance = random.Random(draw_from)
    sessions = {1: a_session(1), 2: a_session(2), 3: undated(3)}
    seats = {}
    registered = a_registration(a_seat(1), a_seat(2, status="waiting"), a_seat(3))
    seats = {1: a_seat(1), 2: a_seat(2, status="waiting"), 3: a_seat(3)}
    told = [an_organiser(), a_programme(), a_cohort(), a_person(), *sessions.values(), registered]
    for _ in range(chance.randrange(6)):
        number = chance.choice([1, 2, 3])
        session, what = sessions[number], chance.choice(WHAT)
        if what == "seat":
            steps = {"confirmed": "withdrawn", "waiting": chance.choice(["confirmed", "withdrawn"])}
            status = steps.get(seats[number].status, "withdrawn")
            seats[number] = a_seat(number, status=status)
            registered = newer(registered, seats=tuple(seats.values()))
            told.append(registered)
            continue
        if what == "calendar":
            registered = newer(
                registered, calendar=chance.choice(["invitations", "invitations", "subscription", "none"])
            )
            told.append(registered)
            continue
        changes = {
            "move": {
                "starts_at": (session.starts_at or a_session(number).starts_at)
                + timedelta(days=chance.choice([-2, 2])),
                "edition": session.edition + 1,
            },
            "place": {"place": f"Sal {session.version}", "edition": session.edition + 1},
            "silent": {"place": f"Hus {session.version}"},
            "cancel": {"status": "cancelled", "edition": session.edition + 1},
        }[what]
        if what == "move":
            changes["ends_at"] = changes["starts_at"] + timedelta(hours=3)
        sessions[number] = newer(session, **changes)
        told.append(sessions[number])
    return told


def known(desk):
    """What the recipient ends up with, mail by mail read in the order of their sequence: not how many came."""
    return {
        seat_id: (entry.status, entry.is_placed, entry.details if entry.status == "confirmed" else None)
        for seat_id, entry in desk.entries.items()
    }


def in_calendar(desk):
    """What a calendar shows: of each seat the message with the highest sequence, whatever order they came in."""
    latest = {}
    for row in desk.sent:
        if row.payload.seat is not None:
            best = latest.get(row.payload.seat)
            if best is None or row.payload.sequence > best.sequence:
                latest[row.payload.seat] = row.payload
    return {seat for seat, payload in latest.items() if payload.method == "REQUEST"}


@settings(max_examples=300)
@given(number=some.integers(0, 10_000), order=some.randoms(use_true_random=False))
def test_deliveries_are_the_same_for_any_order_and_repetition_of_events(number, order):
    told = story(number)
    plain = UnitInMemory(*told)
    plain.send()

    shuffled = [*told, *order.sample(told, order.randrange(len(told)))]
    order.shuffle(shuffled)
    other = UnitInMemory()
    for event in shuffled:
        other.take(event)
    other.send()

    assert sorted(row.key for row in other.sent) == sorted(row.key for row in plain.sent)
    assert known(other) == known(plain)


@settings(max_examples=300)
@given(number=some.integers(0, 10_000), order=some.randoms(use_true_random=False))
def test_calendar_entries_end_up_correct_whenever_mails_are_sent(number, order):
    told = story(number)
    shuffled = [*told, *order.sample(told, order.randrange(len(told)))]
    order.shuffle(shuffled)
    desk = UnitInMemory()
    for event in shuffled:
        desk.take(event)
        if order.random() < 0.5:
            desk.send()
    desk.send()

    unit_state = desk.unit_state()
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
        for entry in desk.entries.values()
        if not entry.details.is_dated
        and unit_state.sessions[entry.session_id].session.edition == entry.edition
    }
    assert in_calendar(desk) == {entry.seat_id for entry in desk.entries.values() if entry.is_placed}
    assert in_calendar(desk) == ahead - silent
    assert desk.send() == []


@settings(max_examples=200)
@given(number=some.integers(0, 10_000), order=some.randoms(use_true_random=False))
def test_no_delivery_key_and_no_sequence_is_used_twice(number, order):
    desk = UnitInMemory()
    for event in story(number):
        desk.take(event)
        if order.random() < 0.5:
            desk.send()
    desk.send()

    keys = [row.key for row in desk.sent]
    sequences = [
        (row.payload.seat, row.payload.sequence) for row in desk.sent if row.payload.seat is not None
    ]
    assert len(set(keys)) == len(keys)
    assert len(set(sequences)) == len(sequences)
    for seat_id, entry in desk.entries.items():
        assert entry.sequence == max((number for seat, number in sequences if seat == seat_id), default=None)


def test_generated_event_histories_have_different_lengths():
    assert {len(story(number)) for number in range(50)} == {8, 9, 10, 11, 12, 13}
