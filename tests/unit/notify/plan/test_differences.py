"""Which mails a change leads to after the confirmation and the calendar mails have been sent."""

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


def confirmed_unit(*seats, sessions=None, **changes):
    """A unit whose confirmation and calendar mails have all been sent."""
    seats = seats or (a_seat(),)
    sessions = sessions or [a_session(number + 1) for number in range(len(seats))]
    unit = UnitInMemory(*COMMON, *sessions, a_registration(*seats, **changes))
    unit.send()
    assert unit.send() == []
    return unit


def moved(session, by=LATER, **changes):
    times = {"starts_at": session.starts_at + by, "ends_at": session.ends_at + by}
    return newer(session, **{**times, "edition": session.edition + 1, "timed_at": NOW, **changes})


def payload(unit, key):
    found = unit.rows[key].payload
    return found.method, found.sequence


def test_a_moved_session_leads_to_an_update_with_a_raised_sequence_and_a_reset_answer():
    unit = confirmed_unit()

    unit.take(moved(a_session()))

    assert unit.send() == [f"update:{SEAT}:1"]
    assert payload(unit, f"update:{SEAT}:1") == ("REQUEST", 1)
    assert unit.entries[SEAT].partstat == "NEEDS-ACTION"
    assert unit.send() == []


def test_the_sequence_of_a_calendar_entry_rises_with_every_update():
    unit, session = confirmed_unit(), a_session()

    for sequence in (1, 2, 3):
        session = moved(session)
        unit.take(session)
        assert unit.send() == [f"update:{SEAT}:{sequence}"]


def test_a_change_of_place_keeps_the_calendar_answer():
    unit = confirmed_unit()
    unit.entries[SEAT] = msgspec.structs.replace(unit.entries[SEAT], partstat="ACCEPTED")

    unit.take(newer(a_session(), edition=2, place="Sal 3"))
    unit.send()

    assert unit.entries[SEAT].partstat == "ACCEPTED"


def test_a_silent_change_is_included_in_the_next_update():
    unit = confirmed_unit()
    silent = newer(a_session(), place="Sal 3")
    unit.take(silent)
    assert unit.send() == []

    unit.take(newer(silent, edition=2, title="Lärträff 1, ny titel"))

    assert unit.send() == [f"update:{SEAT}:1"]
    assert unit.entries[SEAT].details.place == "Sal 3"


def test_a_new_meeting_room_behind_the_same_join_link_leads_to_an_update():
    unit = confirmed_unit()

    unit.take(newer(a_session(), edition=2, has_join_url=True, link_mark="another"))

    assert unit.send() == [f"update:{SEAT}:1"]


def test_a_raised_edition_without_a_change_leads_to_no_mail():
    unit = confirmed_unit()

    unit.take(newer(a_session(), edition=2))

    assert unit.send() == []


def test_a_session_moved_and_moved_back_before_the_mail_leads_to_no_update():
    unit, moved_session = confirmed_unit(), moved(a_session())
    unit.take(moved_session)
    assert unit.waiting() == [f"update:{SEAT}:1"]

    unit.take(moved(moved_session, -LATER))

    assert unit.send() == []


def test_a_session_moved_back_and_away_again_leads_to_one_update():
    unit, moved_session = confirmed_unit(), moved(a_session())
    unit.take(moved_session)
    back = moved(moved_session, -LATER)
    unit.take(back)

    unit.take(moved(back))

    assert unit.send() == [f"update:{SEAT}:1"]


def test_two_moves_of_a_session_before_the_mail_lead_to_one_update():
    unit, moved_session = confirmed_unit(), moved(a_session())
    unit.take(moved_session)

    unit.take(moved(moved_session))

    assert unit.send() == [f"update:{SEAT}:1"]
    assert unit.entries[SEAT].details.starts_at == a_session().starts_at + 2 * LATER


