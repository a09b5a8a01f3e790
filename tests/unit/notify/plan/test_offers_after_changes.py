"""What somebody is told whose seat is held when the session is cancelled and takes place after all."""

from datetime import timedelta

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
SEAT = an_id("seat 1 Karin Holm")
FIRST, AGAIN = NOW + timedelta(days=1), NOW + timedelta(days=3)


def offer(until):
    return f"offer:{SEAT}:{until:%Y%m%dT%H%M%SZ}"


def cancelled_while_offered():
    unit = UnitInMemory(
        *COMMON, a_session(), a_registration(a_seat(status="waiting", offered_until=FIRST), status="waiting")
    )
    assert unit.send() == [offer(FIRST)]
    unit.take(newer(a_session(), status="cancelled"))
    assert unit.send() == [f"cancellation:{SEAT}"]
    return unit


def resumed():
    return newer(newer(a_session()), edition=2)


def test_one_whose_seat_was_held_is_told_of_the_new_time_when_the_session_takes_place_after_all():
    unit = cancelled_while_offered()

    unit.take(
        resumed(),
        newer(unit.unit_state().registration, seats=(a_seat(status="waiting", offered_until=AGAIN),)),
    )

    assert unit.send() == [offer(AGAIN)]
    assert unit.rows[offer(AGAIN)].expires_at == AGAIN
    assert unit.send() == []


def test_one_whose_seat_was_held_and_is_now_theirs_is_told_that_the_session_takes_place():
    unit = cancelled_while_offered()

    unit.take(resumed(), newer(unit.unit_state().registration, seats=(a_seat(),), status="registered"))

    assert unit.send() == [f"update:{SEAT}:0"]
    assert unit.rows[f"update:{SEAT}:0"].payload.method == "REQUEST"


def test_one_whose_offer_ends_when_it_did_before_is_told_that_the_session_takes_place():
    unit = cancelled_while_offered()

    unit.take(resumed())

    assert unit.send() == [f"update:{SEAT}:e2"]
    assert unit.send() == []


@pytest.mark.parametrize(
    ("now", "mails"), [(FIRST - timedelta(seconds=1), [f"update:{SEAT}:e2"]), (FIRST, [])]
)
def test_a_move_is_told_while_the_offer_holds_and_not_when_it_has_run_out(now, mails):
    unit = UnitInMemory(
        *COMMON, a_session(), a_registration(a_seat(status="waiting", offered_until=FIRST), status="waiting")
    )
    unit.send()
    unit.now = now

    unit.take(newer(a_session(), edition=2, starts_at=a_session().starts_at + timedelta(days=1)))

    assert unit.send() == mails
