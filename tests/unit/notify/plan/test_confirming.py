"""A registration that nobody has confirmed: one mail that asks for it, and nothing else before it is."""

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
    day_before,
    newer,
)

UNTIL = NOW + timedelta(hours=24)
COMMON = (an_organiser(), a_programme(), a_cohort(reminders=(day_before(),)), a_person())
ID = an_id("registration Karin Holm")
ASKS = f"confirm:{ID}:1"


def held(number=1, **changes):
    return a_seat(number, status="waiting", position=None, offered_until=UNTIL, **changes)


def unconfirmed(*seats, **changes):
    return a_registration(*(seats or (held(),)), status="waiting", confirm_until=UNTIL, **changes)


def confirmed(registration):
    seats = tuple(newer_seat(seat) for seat in registration.seats)
    return newer(registration, status="registered", confirm_until=None, seats=seats)


def newer_seat(seat):
    return a_seat(1 if seat.id == a_seat(1).id else 2)


def test_one_mail_asks_to_confirm_and_no_reminder_and_no_entry_is_planned():
    unit = UnitInMemory(*COMMON, a_session(), unconfirmed())

    assert unit.waiting() == [ASKS]
    row = unit.rows[ASKS]
    assert (row.kind, row.expires_at, row.payload.seats, row.payload.method) == ("confirm", UNTIL, (), None)
    assert unit.send() == [ASKS]
    assert (unit.entries, unit.waiting()) == ({}, [])


def test_the_usual_confirmation_with_its_entry_and_reminders_follow_once_it_is_confirmed():
    registration = unconfirmed()
    unit = UnitInMemory(*COMMON, a_session(), registration)
    unit.send()

    unit.take(confirmed(registration))

    assert unit.send() == [f"confirmation:{ID}"]
    assert unit.rows[f"confirmation:{ID}"].payload.method == "REQUEST"
    assert [key for key in unit.waiting() if key.startswith("reminder:")] != []


def test_what_happens_to_the_session_meanwhile_is_not_mailed():
    session = a_session()
    registration = unconfirmed()
    unit = UnitInMemory(*COMMON, session, registration)
    unit.send()

    moved = newer(session, edition=2, starts_at=session.starts_at + timedelta(days=1))
    unit.take(moved)
    assert unit.send() == []
    unit.take(newer(moved, status="cancelled"))
    assert unit.send() == []


def test_a_mail_that_is_not_sent_yet_says_what_is_so_now():
    session = a_session()
    unit = UnitInMemory(*COMMON, session, unconfirmed())
    before = unit.rows[ASKS].payload

    unit.take(newer(session, edition=2, starts_at=session.starts_at + timedelta(days=1)))

    assert unit.waiting() == [ASKS]
    assert unit.rows[ASKS].payload != before


@pytest.mark.parametrize("is_sent", [True, False])
def test_nothing_is_mailed_about_a_registration_that_was_let_go(is_sent):
    registration = unconfirmed()
    unit = UnitInMemory(*COMMON, a_session(), registration)
    if is_sent:
        unit.send()

    gone = a_seat(status="withdrawn", since=UNTIL, offered_until=UNTIL)
    unit.take(newer(registration, status="withdrawn", seats=(gone,)))

    assert unit.send() == []


def test_a_mail_that_waits_for_another_try_is_taken_back_once_it_is_confirmed():
    registration = unconfirmed()
    unit = UnitInMemory(*COMMON, a_session(), registration)
    unit.fix(ASKS, "deferred")

    unit.take(confirmed(registration))

    assert unit.rows[ASKS].status == "cancelled"


def test_links_that_are_asked_for_again_are_not_mailed_before_it_is_confirmed():
    registration = unconfirmed(link_asked_at=NOW)
    unit = UnitInMemory(*COMMON, a_session(), registration)

    assert unit.send() == [ASKS]


def test_a_link_that_was_replaced_is_mailed_again():
    registration = unconfirmed()
    unit = UnitInMemory(*COMMON, a_session(), registration)
    unit.send()

    unit.take(newer(registration, generation=2))

    assert unit.send() == [f"confirm:{ID}:2"]


def test_the_link_to_what_is_stored_is_mailed_to_somebody_who_asks_for_it():
    unit = UnitInMemory(*COMMON, a_session(), unconfirmed(data_asked_at=NOW))

    assert sorted(row.kind for row in unit.rows.values()) == ["confirm", "link"]


def test_a_registration_that_another_link_confirms_has_no_mail_of_its_own():
    unit = UnitInMemory(*COMMON, a_session(), unconfirmed(confirm_with_id=an_id("registration Eva Ek")))

    assert unit.waiting() == []


def test_a_wait_is_asked_about_and_mailed_as_a_wait_afterwards():
    registration = unconfirmed(a_seat(status="waiting", position=2))
    unit = UnitInMemory(*COMMON, a_session(), registration)
    assert unit.send() == [ASKS]

    unit.take(newer(registration, confirm_until=None))

    assert unit.send() == [f"waiting:{ID}"]


def test_another_address_is_asked_anew():
    person, registration = a_person(), unconfirmed()
    unit = UnitInMemory(*COMMON, a_session(), registration)
    unit.send()

    unit.take(newer(person, email="ny@skola.example", address_edition=2))

    assert [row.kind for row in unit.rows.values()] == ["confirm", "confirm"]


def test_a_replay_to_an_empty_ledger_asks_nobody_again_and_confirms_what_is_confirmed_later():
    registration = unconfirmed()
    unit = UnitInMemory()
    unit.replayed_at = NOW
    unit.take(*COMMON, a_session(), registration)
    assert unit.send() == []

    unit.replayed_at = None
    unit.take(confirmed(registration))

    assert unit.send() == [f"confirmation:{ID}"]


def test_a_seat_that_was_let_go_before_it_was_confirmed_is_not_mailed_about():
    registration = unconfirmed(held(1), held(2))
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), registration)
    unit.send()
    gone = a_seat(1, status="withdrawn", since=UNTIL, offered_until=UNTIL)

    unit.take(newer(registration, status="registered", confirm_until=None, seats=(gone, a_seat(2))))

    assert unit.send() == [f"confirmation:{ID}"]
    assert unit.send() == []