def test_a_move_before_the_calendar_mail_replaces_it_by_an_update():
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    unit.fix(CONFIRMATION)

    unit.take(moved(a_session(1)))

    assert unit.send() == sorted([f"update:{SEAT}:0", f"calendar:{SECOND}:0"])
    assert unit.rows[f"calendar:{SEAT}:0"].status == "cancelled"


def test_a_silent_change_before_the_calendar_mail_does_not_stop_it():
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    unit.fix(CONFIRMATION)

    unit.take(newer(a_session(1), place="Sal 3"))

    assert unit.send() == sorted([f"calendar:{SEAT}:0", f"calendar:{SECOND}:0"])


def test_a_session_that_gets_a_date_is_placed_in_the_calendar_by_the_update():
    unit = confirmed_unit(sessions=[undated()])

    unit.take(a_session(version=2, edition=2))

    assert unit.send() == [f"update:{SEAT}:0"]
    assert payload(unit, f"update:{SEAT}:0") == ("REQUEST", 0)
    assert unit.entries[SEAT].is_placed


def test_a_session_that_loses_its_date_is_taken_out_of_the_calendar():
    unit = confirmed_unit()

    unit.take(undated(version=2, edition=2))

    assert unit.send() == [f"update:{SEAT}:1"]
    assert payload(unit, f"update:{SEAT}:1") == ("CANCEL", 1)
    assert not unit.entries[SEAT].is_placed


def test_a_moved_session_leads_to_an_update_for_a_registration_without_calendar():
    unit = confirmed_unit(calendar="none")

    unit.take(moved(a_session()))

    assert unit.send() == [f"update:{SEAT}:e2"]
    assert payload(unit, f"update:{SEAT}:e2") == (None, None)


@pytest.mark.parametrize("calendar", ["subscription", "none"])
def test_calendar_entries_are_cancelled_when_calendar_invitations_are_turned_off(calendar):
    unit = confirmed_unit(a_seat(1), a_seat(2, status="waiting"))

    unit.take(a_registration(a_seat(1), a_seat(2, status="waiting"), version=2, calendar=calendar))

    assert unit.send() == [f"calendar:{SEAT}:1"]
    assert payload(unit, f"calendar:{SEAT}:1") == ("CANCEL", 1)
    assert unit.entries[SEAT].status == "confirmed"
    assert unit.send() == []


def test_calendar_entries_are_placed_again_when_invitations_are_turned_on_again():
    unit = confirmed_unit()
    unit.take(subscribed := a_registration(version=2, calendar="subscription"))
    unit.send()

    unit.take(newer(subscribed, calendar="invitations"))

    assert unit.send() == [f"calendar:{SEAT}:2"]
    assert payload(unit, f"calendar:{SEAT}:2") == ("REQUEST", 2)


def test_a_calendar_choice_taken_back_before_the_mail_leads_to_no_mail():
    unit = confirmed_unit()
    unit.take(subscribed := a_registration(version=2, calendar="subscription"))
    assert unit.waiting() == [f"calendar:{SEAT}:1"]

    unit.take(newer(subscribed, calendar="invitations"))

    assert unit.send() == []


def test_a_move_with_the_calendar_turned_off_is_one_update_that_cancels_the_entry():
    unit = confirmed_unit()

    unit.take(moved(a_session()), a_registration(version=2, calendar="none"))

    assert unit.send() == [f"update:{SEAT}:1"]
    assert payload(unit, f"update:{SEAT}:1") == ("CANCEL", 1)
    assert unit.send() == []


def test_a_withdrawal_without_a_calendar_entry_is_mailed_without_a_cancel():
    unit = confirmed_unit()
    unit.take(a_registration(version=2, calendar="none"))
    unit.send()

    unit.take(a_registration(a_seat(status="withdrawn"), version=3, calendar="none", status="withdrawn"))

    assert unit.send() == [f"withdrawal:{ID}:1"]


def test_a_seat_added_later_leads_to_a_calendar_mail():
    unit = confirmed_unit(a_seat(1), sessions=[a_session(1), a_session(2)])

    unit.take(a_registration(a_seat(1), a_seat(2), version=2))

    assert unit.send() == [f"calendar:{SECOND}:0"]


