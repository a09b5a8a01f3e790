"""What somebody is told who gets another person's seat, or a new seat in a session that they have had a seat in."""

from datetime import timedelta

import pytest

from services.notify.domain.passed_on import newest_seats
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

COMMON = (an_organiser(), a_programme(), a_cohort(), a_person())
ID = an_id("registration Karin Holm")
OLD = an_id("seat 1 Karin Holm")
NEW = an_id("seat 1 new")
LATER = NOW + timedelta(hours=1)
UNTIL = NOW + timedelta(days=1)


def gone(**changes):
    return a_seat(status="withdrawn", since=LATER, **changes)


def given(**changes):
    fields = {"id": NEW, "since": LATER, "handed_from_person_id": an_id("Bo Ek"), **changes}
    return a_seat(**fields)


def now_with(unit, *seats, status="registered"):
    """The same registration, later; returns the mails that follow."""
    unit.take(newer(unit.unit_state().registration, seats=seats, status=status))
    return unit.send()


def who_waits(**changes):
    unit = UnitInMemory(
        *COMMON, a_session(), a_registration(a_seat(status="waiting", **changes), status="waiting")
    )
    unit.send()
    return unit


@pytest.mark.parametrize("wait", [{"position": 1}, {"offered_until": UNTIL}], ids=["in-line", "offered"])
def test_a_substitute_who_waits_gets_one_mail_that_says_the_seat_is_theirs(wait):
    unit = who_waits(**wait)

    assert now_with(unit, gone(), given()) == [f"substitute:{NEW}"]

    mail = unit.rows[f"substitute:{NEW}"]
    assert (mail.kind, mail.payload.method, mail.payload.sequence) == ("substitute", "REQUEST", 0)
    assert unit.entries[OLD].status == "withdrawn"
    assert unit.send() == []


def test_a_substitute_who_waits_for_several_dates_gets_one_mail_about_all_and_their_entries():
    seats = [a_seat(number, status="waiting", position=1) for number in (1, 2)]
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(*seats, status="waiting"))
    unit.send()
    new = [given(), given(id=an_id("seat 2 new"), session_id=an_id("session 2"))]

    unit.take(newer(unit.unit_state().registration, seats=(gone(), a_seat(2, status="withdrawn"), *new)))

    joint, entries = f"substitute:{ID}:1", [f"calendar:{seat.id}:0" for seat in new]
    unit.fix(entries[0])
    unit.plan()
    assert unit.rows[joint].payload.seats == tuple(seat.id for seat in new)
    assert unit.send() == sorted([joint, entries[1]])
    assert unit.send() == []


def test_a_substitute_with_other_dates_gets_one_mail_about_the_date_that_is_added():
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(2)))
    unit.send()

    assert now_with(unit, a_seat(2), given()) == [f"substitute:{NEW}"]


def test_a_seat_that_comes_back_to_its_holder_is_told_as_theirs():
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    unit.send()
    assert now_with(unit, gone(), a_seat(2)) == [f"withdrawal:{OLD}"]

    assert now_with(unit, gone(), a_seat(2), given(since=LATER + timedelta(hours=1))) == [f"substitute:{NEW}"]


def test_a_first_mail_about_handed_seats_alone_says_that_they_are_a_substitutes():
    unit = UnitInMemory(*COMMON, a_session(), a_registration(gone(), given()))

    assert unit.send() == [f"confirmation:{ID}"]
    assert unit.rows[f"confirmation:{ID}"].kind == "substitute"


def test_a_handed_wait_that_becomes_a_seat_is_told_as_a_seat_from_the_waiting_list():
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(2)))
    unit.send()
    assert now_with(unit, a_seat(2), given(status="waiting", position=1)) == [f"waiting:{NEW}"]

    assert now_with(unit, a_seat(2), given(handed_from_person_id=None)) == [f"promoted:{NEW}"]


def test_a_date_that_is_given_up_and_taken_again_is_no_withdrawal_but_a_new_calendar_entry():
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    unit.send()

    mails = now_with(unit, gone(), a_seat(2), a_seat(id=NEW, since=LATER))

    assert mails == sorted([f"calendar:{OLD}:1", f"calendar:{NEW}:0"])
    assert [unit.rows[f"calendar:{seat}"].payload.method for seat in (f"{OLD}:1", f"{NEW}:0")] == [
        "CANCEL", "REQUEST",
    ]  # fmt: skip
    assert unit.send() == []


def test_a_new_wait_in_the_place_of_an_old_one_is_no_news():
    unit = who_waits(position=1)

    assert now_with(unit, gone(), a_seat(id=NEW, status="waiting", position=2, since=LATER)) == []
    assert now_with(unit, gone(), a_seat(id=NEW, since=LATER)) == [f"promoted:{NEW}"]


def test_a_new_seat_that_is_lost_before_it_was_told_is_one_withdrawal():
    unit = who_waits(position=1)
    lost = a_seat(id=NEW, status="withdrawn", since=LATER + timedelta(hours=1))

    assert now_with(unit, gone(), lost, status="withdrawn") == [f"withdrawal:{ID}:1"]
    assert unit.rows[f"withdrawal:{ID}:1"].payload.seats == (OLD,)


def test_a_new_seat_that_is_lost_after_it_was_told_is_one_withdrawal():
    unit = who_waits(position=1)
    now_with(unit, gone(), given())
    lost = given(status="withdrawn", since=LATER + timedelta(hours=1), handed_from_person_id=None)

    assert now_with(unit, gone(), lost, status="withdrawn") == [f"withdrawal:{NEW}"]
    assert unit.send() == []


def test_a_handed_seat_in_a_session_that_takes_place_after_all_is_told_as_an_update():
    unit = who_waits(position=1)
    now_with(unit, gone(), given())
    session = a_session()
    unit.take(newer(session, status="cancelled"))
    assert unit.send() == [f"cancellation:{NEW}"]

    unit.take(newer(newer(session), edition=2))

    assert unit.send() == [f"update:{NEW}:2"]


def test_the_seat_that_counts_in_a_session_is_the_one_that_is_not_withdrawn():
    seats = (gone(), a_seat(id=NEW, since=NOW - timedelta(days=1)), a_seat(2, status="withdrawn"))

    assert {seat.id for seat in newest_seats(a_registration(*seats)).values()} == {NEW, seats[2].id}
