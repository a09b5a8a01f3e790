"""What somebody who has been told is told next."""

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
    undated,
)

COMMON = (an_organiser(), a_programme(), a_cohort(), a_person())
ID = an_id("registration Karin Holm")
CONFIRMATION = f"confirmation:{ID}"
SEAT, SECOND, THIRD = (an_id(f"seat {number} Karin Holm") for number in (1, 2, 3))
LATER = timedelta(days=7)


def told(*seats, sessions=None, **changes):
    """Somebody who has had the confirmation, and every calendar mail."""
    seats = seats or (a_seat(),)
    sessions = sessions or [a_session(number + 1) for number in range(len(seats))]
    desk = UnitInMemory(*COMMON, *sessions, a_registration(*seats, **changes))
    desk.send()
    assert desk.send() == []
    return desk


def moved(session, by=LATER, **changes):
    times = {"starts_at": session.starts_at + by, "ends_at": session.ends_at + by}
    return newer(session, **{**times, "edition": session.edition + 1, "timed_at": NOW, **changes})


def payload(desk, key):
    found = desk.rows[key].payload
    return found.method, found.sequence


def test_a_move_is_an_update_with_a_raised_sequence_that_asks_again():
    desk = told()

    desk.take(moved(a_session()))

    assert desk.send() == [f"update:{SEAT}:1"]
    assert payload(desk, f"update:{SEAT}:1") == ("REQUEST", 1)
    assert desk.entries[SEAT].partstat == "NEEDS-ACTION"
    assert desk.send() == []


def test_the_sequence_rises_with_every_update():
    desk, session = told(), a_session()

    for sequence in (1, 2, 3):
        session = moved(session)
        desk.take(session)
        assert desk.send() == [f"update:{SEAT}:{sequence}"]


def test_a_change_of_place_keeps_the_answer_that_was_given():
    desk = told()
    desk.entries[SEAT] = msgspec.structs.replace(desk.entries[SEAT], partstat="ACCEPTED")

    desk.take(newer(a_session(), edition=2, place="Sal 3"))
    desk.send()

    assert desk.entries[SEAT].partstat == "ACCEPTED"


def test_a_silent_change_is_told_with_the_next_that_is_not():
    desk = told()
    silent = newer(a_session(), place="Sal 3")
    desk.take(silent)
    assert desk.send() == []

    desk.take(newer(silent, edition=2, title="Lärträff 1, ny titel"))

    assert desk.send() == [f"update:{SEAT}:1"]
    assert desk.entries[SEAT].details.place == "Sal 3"


def test_another_room_behind_the_same_link_is_told():
    desk = told()

    desk.take(newer(a_session(), edition=2, has_join_url=True, link_mark="another"))

    assert desk.send() == [f"update:{SEAT}:1"]


def test_a_raised_edition_that_changes_nothing_is_not_told():
    desk = told()

    desk.take(newer(a_session(), edition=2))

    assert desk.send() == []


def test_moved_and_moved_back_before_it_was_told_is_nothing():
    desk, there = told(), moved(a_session())
    desk.take(there)
    assert desk.waiting() == [f"update:{SEAT}:1"]

    desk.take(moved(there, -LATER))

    assert desk.send() == []


def test_moved_back_and_away_again_is_one_update():
    desk, there = told(), moved(a_session())
    desk.take(there)
    back = moved(there, -LATER)
    desk.take(back)

    desk.take(moved(back))

    assert desk.send() == [f"update:{SEAT}:1"]


def test_two_moves_before_the_mail_are_one_update():
    desk, there = told(), moved(a_session())
    desk.take(there)

    desk.take(moved(there))

    assert desk.send() == [f"update:{SEAT}:1"]
    assert desk.entries[SEAT].details.starts_at == a_session().starts_at + 2 * LATER


def test_a_move_before_the_calendar_mail_is_told_by_one_mail():
    desk = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    desk.fix(CONFIRMATION)

    desk.take(moved(a_session(1)))

    assert desk.send() == sorted([f"update:{SEAT}:0", f"calendar:{SECOND}:0"])
    assert desk.rows[f"calendar:{SEAT}:0"].status == "cancelled"


def test_a_silent_change_before_the_calendar_mail_does_not_hold_it_back():
    desk = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    desk.fix(CONFIRMATION)

    desk.take(newer(a_session(1), place="Sal 3"))

    assert desk.send() == sorted([f"calendar:{SEAT}:0", f"calendar:{SECOND}:0"])


def test_a_session_that_gets_its_date_is_placed_by_the_update():
    desk = told(sessions=[undated()])

    desk.take(a_session(version=2, edition=2))

    assert desk.send() == [f"update:{SEAT}:0"]
    assert payload(desk, f"update:{SEAT}:0") == ("REQUEST", 0)
    assert desk.entries[SEAT].is_placed


def test_a_session_that_loses_its_date_is_taken_out_of_the_calendar():
    desk = told()

    desk.take(undated(version=2, edition=2))

    assert desk.send() == [f"update:{SEAT}:1"]
    assert payload(desk, f"update:{SEAT}:1") == ("CANCEL", 1)
    assert not desk.entries[SEAT].is_placed