def test_a_seat_added_later_in_an_undated_session_leads_to_a_confirmation():
    unit = confirmed_unit(a_seat(1), sessions=[a_session(1), undated(2)])

    unit.take(a_registration(a_seat(1), a_seat(2), version=2))

    assert unit.send() == [f"confirmation:{ID}:{SECOND}"]


def test_a_waiting_seat_added_later_leads_to_a_waiting_list_mail():
    unit = confirmed_unit(a_seat(1), sessions=[a_session(1), a_session(2)])

    unit.take(a_registration(a_seat(1), a_seat(2, status="waiting"), version=2))

    assert unit.send() == [f"waiting:{SECOND}"]


def test_a_promoted_seat_gets_a_calendar_entry():
    unit = confirmed_unit(a_seat(1), a_seat(2, status="waiting"))

    unit.take(a_registration(a_seat(1), a_seat(2), version=2))

    assert unit.send() == [f"promoted:{SECOND}"]
    assert payload(unit, f"promoted:{SECOND}") == ("REQUEST", 0)


def test_a_withdrawn_seat_is_cancelled_in_the_calendar():
    unit = confirmed_unit(a_seat(1), a_seat(2))

    unit.take(a_registration(a_seat(1), a_seat(2, status="withdrawn"), version=2))

    assert unit.send() == [f"withdrawal:{SECOND}"]
    assert payload(unit, f"withdrawal:{SECOND}") == ("CANCEL", 1)
    assert unit.send() == []


def test_waiting_seats_withdrawn_together_lead_to_one_mail():
    seats = a_seat(1), a_seat(2, status="waiting"), a_seat(3, status="waiting")
    unit = confirmed_unit(*seats)

    remaining = (a_seat(1), a_seat(2, status="withdrawn"), a_seat(3, status="withdrawn"))
    unit.take(a_registration(*remaining, version=2))

    assert unit.send() == [f"withdrawal:{ID}:1"]
    assert unit.rows[f"withdrawal:{ID}:1"].payload.seats == (SECOND, THIRD)
    assert unit.send() == []


def test_a_waiting_seat_withdrawn_later_leads_to_a_second_mail():
    unit = confirmed_unit(a_seat(1), a_seat(2, status="waiting"), a_seat(3, status="waiting"))
    unit.take(
        a_registration(a_seat(1), a_seat(2, status="withdrawn"), a_seat(3, status="waiting"), version=2)
    )
    unit.send()

    remaining = (a_seat(1), a_seat(2, status="withdrawn"), a_seat(3, status="withdrawn"))
    unit.take(a_registration(*remaining, version=3))

    assert unit.send() == [f"withdrawal:{ID}:2"]


def test_a_withdrawn_seat_whose_calendar_mail_was_never_sent_needs_no_cancel():
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    unit.fix(CONFIRMATION)
    unit.fix(f"calendar:{SEAT}:0")

    unit.take(a_registration(a_seat(1), a_seat(2, status="withdrawn"), version=2))

    assert unit.send() == [f"withdrawal:{ID}:1"]
    assert payload(unit, f"withdrawal:{ID}:1") == (None, None)
    assert unit.rows[f"calendar:{SECOND}:0"].status == "cancelled"


def test_a_deferred_calendar_mail_of_a_withdrawn_seat_is_dropped_and_cancelled():
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(a_seat(1), a_seat(2)))
    unit.fix(CONFIRMATION)
    unit.fix(f"calendar:{SEAT}:0")
    unit.fix(f"calendar:{SECOND}:0", status="deferred")

    unit.take(a_registration(a_seat(1), a_seat(2, status="withdrawn"), version=2))

    assert unit.rows[f"calendar:{SECOND}:0"].status == "cancelled"
    assert unit.send() == [f"withdrawal:{SECOND}"]
    assert payload(unit, f"withdrawal:{SECOND}") == ("CANCEL", 1)


