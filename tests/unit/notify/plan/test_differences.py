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


def test_a_moved_session_leads_to_an_update_with_a_raised_sequence_and_a_reset_answer():
    desk = told()

    desk.take(moved(a_session()))

    assert desk.send() == [f"update:{SEAT}:1"]
    assert payload(desk, f"update:{SEAT}:1") == ("REQUEST", 1)
    assert desk.entries[SEAT].partstat == "NEEDS-ACTION"
    assert desk.send() == []


def test_the_sequence_of_a_calendar_entry_rises_with_every_update():
    desk, session = told(), a_session()

    for sequence in (1, 2, 3):
        session = moved(session)
        desk.take(session)
        assert desk.send() == [f"update:{SEAT}:{sequence}"]


def test_a_change_of_place_keeps_the_calendar_answer():
    desk = told()
    desk.entries[SEAT] = msgspec.structs.replace(desk.entries[SEAT], partstat="ACCEPTED")

    desk.take(newer(a_session(), edition=2, place="Sal 3"))
    desk.send()

    assert desk.entries[SEAT].partstat == "ACCEPTED"


def test_a_silent_change_is_included_in_the_next_update():
    desk = told()
    silent = newer(a_session(), place="Sal 3")
    desk.take(silent)
    assert desk.send() == []

    desk.take(newer(silent, edition=2, title="Lärträff 1, ny titel"))

    assert desk.send() == [f"update:{SEAT}:1"]
    assert desk.entries[SEAT].details.place == "Sal 3"


def test_a_new_meeting_room_behind_the_same_join_link_leads_to_an_update():
    desk = told()

    desk.take(newer(a_session(), edition=2, has_join_url=True, link_mark="another"))

    assert desk.send() == [f"update:{SEAT}:1"]


def test_a_raised_edition_without_a_change_leads_to_no_mail():
    desk = told()

    desk.take(newer(a_session(), edition=2))

    assert desk.send() == []


def test_a_session_moved_and_moved_back_before_the_mail_leads_to_no_update():
    desk, there = told(), moved(a_session())
    desk.take(there)
    assert desk.waiting() == [f"update:{SEAT}:1"]

    desk.take(moved(there, -LATER))

    assert desk.send() == []


def test_a_session_moved_back_and_away_again_leads_to_one_update():
    desk, there = told(), moved(a_session())
    desk.take(there)
    back = moved(there, -LATER)
    desk.take(back)

    desk.take(moved(back))

    assert desk.send() == [f"update:{SEAT}:1"]


def test_two_moves_of_a_session_before_the_mail_lead_to_one_update():
    desk, there = told(), moved(a_session())
    desk.take(there)

    desk.take(moved(there))

    assert desk.send() == [f"update:{SEAT}:1"]
    assert desk.entries[SEAT].details.starts_at == a_session().starts_at + 2 * LATER


def test_a_move_before_the_calendar_mail_replaces_it_by_an_update():
    desk = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    desk.fix(CONFIRMATION)

    desk.take(moved(a_session(1)))

    assert desk.send() == sorted([f"update:{SEAT}:0", f"calendar:{SECOND}:0"])
    assert desk.rows[f"calendar:{SEAT}:0"].status == "cancelled"


def test_a_silent_change_before_the_calendar_mail_does_not_stop_it():
    desk = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    desk.fix(CONFIRMATION)

    desk.take(newer(a_session(1), place="Sal 3"))

    assert desk.send() == sorted([f"calendar:{SEAT}:0", f"calendar:{SECOND}:0"])


def test_a_session_that_gets_a_date_is_placed_in_the_calendar_by_the_update():
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


def test_a_moved_session_leads_to_an_update_for_a_registration_without_calendar():
    desk = told(calendar="none")

    desk.take(moved(a_session()))

    assert desk.send() == [f"update:{SEAT}:e2"]
    assert payload(desk, f"update:{SEAT}:e2") == (None, None)


