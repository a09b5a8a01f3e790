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


def test_an_offer_is_mailed_once_and_expires_when_it_runs_out(asked):
    row = asked.rows[OFFER]

    assert (row.kind, row.expires_at, row.payload.method) == ("offer", UNTIL, None)
    assert asked.entries[SEAT].status == "offered"
    assert asked.send() == []


def test_an_accepted_offer_leads_to_a_promotion_mail_with_the_calendar_entry(asked):
    assert now_with(asked, a_seat(), status="registered") == [f"promoted:{SEAT}"]
    assert asked.rows[f"promoted:{SEAT}"].payload.method == "REQUEST"
    assert asked.send() == []


def test_a_declined_offer_leads_to_a_withdrawal_mail(asked):
    assert now_with(asked, gone(since=UNTIL - timedelta(hours=1)), status="withdrawn") == [
        f"withdrawal:{ID}:1"
    ]


def test_an_offer_that_ran_out_leads_to_one_withdrawal_mail_for_the_seat(asked):
    assert now_with(asked, gone(since=UNTIL), status="withdrawn") == [f"withdrawal:{SEAT}"]
    assert asked.send() == []


def test_an_offer_that_ran_out_before_its_mail_leads_only_to_the_withdrawal_mail(desk):
    desk.take(newer(desk.unit_state().registration, seats=(offered(),)))

    assert now_with(desk, gone(since=UNTIL), status="withdrawn") == [f"withdrawal:{SEAT}"]
    assert OFFER not in desk.rows or not desk.rows[OFFER].is_open


def test_a_second_offer_of_the_same_seat_is_a_delivery_of_its_own(asked):
    """The session was cancelled meanwhile, and is held after all."""
    later = UNTIL + timedelta(days=3)
    now_with(asked, waits())

    assert now_with(asked, offered(later)) == [f"offer:{SEAT}:{later:%Y%m%dT%H%M%SZ}"]


def test_a_session_moved_during_an_offer_leads_to_an_update(asked):
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


def test_a_session_cancelled_during_an_offer_leads_only_to_a_cancellation(asked):
    asked.take(newer(a_session(), status="cancelled"))
    assert asked.send() == [f"cancellation:{SEAT}"]

    assert now_with(asked, waits()) == []


def test_an_offer_before_any_other_mail_is_the_first_contact():
    desk = UnitInMemory(*COMMON, a_session(), a_registration(offered(), status="waiting"))

    assert desk.send() == [OFFER]
    assert desk.send() == []


def test_an_offer_beside_a_confirmed_seat_is_mailed_together_with_the_confirmation():
    second = a_seat(2, status="waiting", offered_until=UNTIL)
    desk = UnitInMemory(*COMMON, a_session(), a_session(2), a_registration(a_seat(), second))

    assert sorted(desk.send()) == sorted([f"confirmation:{ID}", OFFER.replace(str(SEAT), str(SECOND))])
    assert desk.send() == []


def test_an_offer_is_not_mailed_after_it_has_run_out(desk):
    desk.take(newer(desk.unit_state().registration, seats=(offered(NOW - timedelta(hours=1)),)))

    assert desk.send() == []


def test_a_repeated_snapshot_does_not_repeat_the_offer(asked):
    again = msgspec.structs.replace(
        asked.unit_state().registration, version=asked.unit_state().registration.version
    )
    asked.take(again)

    assert asked.send() == []
