"""Which seats are confirmed, which are waiting, and which are promoted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.errors import SessionFull
from services.registration.domain.registration import RegistrationSeat, default_calendar, status_of
from services.registration.domain.seating import SeatChanges, moves
from services.registration.domain.seats import SeatCounter, WaitingSeat, allot, allot_all, in_line, promote
from shared import ids

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
SESSION, OTHER, THIRD = ids.new(), ids.new(), ids.new()


def a_counter(capacity=2, *, taken=0, has_waiting_list=True, next_position=1) -> SeatCounter:
    return SeatCounter(
        session_id=SESSION,
        capacity=capacity,
        has_waiting_list=has_waiting_list,
        taken=taken,
        next_position=next_position,
    )


def a_waiting_seat(position: int) -> WaitingSeat:
    return WaitingSeat(seat_id=ids.new(), session_id=SESSION, registration_id=ids.new(), position=position)


def test_a_seat_is_confirmed_while_there_is_room():
    counter = a_counter(capacity=1)

    assert (allot(counter).status, counter.taken) == ("confirmed", 1)


def test_a_seat_beyond_the_capacity_is_waiting_with_the_next_position():
    counter = a_counter(capacity=1, taken=1, next_position=7)

    places = [allot(counter), allot(counter)]

    assert [(place.status, place.position) for place in places] == [("waiting", 7), ("waiting", 8)]
    assert (counter.taken, counter.next_position) == (1, 9)


def test_a_seat_in_a_session_without_capacity_is_always_confirmed():
    counter = a_counter(capacity=None, taken=10_000)

    assert allot(counter).status == "confirmed"


def test_a_full_session_without_a_waiting_list_refuses_a_seat():
    counter = a_counter(capacity=2, taken=2, has_waiting_list=False)

    with pytest.raises(SessionFull):
        allot(counter)

    assert counter.taken == 2


def test_a_capacity_below_the_seats_taken_leaves_no_room():
    assert a_counter(capacity=1, taken=3).room == 0


def test_the_first_in_line_is_promoted_first():
    third, first, second = a_waiting_seat(30), a_waiting_seat(10), a_waiting_seat(20)
    counter = a_counter(capacity=3, taken=1)

    assert promote(counter, in_line([third, first, second])) == [first, second]
    assert counter.taken == 3


def test_every_waiting_seat_is_promoted_without_a_capacity():
    assert len(promote(a_counter(capacity=None), [a_waiting_seat(n) for n in range(9)])) == 9


@given(st.integers(0, 5), st.lists(st.sampled_from(["come", "leave"]), max_size=40))
def test_seats_never_exceed_the_capacity_and_none_is_free_while_somebody_waits(capacity, actions):
    counter, queue = a_counter(capacity=capacity), []
    for action in actions:
        if action == "come":
            place = allot(counter)
            queue += [a_waiting_seat(place.position)] if place.position else []
        elif counter.taken:
            counter.taken -= 1
            for promoted in promote(counter, queue):
                queue.remove(promoted)
        assert counter.taken <= capacity
        assert counter.taken == capacity or not queue


def test_the_status_of_a_registration_follows_from_its_seats():
    assert status_of(["waiting", "confirmed", "withdrawn"]) == "registered"
    assert status_of(["waiting", "withdrawn"]) == "waiting"
    assert (status_of(["withdrawn"]), status_of([])) == ("withdrawn", "withdrawn")


def test_the_default_calendar_for_more_than_twelve_dates_is_a_subscription():
    assert default_calendar(None, dates=12) == "invitations"
    assert default_calendar(None, dates=13) == "subscription"
    assert default_calendar("none", dates=13) == "none"


def test_a_full_session_refuses_a_seat_that_may_not_wait():
    counter = a_counter(capacity=1, taken=1)

    with pytest.raises(SessionFull):
        allot(counter, may_wait=False)

    assert (counter.taken, counter.next_position) == (1, 1)


INVITED, SUBSTITUTE = ids.new(), ids.new()


def a_seat(owner, session=SESSION, status="confirmed") -> RegistrationSeat:
    return RegistrationSeat(id=ids.new(), registration_id=owner, session_id=session, status=status, since=NOW)


def test_a_substitute_takes_over_the_seat_and_is_given_the_missing_ones():
    invited_seat = a_seat(INVITED)

    plan = moves(
        {INVITED: [invited_seat]}, receiver=SUBSTITUTE, holders=[INVITED], session_ids={SESSION, OTHER}
    )

    assert plan == SeatChanges(hand_over=(invited_seat,), give=(OTHER,))


def test_a_substitute_with_a_seat_keeps_it_and_the_invited_persons_seat_is_freed():
    own_seat, invited_seat = a_seat(SUBSTITUTE), a_seat(INVITED)

    plan = moves(
        {SUBSTITUTE: [own_seat], INVITED: [invited_seat]},
        receiver=SUBSTITUTE,
        holders=[INVITED],
        session_ids={SESSION},
    )

    assert plan == SeatChanges(free=(invited_seat,))


def test_other_seats_of_a_substitute_are_left_unchanged():
    own_seat = a_seat(SUBSTITUTE, THIRD)

    plan = moves({SUBSTITUTE: [own_seat]}, receiver=SUBSTITUTE, holders=[INVITED], session_ids={SESSION})

    assert plan == SeatChanges(give=(SESSION,))


def test_seats_no_longer_wanted_are_freed():
    kept, dropped = a_seat(INVITED), a_seat(INVITED, OTHER)

    plan = moves({INVITED: [kept, dropped]}, receiver=INVITED, holders=[INVITED], session_ids={SESSION})

    assert plan == SeatChanges(free=(dropped,))


def test_declining_an_invitation_frees_every_seat():
    invited_seat, substitute_seat = a_seat(INVITED), a_seat(SUBSTITUTE, OTHER)

    plan = moves(
        {INVITED: [invited_seat], SUBSTITUTE: [substitute_seat]},
        receiver=None,
        holders=[INVITED, SUBSTITUTE],
        session_ids=set(),
    )

    assert plan == SeatChanges(free=(invited_seat, substitute_seat))


def test_the_last_seat_of_a_session_without_a_waiting_list_is_given():
    last, roomy = a_counter(capacity=2, taken=1, has_waiting_list=False), a_counter(capacity=9)

    assert [place.status for place in allot_all([last, roomy])] == ["confirmed", "confirmed"]


def test_one_full_session_refuses_all_and_counts_none():
    roomy, full = a_counter(capacity=9), a_counter(capacity=2, taken=2, has_waiting_list=False)

    with pytest.raises(SessionFull):
        allot_all([roomy, full])

    assert roomy.taken == 0


@pytest.mark.parametrize(
    ("since", "ran_out"),
    [(NOW - timedelta(seconds=1), False), (NOW, True), (NOW + timedelta(seconds=1), True)],
)
def test_an_offer_has_run_out_if_its_seat_was_left_at_its_end_or_later(since, ran_out):
    seat = RegistrationSeat(
        id=ids.new(), registration_id=ids.new(), session_id=SESSION, status="withdrawn", since=since, offered_until=NOW
    )  # fmt: skip

    assert seat.ran_out is ran_out