@pytest.mark.parametrize("calendar", ["subscription", "none"])
def test_calendar_entries_are_cancelled_when_calendar_invitations_are_turned_off(calendar):
    desk = told(a_seat(1), a_seat(2, status="waiting"))

    desk.take(a_registration(a_seat(1), a_seat(2, status="waiting"), version=2, calendar=calendar))

    assert desk.send() == [f"calendar:{SEAT}:1"]
    assert payload(desk, f"calendar:{SEAT}:1") == ("CANCEL", 1)
    assert desk.entries[SEAT].status == "confirmed"
    assert desk.send() == []


def test_calendar_entries_are_placed_again_when_invitations_are_turned_on_again():
    desk = told()
    desk.take(subscribed := a_registration(version=2, calendar="subscription"))
    desk.send()

    desk.take(newer(subscribed, calendar="invitations"))

    assert desk.send() == [f"calendar:{SEAT}:2"]
    assert payload(desk, f"calendar:{SEAT}:2") == ("REQUEST", 2)


def test_a_calendar_choice_taken_back_before_the_mail_leads_to_no_mail():
    desk = told()
    desk.take(subscribed := a_registration(version=2, calendar="subscription"))
    assert desk.waiting() == [f"calendar:{SEAT}:1"]

    desk.take(newer(subscribed, calendar="invitations"))

    assert desk.send() == []


def test_a_move_with_the_calendar_turned_off_is_one_update_that_cancels_the_entry():
    desk = told()

    desk.take(moved(a_session()), a_registration(version=2, calendar="none"))

    assert desk.send() == [f"update:{SEAT}:1"]
    assert payload(desk, f"update:{SEAT}:1") == ("CANCEL", 1)
    assert desk.send() == []


def test_a_withdrawal_without_a_calendar_entry_is_mailed_without_a_cancel():
    desk = told()
    desk.take(a_registration(version=2, calendar="none"))
    desk.send()

    desk.take(a_registration(a_seat(status="withdrawn"), version=3, calendar="none", status="withdrawn"))

    assert desk.send() == [f"withdrawal:{ID}:1"]


def test_a_seat_added_later_leads_to_a_calendar_mail():
    desk = told(a_seat(1), sessions=[a_session(1), a_session(2)])

    desk.take(a_registration(a_seat(1), a_seat(2), version=2))

    assert desk.send() == [f"calendar:{SECOND}:0"]


def test_a_seat_added_later_in_an_undated_session_leads_to_a_confirmation():
    desk = told(a_seat(1), sessions=[a_session(1), undated(2)])

    desk.take(a_registration(a_seat(1), a_seat(2), version=2))

    assert desk.send() == [f"confirmation:{ID}:{SECOND}"]


def test_a_waiting_seat_added_later_leads_to_a_waiting_list_mail():
    desk = told(a_seat(1), sessions=[a_session(1), a_session(2)])

    desk.take(a_registration(a_seat(1), a_seat(2, status="waiting"), version=2))

    assert desk.send() == [f"waiting:{SECOND}"]


def test_a_promoted_seat_gets_a_calendar_entry():
    desk = told(a_seat(1), a_seat(2, status="waiting"))

    desk.take(a_registration(a_seat(1), a_seat(2), version=2))

    assert desk.send() == [f"promoted:{SECOND}"]
    assert payload(desk, f"promoted:{SECOND}") == ("REQUEST", 0)


def test_a_withdrawn_seat_is_cancelled_in_the_calendar():
    desk = told(a_seat(1), a_seat(2))

    desk.take(a_registration(a_seat(1), a_seat(2, status="withdrawn"), version=2))

    assert desk.send() == [f"withdrawal:{SECOND}"]
    assert payload(desk, f"withdrawal:{SECOND}") == ("CANCEL", 1)
    assert desk.send() == []


def test_waiting_seats_withdrawn_together_lead_to_one_mail():
    seats = a_seat(1), a_seat(2, status="waiting"), a_seat(3, status="waiting")
    desk = told(*seats)

    gone = (a_seat(1), a_seat(2, status="withdrawn"), a_seat(3, status="withdrawn"))
    desk.take(a_registration(*gone, version=2))

    assert desk.send() == [f"withdrawal:{ID}:1"]
    assert desk.rows[f"withdrawal:{ID}:1"].payload.seats == (SECOND, THIRD)
    assert desk.send() == []


