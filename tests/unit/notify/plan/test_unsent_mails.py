"""What somebody is told when something changes while an earlier mail has not got through."""

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

COMMON = (an_organiser(), a_programme(), a_cohort(), a_person())
ID = an_id("registration Karin Holm")
CONFIRMATION, WAITING = f"confirmation:{ID}", f"waiting:{ID}"
AGAIN = f"{CONFIRMATION}:again:1"
SEAT, SECOND = (an_id(f"seat {number} Karin Holm") for number in (1, 2))
UNTIL = NOW + timedelta(days=1)
UNSENT = ["deferred", "held"]


def moved(session, by=timedelta(days=7)):
    return newer(
        session,
        starts_at=session.starts_at + by,
        ends_at=session.ends_at + by,
        edition=session.edition + 1,
        timed_at=NOW,
    )


def made(unit, status, *keys):
    """Make these mails, which do not get through."""
    for key in keys:
        unit.fix(key, status=status)
    return unit


def now_with(unit, *seats, status="registered"):
    unit.take(newer(unit.unit_state().registration, seats=seats, status=status))


def mail(unit, key):
    row = unit.rows[key]
    return row.kind, row.payload.method, row.payload.sequence


@pytest.mark.parametrize("status", UNSENT)
def test_a_confirmation_that_waits_while_the_date_moves_becomes_one_that_confirms_the_new_time(status):
    unit = made(UnitInMemory(*COMMON, a_session(), a_registration()), status, CONFIRMATION)

    unit.take(moved(a_session()))

    assert unit.rows[CONFIRMATION].status == "cancelled"
    assert unit.waiting() == [AGAIN]
    assert unit.send() == [AGAIN]
    assert mail(unit, AGAIN) == ("confirmation", "REQUEST", 1)
    assert unit.entries[SEAT].details.starts_at == moved(a_session()).starts_at
    assert unit.send() == []


def test_a_confirmation_that_got_through_is_followed_by_a_mail_about_the_move():
    unit = made(UnitInMemory(*COMMON, a_session(), a_registration()), "sent", CONFIRMATION)

    unit.take(moved(a_session()))

    assert unit.send() == [f"update:{SEAT}:1"]


def test_a_confirmation_that_waits_twice_while_the_date_moves_twice_is_still_one_mail():
    unit = made(UnitInMemory(*COMMON, a_session(), a_registration()), "deferred", CONFIRMATION)
    unit.take(moved(a_session()))
    made(unit, "deferred", AGAIN)

    unit.take(moved(moved(a_session())))

    assert unit.rows[AGAIN].status == "cancelled"
    assert unit.send() == [f"{CONFIRMATION}:again:2"]
    assert mail(unit, f"{CONFIRMATION}:again:2") == ("confirmation", "REQUEST", 2)


def test_a_confirmation_that_waits_is_left_alone_while_it_is_true():
    unit = made(UnitInMemory(*COMMON, a_session(), a_registration()), "deferred", CONFIRMATION)

    unit.take(newer(a_session(), note="Ta med en penna"))

    assert unit.rows[CONFIRMATION].status == "deferred"
    assert unit.send() == []


def test_in_a_series_the_confirmation_that_waits_is_made_anew_and_entries_that_came_are_moved():
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    made(unit, "deferred", CONFIRMATION, f"calendar:{SECOND}:0")
    made(unit, "sent", f"calendar:{SEAT}:0")

    unit.take(moved(a_session(1)), moved(a_session(2)))

    assert unit.send() == sorted([AGAIN, f"update:{SEAT}:1", f"calendar:{SECOND}:1"])
    assert unit.rows[f"calendar:{SECOND}:0"].status == "cancelled"
    assert mail(unit, AGAIN) == ("confirmation", None, None)
    assert unit.send() == []


def test_a_place_in_line_that_waits_while_it_becomes_a_seat_is_told_as_a_confirmation():
    unit = UnitInMemory(
        *COMMON, a_session(), a_registration(a_seat(status="waiting", position=1), status="waiting")
    )
    made(unit, "deferred", WAITING)

    now_with(unit, a_seat())

    assert unit.rows[WAITING].status == "cancelled"
    assert unit.send() == [AGAIN]
    assert mail(unit, AGAIN) == ("confirmation", "REQUEST", 0)


