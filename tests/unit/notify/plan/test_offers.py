"""What somebody is told whose seat is held: asked once, then what came of it."""

from datetime import timedelta

import msgspec
import pytest

from tests.support.notify import (
    NOW,
    UnitInMemory,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    a_session,
    an_id,
    an_organiser,
    newer,
)

COMMON = (an_organiser(), a_programme(is_open=True), a_cohort(), a_person())
ID = an_id("registration Karin Holm")
SEAT, SECOND = (an_id(f"seat {number} Karin Holm") for number in (1, 2))
UNTIL = NOW + timedelta(days=1)
OFFER = f"offer:{SEAT}:{UNTIL:%Y%m%dT%H%M%SZ}"


def waits(**changes):
    return a_seat(status="waiting", position=1, **changes)


def offered(until=UNTIL, **changes):
    return a_seat(status="waiting", offered_until=until, **changes)


def gone(since, until=UNTIL):
    return a_seat(status="withdrawn", offered_until=until, since=since)


def now_with(desk, *seats, status="waiting"):
    """The same registration, later."""
    desk.take(newer(desk.unit_state().registration, seats=seats, status=status))
    return desk.send()


@pytest.fixture
def desk():
    """Somebody who has been told that they wait."""
    desk = UnitInMemory(*COMMON, a_session(), a_registration(waits(), status="waiting"))
    assert desk.send() == [f"waiting:{ID}"]
    return desk


@pytest.fixture
def asked(desk):
    assert now_with(desk, offered()) == [OFFER]
    return desk


def test_whoever_is_offered_a_seat_is_asked_once(asked):
    row = asked.rows[OFFER]

    assert (row.kind, row.expires_at, row.payload.method) == ("offer", UNTIL, None)
    assert asked.entries[SEAT].status == "offered"
    assert asked.send() == []


def test_a_seat_that_is_taken_comes_with_the_calendar_entry(asked):
    assert now_with(asked, a_seat(), status="registered") == [f"promoted:{SEAT}"]
    assert asked.rows[f"promoted:{SEAT}"].payload.method == "REQUEST"
    assert asked.send() == []


def test_a_no_is_a_withdrawal(asked):
    assert now_with(asked, gone(since=UNTIL - timedelta(hours=1)), status="withdrawn") == [
        f"withdrawal:{ID}:1"
    ]


def test_an_offer_that_ran_out_is_told_of_as_that(asked):
    assert now_with(asked, gone(since=UNTIL), status="withdrawn") == [f"withdrawal:{SEAT}"]
    assert asked.send() == []


def test_an_offer_that_nobody_could_be_told_of_in_time_is_told_of_when_it_has_run_out(desk):
    desk.take(newer(desk.unit_state().registration, seats=(offered(),)))

    assert now_with(desk, gone(since=UNTIL), status="withdrawn") == [f"withdrawal:{SEAT}"]
    assert OFFER not in desk.rows or not desk.rows[OFFER].is_open


def test_another_offer_is_another_question(asked):
    """The session was cancelled meanwhile, and is held after all."""
    later = UNTIL + timedelta(days=3)
    now_with(asked, waits())

    assert now_with(asked, offered(later)) == [f"offer:{SEAT}:{later:%Y%m%dT%H%M%SZ}"]


def test_a_session_that_is_moved_while_a_seat_is_held_is_told_of(asked):
    week = timedelta(weeks=1)
    session = a_session()
    asked.take(
        newer(
            session,
            starts_at=session.starts_at + week,
            ends_at=session.ends_at + week,
            edition=2,
            timed_at=NOW,
        )
    )

    assert asked.send() == [f"update:{SEAT}:e2"]
    assert asked.send() == []


def test_a_session_that_is_cancelled_while_a_seat_is_held_is_told_of_and_not_what_becomes_of_the_offer(asked):
    asked.take(newer(a_session(), status="cancelled"))
    assert asked.send() == [f"cancellation:{SEAT}"]

    assert now_with(asked, waits()) == []


def test_whoever_is_offered_a_seat_before_anything_was_told_is_asked_at_once():
    desk = UnitInMemory(*COMMON, a_session(), a_registration(offered(), status="waiting"))

    assert desk.send() == [OFFER]
    assert desk.send() == []


def test_with_a_seat_elsewhere_the_confirmation_tells_of_both_and_the_question_follows():
    second = a_seat(2, status="waiting", offered_until=UNTIL)
    desk = UnitInMemory(*COMMON, a_session(), a_session(2), a_registration(a_seat(), second))

    assert sorted(desk.send()) == sorted([f"confirmation:{ID}", OFFER.replace(str(SEAT), str(SECOND))])
    assert desk.send() == []


def test_an_offer_is_not_sent_when_its_time_has_passed(desk):
    desk.take(newer(desk.unit_state().registration, seats=(offered(NOW - timedelta(hours=1)),)))

    assert desk.send() == []


def test_what_is_sent_again_asks_nobody_twice(asked):
    again = msgspec.structs.replace(
        asked.unit_state().registration, version=asked.unit_state().registration.version
    )
    asked.take(again)

    assert asked.send() == []
