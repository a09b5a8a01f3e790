"""The mails about an offer of a seat: the offer once, then what became of it."""

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


def waiting_seat(**changes):
    return a_seat(status="waiting", position=1, **changes)


def offered_seat(until=UNTIL, **changes):
    return a_seat(status="waiting", offered_until=until, **changes)


def withdrawn_seat(since, until=UNTIL):
    return a_seat(status="withdrawn", offered_until=until, since=since)


def send_after(unit, *seats, status="waiting"):
    """The keys of the mails sent after the registration has changed to these seats."""
    unit.take(newer(unit.unit_state().registration, seats=seats, status=status))
    return unit.send()


@pytest.fixture
def waiting_unit():
    """A unit whose waiting-list mail has been sent."""
    waiting_unit = UnitInMemory(*COMMON, a_session(), a_registration(waiting_seat(), status="waiting"))
    assert waiting_unit.send() == [f"waiting:{ID}"]
    return waiting_unit


@pytest.fixture
def offered_unit(waiting_unit):
    assert send_after(waiting_unit, offered_seat()) == [OFFER]
    return waiting_unit


def test_an_offer_is_mailed_once_and_expires_when_it_runs_out(offered_unit):
    row = offered_unit.rows[OFFER]

    assert (row.kind, row.expires_at, row.payload.method) == ("offer", UNTIL, None)
    assert offered_unit.entries[SEAT].status == "offered"
    assert offered_unit.send() == []


def test_an_accepted_offer_leads_to_a_promotion_mail_with_the_calendar_entry(offered_unit):
    assert send_after(offered_unit, a_seat(), status="registered") == [f"promoted:{SEAT}"]
    assert offered_unit.rows[f"promoted:{SEAT}"].payload.method == "REQUEST"
    assert offered_unit.send() == []


def test_a_declined_offer_leads_to_a_withdrawal_mail(offered_unit):
    assert send_after(offered_unit, withdrawn_seat(since=UNTIL - timedelta(hours=1)), status="withdrawn") == [
        f"withdrawal:{ID}:1"
    ]


def test_an_offer_that_ran_out_leads_to_one_withdrawal_mail_for_the_seat(offered_unit):
    assert send_after(offered_unit, withdrawn_seat(since=UNTIL), status="withdrawn") == [f"withdrawal:{SEAT}"]
    assert offered_unit.send() == []


def test_an_offer_that_ran_out_before_its_mail_leads_only_to_the_withdrawal_mail(waiting_unit):
    waiting_unit.take(newer(waiting_unit.unit_state().registration, seats=(offered_seat(),)))

    assert send_after(waiting_unit, withdrawn_seat(since=UNTIL), status="withdrawn") == [f"withdrawal:{SEAT}"]
    assert OFFER not in waiting_unit.rows or not waiting_unit.rows[OFFER].is_open


def test_a_second_offer_of_the_same_seat_is_a_delivery_of_its_own(offered_unit):
    """The session was cancelled in between and takes place after all."""
    later = UNTIL + timedelta(days=3)
    send_after(offered_unit, waiting_seat())

    assert send_after(offered_unit, offered_seat(later)) == [f"offer:{SEAT}:{later:%Y%m%dT%H%M%SZ}"]


def test_a_session_moved_during_an_offer_leads_to_an_update(offered_unit):
    week = timedelta(weeks=1)
    session = a_session()
    offered_unit.take(
        newer(
            session,
            starts_at=session.starts_at + week,
            ends_at=session.ends_at + week,
            edition=2,
            timed_at=NOW,
        )
    )

    assert offered_unit.send() == [f"update:{SEAT}:e2"]
    assert offered_unit.send() == []


def test_a_session_cancelled_during_an_offer_leads_only_to_a_cancellation(offered_unit):
    offered_unit.take(newer(a_session(), status="cancelled"))
    assert offered_unit.send() == [f"cancellation:{SEAT}"]

    assert send_after(offered_unit, waiting_seat()) == []


def test_an_offer_before_any_other_mail_is_the_first_contact():
    unit = UnitInMemory(*COMMON, a_session(), a_registration(offered_seat(), status="waiting"))

    assert unit.send() == [OFFER]
    assert unit.send() == []


def test_an_offer_beside_a_confirmed_seat_is_mailed_together_with_the_confirmation():
    second = a_seat(2, status="waiting", offered_until=UNTIL)
    unit = UnitInMemory(*COMMON, a_session(), a_session(2), a_registration(a_seat(), second))

    assert sorted(unit.send()) == sorted([f"confirmation:{ID}", OFFER.replace(str(SEAT), str(SECOND))])
    assert unit.send() == []


def test_an_offer_is_not_mailed_after_it_has_run_out(waiting_unit):
    waiting_unit.take(
        newer(waiting_unit.unit_state().registration, seats=(offered_seat(NOW - timedelta(hours=1)),))
    )

    assert waiting_unit.send() == []


def test_a_repeated_snapshot_does_not_repeat_the_offer(offered_unit):
    repeated = msgspec.structs.replace(
        offered_unit.unit_state().registration, version=offered_unit.unit_state().registration.version
    )
    offered_unit.take(repeated)

    assert offered_unit.send() == []