def test_a_confirmation_that_waits_while_its_date_is_given_up_is_dropped():
    unit = made(UnitInMemory(*COMMON, a_session(), a_registration()), "deferred", CONFIRMATION)

    now_with(unit, a_seat(status="withdrawn"), status="withdrawn")

    assert unit.rows[CONFIRMATION].status == "cancelled"
    assert unit.send() == [f"withdrawal:{SEAT}"]
    assert mail(unit, f"withdrawal:{SEAT}") == ("withdrawal", "CANCEL", 1)


@pytest.mark.parametrize("status", UNSENT)
@pytest.mark.parametrize("giver", [None, "Bo Ek"], ids=["promoted", "substitute"])
def test_a_seat_whose_mail_waits_while_the_date_moves_is_told_with_the_new_time(status, giver):
    unit = UnitInMemory(
        *COMMON, a_session(), a_registration(a_seat(status="waiting", position=1), status="waiting")
    )
    unit.send()
    kind = "substitute" if giver else "promoted"
    now_with(unit, a_seat(handed_from_person_id=an_id(giver) if giver else None))
    made(unit, status, f"{kind}:{SEAT}")

    unit.take(moved(a_session()))

    assert unit.rows[f"{kind}:{SEAT}"].status == "cancelled"
    assert unit.send() == [f"{kind}:{SEAT}:1"]
    assert mail(unit, f"{kind}:{SEAT}:1") == (kind, "REQUEST", 1)
    assert unit.send() == []


def test_an_offer_that_waits_while_the_date_moves_is_made_again_with_the_new_time():
    unit = UnitInMemory(
        *COMMON, a_session(), a_registration(a_seat(status="waiting", position=1), status="waiting")
    )
    unit.send()
    now_with(unit, a_seat(status="waiting", offered_until=UNTIL), status="waiting")
    offer = f"offer:{SEAT}:{UNTIL:%Y%m%dT%H%M%SZ}"
    made(unit, "deferred", offer)

    unit.take(moved(a_session()))

    assert unit.rows[offer].status == "cancelled"
    assert unit.send() == [f"{offer}:e2"]
    assert unit.rows[f"{offer}:e2"].expires_at == UNTIL
    assert unit.send() == []


def test_an_update_that_waits_is_dropped_for_the_next():
    unit = UnitInMemory(*COMMON, a_session(), a_registration())
    unit.send()
    unit.take(moved(a_session()))
    made(unit, "deferred", f"update:{SEAT}:1")

    unit.take(moved(moved(a_session())))

    assert unit.rows[f"update:{SEAT}:1"].status == "cancelled"
    assert unit.send() == [f"update:{SEAT}:2"]


@pytest.mark.parametrize("status", UNSENT)
def test_the_entry_in_a_confirmation_that_waits_while_another_seat_is_given_follows_the_new_one(status):
    first, second = a_seat(1), a_seat(2, status="waiting", position=1)
    undated = a_session(2, starts_at=None, ends_at=None)
    unit = UnitInMemory(*COMMON, a_session(), undated, a_registration(first, second))
    made(unit, status, CONFIRMATION)
    assert mail(unit, CONFIRMATION) == ("confirmation", "REQUEST", 0)

    now_with(unit, first, a_seat(2))

    assert unit.waiting() == sorted([AGAIN, f"calendar:{SEAT}:1"])
    unit.fix(AGAIN)
    now_with(unit, first, a_seat(2))
    assert unit.send() == [f"calendar:{SEAT}:1"]
    now_with(unit, first, a_seat(2))
    assert unit.waiting() == []