def test_who_wants_no_calendar_is_told_of_a_move_all_the_same():
    desk = told(calendar="none")

    desk.take(moved(a_session()))

    assert desk.send() == [f"update:{SEAT}:e2"]
    assert payload(desk, f"update:{SEAT}:e2") == (None, None)


@pytest.mark.parametrize("calendar", ["subscription", "none"])
def test_who_chooses_another_way_to_have_the_dates_has_none_of_them_twice(calendar):
    desk = told(a_seat(1), a_seat(2, status="waiting"))

    desk.take(a_registration(a_seat(1), a_seat(2, status="waiting"), version=2, calendar=calendar))

    assert desk.send() == [f"calendar:{SEAT}:1"]
    assert payload(desk, f"calendar:{SEAT}:1") == ("CANCEL", 1)
    assert desk.entries[SEAT].status == "confirmed"
    assert desk.send() == []


def test_who_chooses_mails_again_has_the_entries_put_back():
    desk = told()
    desk.take(subscribed := a_registration(version=2, calendar="subscription"))
    desk.send()

    desk.take(newer(subscribed, calendar="invitations"))

    assert desk.send() == [f"calendar:{SEAT}:2"]
    assert payload(desk, f"calendar:{SEAT}:2") == ("REQUEST", 2)


def test_a_choice_taken_back_before_anything_was_sent_is_nothing():
    desk = told()
    desk.take(subscribed := a_registration(version=2, calendar="subscription"))
    assert desk.waiting() == [f"calendar:{SEAT}:1"]

    desk.take(newer(subscribed, calendar="invitations"))

    assert desk.send() == []


def test_a_move_and_another_choice_at_once_are_one_mail_that_takes_the_entry_away():
    desk = told()

    desk.take(moved(a_session()), a_registration(version=2, calendar="none"))

    assert desk.send() == [f"update:{SEAT}:1"]
    assert payload(desk, f"update:{SEAT}:1") == ("CANCEL", 1)
    assert desk.send() == []


def test_who_has_no_entry_any_more_withdraws_without_a_cancel():
    desk = told()
    desk.take(a_registration(version=2, calendar="none"))
    desk.send()

    desk.take(a_registration(a_seat(status="withdrawn"), version=3, calendar="none", status="withdrawn"))

    assert desk.send() == [f"withdrawal:{ID}:1"]


def test_a_date_taken_later_is_a_calendar_mail():
    desk = told(a_seat(1), sessions=[a_session(1), a_session(2)])

    desk.take(a_registration(a_seat(1), a_seat(2), version=2))

    assert desk.send() == [f"calendar:{SECOND}:0"]


def test_a_date_taken_later_without_a_calendar_is_a_confirmation_of_it():
    desk = told(a_seat(1), sessions=[a_session(1), undated(2)])

    desk.take(a_registration(a_seat(1), a_seat(2), version=2))

    assert desk.send() == [f"confirmation:{ID}:{SECOND}"]


def test_a_wait_taken_later_is_told():
    desk = told(a_seat(1), sessions=[a_session(1), a_session(2)])

    desk.take(a_registration(a_seat(1), a_seat(2, status="waiting"), version=2))

    assert desk.send() == [f"waiting:{SECOND}"]


def test_who_moves_up_gets_a_calendar_entry():
    desk = told(a_seat(1), a_seat(2, status="waiting"))

    desk.take(a_registration(a_seat(1), a_seat(2), version=2))

    assert desk.send() == [f"promoted:{SECOND}"]
    assert payload(desk, f"promoted:{SECOND}") == ("REQUEST", 0)


def test_a_placed_seat_that_is_given_up_is_cancelled_in_the_calendar():
    desk = told(a_seat(1), a_seat(2))

    desk.take(a_registration(a_seat(1), a_seat(2, status="withdrawn"), version=2))

    assert desk.send() == [f"withdrawal:{SECOND}"]
    assert payload(desk, f"withdrawal:{SECOND}") == ("CANCEL", 1)
    assert desk.send() == []


def test_waits_that_are_given_up_are_told_in_one_mail():
    seats = a_seat(1), a_seat(2, status="waiting"), a_seat(3, status="waiting")
    desk = told(*seats)

    gone = (a_seat(1), a_seat(2, status="withdrawn"), a_seat(3, status="withdrawn"))
    desk.take(a_registration(*gone, version=2))

    assert desk.send() == [f"withdrawal:{ID}:1"]
    assert desk.rows[f"withdrawal:{ID}:1"].payload.seats == (SECOND, THIRD)
    assert desk.send() == []


def test_a_second_wait_that_is_given_up_is_a_second_mail():
    desk = told(a_seat(1), a_seat(2, status="waiting"), a_seat(3, status="waiting"))
    desk.take(
        a_registration(a_seat(1), a_seat(2, status="withdrawn"), a_seat(3, status="waiting"), version=2)
    )
    desk.send()

    gone = (a_seat(1), a_seat(2, status="withdrawn"), a_seat(3, status="withdrawn"))
    desk.take(a_registration(*gone, version=3))

    assert desk.send() == [f"withdrawal:{ID}:2"]