def test_a_cancelled_session_is_taken_out_of_the_calendar():
    unit = confirmed_unit()

    unit.take(newer(a_session(), status="cancelled", cancel_reason="Föreläsaren är sjuk"))

    assert unit.send() == [f"cancellation:{SEAT}"]
    assert payload(unit, f"cancellation:{SEAT}") == ("CANCEL", 1)


def test_a_waiting_participant_is_told_each_time_a_cancelled_session_is_reinstated():
    unit = confirmed_unit(a_seat(1), a_seat(2, status="waiting"))
    session = a_session(2)
    for edition in (2, 3):
        session = newer(session, status="cancelled")
        unit.take(session)
        assert len(unit.send()) == 1
        session = newer(session, status="scheduled", edition=edition)
        unit.take(session)

        assert unit.send() == [f"update:{SECOND}:e{edition}"]


def test_a_waiting_participant_is_told_of_a_cancelled_session():
    unit = confirmed_unit(a_seat(1), a_seat(2, status="waiting"))

    unit.take(newer(a_session(2), status="cancelled"))

    assert unit.send() == [f"cancellation:{SECOND}"]
    assert payload(unit, f"cancellation:{SECOND}") == (None, None)


def test_a_cancelled_cohort_leads_to_a_cancellation_for_each_of_its_sessions():
    unit = confirmed_unit(a_seat(1), a_seat(2))

    unit.take(newer(a_cohort(), status="cancelled"))

    assert unit.send() == sorted([f"cancellation:{SEAT}", f"cancellation:{SECOND}"])


def test_a_reinstated_session_is_placed_again_with_a_higher_sequence():
    unit = confirmed_unit()
    cancelled = newer(a_session(), status="cancelled", edition=2)
    unit.take(cancelled)
    unit.send()

    reinstated = newer(cancelled, status="scheduled", edition=3)
    unit.take(reinstated)
    assert unit.send() == [f"update:{SEAT}:2"]

    unit.take(newer(reinstated, status="cancelled", edition=4))
    assert unit.send() == [f"cancellation:{SEAT}:e4"]
    assert payload(unit, f"cancellation:{SEAT}:e4") == ("CANCEL", 3)


def test_a_withdrawal_from_a_cancelled_session_leads_to_no_mail():
    unit = confirmed_unit()
    unit.take(newer(a_session(), status="cancelled"))
    unit.send()

    unit.take(a_registration(a_seat(status="withdrawn"), version=2, status="withdrawn"))

    assert unit.send() == []


@pytest.mark.parametrize(
    "change",
    [
        moved(a_session(), timedelta(minutes=5)),
        newer(a_session(), status="cancelled"),
        a_registration(a_seat(status="withdrawn"), version=2),
    ],
)
def test_a_change_after_the_session_is_over_leads_to_no_mail(change):
    unit = confirmed_unit()
    unit.now = NOW + timedelta(days=17)

    unit.take(change)

    assert unit.send() == []


def test_a_new_seat_after_a_withdrawal_starts_with_a_sequence_of_its_own():
    unit = confirmed_unit(a_seat(1), a_seat(2))
    old_seats = (a_seat(1), a_seat(2, status="withdrawn"))
    unit.take(a_registration(*old_seats, version=2))
    unit.send()

    new_seat_id = an_id("seat 2 again")
    unit.take(a_registration(*old_seats, a_seat(2, id=new_seat_id), version=3))

    assert unit.send() == [f"calendar:{new_seat_id}:0"]


def test_the_sequence_after_a_restore_is_above_every_earlier_one():
    unit = confirmed_unit()

    session = moved(a_session())
    unit.take(a_registration(epoch=2), session)

    assert unit.send() == [f"update:{SEAT}:1000"]


def test_a_new_name_or_address_of_a_person_leads_to_no_mail():
    unit = confirmed_unit()

    unit.take(newer(a_person(), name="Karin Berg", email="karin.berg@nora.example"))

    assert unit.send() == []


def test_repeated_snapshots_lead_to_no_mail():
    unit = confirmed_unit()

    unit.take(*COMMON, a_session(), a_registration())

    assert unit.send() == []