def test_a_seat_that_was_told_after_its_offer_was_dropped_moves_as_any_other():
    unit = UnitInMemory(
        *COMMON, a_session(), a_registration(a_seat(status="waiting", position=1), status="waiting")
    )
    unit.send()
    now_with(unit, a_seat(status="waiting", offered_until=UNTIL), status="waiting")
    made(unit, "deferred", f"offer:{SEAT}:{UNTIL:%Y%m%dT%H%M%SZ}")
    now_with(unit, a_seat())
    assert unit.send() == [f"promoted:{SEAT}"]

    unit.take(moved(a_session()))

    assert unit.send() == [f"update:{SEAT}:1"]
    assert unit.send() == []


@pytest.mark.parametrize("giver", [None, "Bo Ek"], ids=["promoted", "substitute"])
def test_a_seat_whose_mail_waits_is_still_told_when_the_person_wants_no_entries(giver):
    unit = UnitInMemory(
        *COMMON, a_session(), a_registration(a_seat(status="waiting", position=1), status="waiting")
    )
    unit.send()
    kind = "substitute" if giver else "promoted"
    now_with(unit, a_seat(handed_from_person_id=an_id(giver) if giver else None))
    made(unit, "deferred", f"{kind}:{SEAT}")

    unit.take(newer(unit.unit_state().registration, calendar="none"))

    assert unit.rows[f"{kind}:{SEAT}"].status == "cancelled"
    assert unit.send() == [f"{kind}:{SEAT}:1"]
    assert mail(unit, f"{kind}:{SEAT}:1") == (kind, None, None)
    assert unit.send() == [f"calendar:{SEAT}:1"]
    assert mail(unit, f"calendar:{SEAT}:1") == ("calendar", "CANCEL", 1)
    assert unit.send() == []


def another_wait():
    """Somebody with a seat, and a place in the other line of which the mail has not got through."""
    second = a_seat(2, status="waiting", position=1)
    unit = UnitInMemory(*COMMON, a_session(), a_session(2), a_registration(a_seat(1)))
    unit.send()
    now_with(unit, a_seat(1), second)
    return made(unit, "deferred", f"waiting:{SECOND}")


def test_a_place_in_another_line_that_waits_while_the_date_moves_is_told_with_the_new_time():
    unit = another_wait()

    unit.take(moved(a_session(2)))

    assert unit.rows[f"waiting:{SECOND}"].status == "cancelled"
    assert unit.send() == [f"waiting:{SECOND}:e2"]
    assert unit.send() == []


def test_a_place_in_another_line_that_waits_while_it_becomes_a_seat_is_dropped_and_not_told_again():
    unit = another_wait()

    now_with(unit, a_seat(1), a_seat(2))

    assert unit.rows[f"waiting:{SECOND}"].status == "cancelled"
    assert unit.send() == [f"promoted:{SECOND}"]
    unit.take(moved(a_session(2)))
    assert unit.send() == [f"update:{SECOND}:1"]


def test_mails_that_wait_are_dropped_for_one_that_says_that_several_dates_are_cancelled():
    unit = another_wait()
    now_with(
        unit, a_seat(1), a_seat(2, status="waiting", position=1), a_seat(3, status="waiting", position=1)
    )
    unit.take(a_session(3))
    made(unit, "deferred", f"waiting:{an_id('seat 3 Karin Holm')}")

    unit.take(*(newer(a_session(number), status="cancelled", edition=2) for number in (2, 3)))

    assert [unit.rows[f"waiting:{seat_id}"].status for seat_id in (SECOND, an_id("seat 3 Karin Holm"))] == [
        "cancelled",
        "cancelled",
    ]
    assert unit.send() == [f"cancellation:{ID}:1"]


def test_a_mail_that_removes_an_entry_and_waits_stays_beside_one_without_a_calendar_message():
    unit = UnitInMemory(*COMMON, a_session(), a_registration())
    unit.send()
    unit.take(undated := newer(a_session(), starts_at=None, ends_at=None, edition=2))
    made(unit, "deferred", f"update:{SEAT}:1")
    assert mail(unit, f"update:{SEAT}:1") == ("update", "CANCEL", 1)

    unit.take(newer(undated, status="cancelled", edition=3))

    assert unit.rows[f"update:{SEAT}:1"].status == "deferred"
    assert unit.send() == [f"cancellation:{SEAT}"]