def test_a_waiting_seat_withdrawn_later_leads_to_a_second_mail():
    desk = told(a_seat(1), a_seat(2, status="waiting"), a_seat(3, status="waiting"))
    desk.take(
        a_registration(a_seat(1), a_seat(2, status="withdrawn"), a_seat(3, status="waiting"), version=2)
    )
    desk.send()

    gone = (a_seat(1), a_seat(2, status="withdrawn"), a_seat(3, status="withdrawn"))
    desk.take(a_registration(*gone, version=3))

    assert desk.send() == [f"withdrawal:{ID}:2"]


def test_a_withdrawn_seat_whose_calendar_mail_was_never_sent_needs_no_cancel():
    desk = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    desk.fix(CONFIRMATION)
    desk.fix(f"calendar:{SEAT}:0")

    desk.take(a_registration(a_seat(1), a_seat(2, status="withdrawn"), version=2))

    assert desk.send() == [f"withdrawal:{ID}:1"]
    assert payload(desk, f"withdrawal:{ID}:1") == (None, None)
    assert desk.rows[f"calendar:{SECOND}:0"].status == "cancelled"


def test_a_deferred_calendar_mail_of_a_withdrawn_seat_is_dropped_and_cancelled():
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


def test_a_waiting_participant_is_told_each_time_a_cancelled_session_is_reinstated():
    desk = told(a_seat(1), a_seat(2, status="waiting"))
    session = a_session(2)
    for edition in (2, 3):
        session = newer(session, status="cancelled")
        desk.take(session)
        assert len(desk.send()) == 1
        session = newer(session, status="scheduled", edition=edition)
        desk.take(session)

        assert desk.send() == [f"update:{SECOND}:e{edition}"]


def test_a_waiting_participant_is_told_of_a_cancelled_session():
    desk = told(a_seat(1), a_seat(2, status="waiting"))

    desk.take(newer(a_session(2), status="cancelled"))

    assert desk.send() == [f"cancellation:{SECOND}"]
    assert payload(desk, f"cancellation:{SECOND}") == (None, None)


def test_a_cancelled_cohort_leads_to_a_cancellation_for_each_of_its_sessions():
    desk = told(a_seat(1), a_seat(2))

    desk.take(newer(a_cohort(), status="cancelled"))

    assert desk.send() == sorted([f"cancellation:{SEAT}", f"cancellation:{SECOND}"])


def test_a_reinstated_session_is_placed_again_with_a_higher_sequence():
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


def test_a_withdrawal_from_a_cancelled_session_leads_to_no_mail():
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
def test_a_change_after_the_session_is_over_leads_to_no_mail(change):
    desk = told()
    desk.now = NOW + timedelta(days=17)

    desk.take(change)

    assert desk.send() == []


def test_a_new_seat_after_a_withdrawal_starts_with_a_sequence_of_its_own():
    desk = told(a_seat(1), a_seat(2))
    gone = (a_seat(1), a_seat(2, status="withdrawn"))
    desk.take(a_registration(*gone, version=2))
    desk.send()

    again = an_id("seat 2 again")
    desk.take(a_registration(*gone, a_seat(2, id=again), version=3))

    assert desk.send() == [f"calendar:{again}:0"]


def test_the_sequence_after_a_restore_is_above_every_earlier_one():
    desk = told()

    session = moved(a_session())
    desk.take(a_registration(epoch=2), session)

    assert desk.send() == [f"update:{SEAT}:1000"]


def test_a_new_name_or_address_of_a_person_leads_to_no_mail():
    desk = told()

    desk.take(newer(a_person(), name="Karin Berg", email="karin.berg@nora.example"))

    assert desk.send() == []


def test_repeated_snapshots_lead_to_no_mail():
    desk = told()

    desk.take(*COMMON, a_session(), a_registration())

    assert desk.send() == []
