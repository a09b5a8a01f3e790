"""A mail about a loss waits for another try, and the person has the date again: the mail is dropped, and what is still lost is told."""

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

COMMON = (an_organiser(), a_programme(), a_cohort(), a_person(email="fel@nora.example"))
ID, SEAT, SECOND = an_id("registration Karin Holm"), *(an_id(f"seat {n} Karin Holm") for n in (1, 2))
AGAIN = an_id("seat had again")
GONE = {"status": "withdrawn", "since": NOW}


def told(*seats, **registration):
    """Somebody who has been told of these seats."""
    sessions = [a_session(number) for number in range(1, len(seats) + 1)]
    unit = UnitInMemory(*COMMON, *sessions, a_registration(*seats, **registration))
    unit.send()
    return unit


def now_with(unit, *seats, status="registered"):
    unit.take(newer(unit.unit_state().registration, seats=seats, status=status))


def had_again(number=1):
    return a_seat(number, id=AGAIN)


def cancelled(session):
    return newer(session, status="cancelled", edition=session.edition + 1)


def held(session):
    return newer(cancelled(session), status="scheduled", edition=session.edition + 2)


def mail(unit, key):
    row = unit.rows[key]
    return row.kind, row.payload.method, row.payload.sequence


def test_a_cancellation_that_waits_is_dropped_when_the_date_is_held_after_all_and_the_entry_stays():
    unit = told(a_seat())
    unit.take(cancelled(a_session()))
    unit.fix(f"cancellation:{SEAT}", "deferred")

    unit.take(held(a_session()))

    assert unit.rows[f"cancellation:{SEAT}"].status == "cancelled"
    assert unit.send() == [f"update:{SEAT}:2"]
    assert mail(unit, f"update:{SEAT}:2") == ("update", "REQUEST", 2)
    assert unit.send() == []


def test_a_cancellation_that_waits_and_was_dropped_is_told_when_the_date_is_cancelled_again():
    unit = told(a_seat(), calendar="none")
    unit.take(cancelled(a_session()))
    unit.fix(f"cancellation:{SEAT}", "deferred")
    unit.take(held(a_session()))

    unit.take(cancelled(held(a_session())))

    assert unit.send() == [f"cancellation:{SEAT}:e4"]
    assert unit.send() == []


def test_a_withdrawal_that_waits_is_dropped_when_the_date_is_taken_again_and_the_old_entry_is_removed():
    unit = told(a_seat())
    now_with(unit, a_seat(**GONE))
    unit.fix(f"withdrawal:{SEAT}", "deferred")

    now_with(unit, a_seat(**GONE), had_again())

    assert unit.rows[f"withdrawal:{SEAT}"].status == "cancelled"
    assert sorted(unit.send()) == sorted([f"calendar:{SEAT}:2", f"calendar:{AGAIN}:0"])
    assert mail(unit, f"calendar:{SEAT}:2") == ("calendar", "CANCEL", 2)
    assert unit.send() == []


@pytest.mark.parametrize("is_disposed", [False, True])
def test_what_else_a_dropped_withdrawal_said_is_told_anew(is_disposed):
    unit = told(a_seat(1), a_seat(2), calendar="none")
    now_with(unit, a_seat(1, **GONE), a_seat(2, **GONE), status="withdrawn")
    unit.fix(f"withdrawal:{ID}:1", "deferred")

    now_with(unit, a_seat(1, **GONE), a_seat(2, **GONE), had_again())

    assert unit.rows[f"withdrawal:{ID}:1"].status == "cancelled"
    if is_disposed:
        unit.dispose()
        unit.plan()
    keys = unit.send()
    assert f"withdrawal:{ID}:2" in keys
    assert unit.rows[f"withdrawal:{ID}:2"].payload.seats == (SECOND,)
    assert unit.send() == []


def test_a_withdrawal_that_waits_stays_while_it_is_true():
    unit = told(a_seat(1), a_seat(2))
    now_with(unit, a_seat(1, **GONE), a_seat(2))
    unit.fix(f"withdrawal:{SEAT}", "deferred")

    unit.take(newer(a_session(2), place="Sal 2", edition=2))

    assert unit.rows[f"withdrawal:{SEAT}"].status == "deferred"
    assert unit.send() == [f"update:{SECOND}:1"]


@pytest.mark.parametrize("calendar", ["invitations", "none"])
def test_a_loss_whose_mail_waits_when_the_address_changes_is_told_at_the_new_one(calendar):
    unit = told(a_seat(), calendar=calendar)
    now_with(unit, a_seat(**GONE), status="withdrawn")
    [loss] = unit.waiting()
    unit.fix(loss, "deferred")

    unit.take(newer(unit.unit_state().person, email="ratt@nora.example", address_edition=2))

    assert unit.rows[loss].status == "cancelled"
    unit.send()
    gone = [(row.kind, row.payload.method, row.to_address) for row in unit.sent if row.status == "sent"][1:]
    farewell = [("calendar", "CANCEL", "fel@nora.example")] if calendar == "invitations" else []
    assert sorted(gone, key=str) == sorted([*farewell, ("withdrawal", None, "ratt@nora.example")], key=str)


def test_an_entry_whose_removal_waits_when_the_address_changes_is_removed_there_once_and_its_sequence_counts_on():
    unit = told(a_seat())
    unit.take(newer(unit.unit_state().registration, calendar="subscription"))
    unit.fix(f"calendar:{SEAT}:1", "deferred")

    unit.take(newer(unit.unit_state().person, email="ratt@nora.example", address_edition=2))

    assert unit.send() == [f"calendar:{SEAT}:2", f"confirmation:{ID}:to2"]
    assert mail(unit, f"calendar:{SEAT}:2") == ("calendar", "CANCEL", 2)
    unit.take(cancelled(a_session()))
    assert unit.send() == [f"cancellation:{SEAT}"]
    assert mail(unit, f"cancellation:{SEAT}") == ("cancellation", None, None)


def test_a_removal_that_waits_while_the_seat_is_given_up_is_dropped_for_the_withdrawal_which_removes_it():
    unit = told(a_seat())
    unit.take(newer(unit.unit_state().registration, calendar="none"))
    unit.fix(f"calendar:{SEAT}:1", "deferred")

    now_with(unit, a_seat(**GONE), status="withdrawn")

    assert unit.rows[f"calendar:{SEAT}:1"].status == "cancelled"
    assert unit.send() == [f"withdrawal:{SEAT}"]
    assert mail(unit, f"withdrawal:{SEAT}") == ("withdrawal", "CANCEL", 2)