def test_a_seat_whose_calendar_mail_never_went_needs_no_cancel():
    desk = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    desk.fix(CONFIRMATION)
    desk.fix(f"calendar:{SEAT}:0")

    desk.take(a_registration(a_seat(1), a_seat(2, status="withdrawn"), version=2))

    assert desk.send() == [f"withdrawal:{ID}:1"]
    assert payload(desk, f"withdrawal:{ID}:1") == (None, None)
    assert desk.rows[f"calendar:{SECOND}:0"].status == "cancelled"


def test_a_request_that_may_have_got_through_is_cancelled_and_not_tried_again():
    desk = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    desk.fix(CONFIRMATION)
    desk.fix(f"calendar:{SEAT}:0")
    desk.fix(f"calendar:{SECOND}:0", status="deferred")

    desk.take(a_registration(a_seat(1), a_seat(2, status="withdrawn"), version=2))

    assert desk.rows[f"calendar:{SECOND}:0"].status == "cancelled"
    assert desk.send() == [f"withdrawal:{SECOND}"]
    assert payload(desk, f"withdrawal:{SECOND}") == ("CANCEL", 1)


def test_a_cancelled_session_is_taken_out_of_the_calendar():
    desk = told()

    desk.take(newer(a_session(), status="cancelled", cancel_reason="Föreläsaren är sjuk"))

    assert desk.send() == [f"cancellation:{SEAT}"]
    assert payload(desk, f"cancellation:{SEAT}") == ("CANCEL", 1)


def test_a_session_that_takes_place_after_all_is_told_to_who_waits_each_time():
    desk = told(a_seat(1), a_seat(2, status="waiting"))
    session = a_session(2)
    for edition in (2, 3):
        session = newer(session, status="cancelled")
        desk.take(session)
        assert len(desk.send()) == 1
        session = newer(session, status="scheduled", edition=edition)
        desk.take(session)

        assert desk.send() == [f"update:{SECOND}:e{edition}"]


def test_a_cancelled_session_is_told_to_who_waits():
    desk = told(a_seat(1), a_seat(2, status="waiting"))

    desk.take(newer(a_session(2), status="cancelled"))

    assert desk.send() == [f"cancellation:{SECOND}"]
    assert payload(desk, f"cancellation:{SECOND}") == (None, None)


def test_a_cancelled_cohort_is_each_of_its_sessions_cancelled():
    desk = told(a_seat(1), a_seat(2))

    desk.take(newer(a_cohort(), status="cancelled"))

    assert desk.send() == sorted([f"cancellation:{SEAT}", f"cancellation:{SECOND}"])


def test_a_session_taken_up_again_is_placed_again_with_a_higher_sequence():
    desk = told()
    off = newer(a_session(), status="cancelled", edition=2)
    desk.take(off)
    desk.send()

    on = newer(off, status="scheduled", edition=3)
    desk.take(on)
    assert desk.send() == [f"update:{SEAT}:2"]

    desk.take(newer(on, status="cancelled", edition=4))
    assert desk.send() == [f"cancellation:{SEAT}:e4"]
    assert payload(desk, f"cancellation:{SEAT}:e4") == ("CANCEL", 3)


def test_giving_up_a_seat_in_a_cancelled_session_is_told_once():
    desk = told()
    desk.take(newer(a_session(), status="cancelled"))
    desk.send()

    desk.take(a_registration(a_seat(status="withdrawn"), version=2, status="withdrawn"))

    assert desk.send() == []


@pytest.mark.parametrize(
    "change",
    [
        moved(a_session(), timedelta(minutes=5)),
        newer(a_session(), status="cancelled"),
        a_registration(a_seat(status="withdrawn"), version=2),
    ],
)
def test_of_what_is_over_nothing_more_is_told(change):
    desk = told()
    desk.now = NOW + timedelta(days=17)

    desk.take(change)

    assert desk.send() == []


def test_registering_again_after_a_withdrawal_is_a_new_seat_with_a_sequence_of_its_own():
    desk = told(a_seat(1), a_seat(2))
    gone = (a_seat(1), a_seat(2, status="withdrawn"))
    desk.take(a_registration(*gone, version=2))
    desk.send()

    again = an_id("seat 2 again")
    desk.take(a_registration(*gone, a_seat(2, id=again), version=3))

    assert desk.send() == [f"calendar:{again}:0"]


def test_after_a_restore_the_sequence_is_above_all_before_it():
    desk = told()

    session = moved(a_session())
    desk.take(a_registration(epoch=2), session)

    assert desk.send() == [f"update:{SEAT}:1000"]


def test_a_new_name_or_address_is_no_news():
    desk = told()

    desk.take(newer(a_person(), name="Karin Berg", email="karin.berg@nora.example"))

    assert desk.send() == []


def test_the_same_snapshots_again_are_no_news():
    desk = told()

    desk.take(*COMMON, a_session(), a_registration())

    assert desk.send() == []
