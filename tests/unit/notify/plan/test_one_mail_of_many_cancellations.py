"""How many mails tell that several sessions are cancelled."""

from tests.support.notify import (
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

COMMON = (an_organiser(), a_programme(), a_person())
ID = an_id("registration Karin Holm")
SESSIONS = [a_session(number) for number in (1, 2, 3)]


def told(*seats, **registration):
    unit = UnitInMemory(*COMMON, a_cohort(), *SESSIONS, a_registration(*seats, **registration))
    unit.send()
    return unit


def waits(number):
    return a_seat(number, status="waiting", position=1)


def cancel_cohort(unit):
    unit.take(newer(a_cohort(), status="cancelled"))
    return unit.send()


def test_a_cancelled_cohort_is_one_mail_to_one_who_only_waited():
    unit = told(waits(1), waits(2), waits(3), status="waiting")

    assert cancel_cohort(unit) == [f"cancellation:{ID}:1"]
    assert len(unit.rows[f"cancellation:{ID}:1"].payload.seats) == 3
    assert unit.send() == []


def test_a_cancelled_cohort_is_one_mail_to_one_who_subscribes():
    unit = told(a_seat(1), a_seat(2), a_seat(3), calendar="subscription")

    assert cancel_cohort(unit) == [f"cancellation:{ID}:1"]


def test_a_cancelled_cohort_removes_each_entry_and_tells_of_all_waits_in_one_mail():
    unit = told(a_seat(1), waits(2), waits(3))

    seat = an_id("seat 1 Karin Holm")
    assert cancel_cohort(unit) == sorted([f"cancellation:{seat}", f"cancellation:{ID}:1"])
    assert unit.rows[f"cancellation:{seat}"].payload.method == "CANCEL"


def test_sessions_that_are_cancelled_before_the_first_mail_are_one_mail():
    unit = UnitInMemory(
        *COMMON, a_cohort(status="cancelled"), *SESSIONS, a_registration(a_seat(1), a_seat(2), a_seat(3))
    )

    assert unit.send() == [f"cancellation:{ID}:1"]


def test_one_session_that_is_cancelled_keeps_a_key_of_its_own():
    unit = told(waits(1), waits(2), status="waiting")

    unit.take(newer(SESSIONS[0], status="cancelled"))

    assert unit.send() == [f"cancellation:{an_id('seat 1 Karin Holm')}"]
    assert cancel_cohort(unit) == [f"cancellation:{an_id('seat 2 Karin Holm')}"]
