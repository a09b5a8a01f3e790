"""A resync fills what was lost, and tells nobody what is older than itself."""

from datetime import timedelta

from shared.events import ReminderRule
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
    an_invitation,
    an_organiser,
    newer,
)

COMMON = (
    an_organiser(),
    a_programme(),
    a_cohort(reminders=(ReminderRule(days_before=1),)),
    a_person(),
    a_session(1),
    a_session(2),
)
SEAT = an_id("seat 1 Karin Holm")


def replayed(*units):
    desk = UnitInMemory(*COMMON)
    desk.replayed_at = NOW
    desk.take(*units)
    return desk


def test_a_replayed_registration_leads_to_no_mail():
    desk = replayed(a_registration(a_seat(1), a_seat(2)))

    assert desk.send() == []
    assert {row.last_answer for row in desk.rows.values() if row.status == "cancelled"} == {"replayed"}


def test_a_replayed_invitation_is_not_mailed_again():
    assert replayed(an_invitation()).send() == []


def test_future_reminders_are_planned_by_a_replay():
    desk = replayed(a_registration(a_seat(1)))

    assert desk.waiting() == [f"reminder:{SEAT}:d1:20210120T080000Z"]


def test_a_reminder_that_was_due_before_the_replay_is_not_sent():
    desk = UnitInMemory(*COMMON, now=NOW + timedelta(days=15, hours=12))
    desk.replayed_at = desk.now
    desk.take(a_registration(a_seat(1)))

    assert desk.send() == []


def test_a_change_after_a_replay_gets_a_sequence_above_every_possible_earlier_one():
    desk = replayed(a_registration(a_seat(1)))
    third = newer(a_session(1), edition=3, place="Sal 3")

    desk.take(third)

    assert desk.send() == [f"update:{SEAT}:2"]


def test_a_seat_added_after_a_replay_is_mailed_alone():
    desk = replayed(registered := a_registration(a_seat(1)))

    desk.replayed_at = None
    desk.take(newer(registered, seats=(a_seat(1), a_seat(2))))

    assert desk.send() == [f"calendar:{an_id('seat 2 Karin Holm')}:0"]


def test_a_replay_with_an_intact_ledger_leads_to_no_mail():
    desk = UnitInMemory(*COMMON, a_registration(a_seat(1), a_seat(2)))
    desk.send()

    desk.replayed_at = NOW
    desk.take(*COMMON, a_registration(a_seat(1), a_seat(2)))

    assert desk.send() == []
