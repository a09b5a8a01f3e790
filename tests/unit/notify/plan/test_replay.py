"""A replay fills in what was lost, and mails nothing that is older than itself."""

from datetime import timedelta

from shared.reminders import ReminderRule
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


def replayed_unit(*units):
    unit = UnitInMemory(*COMMON)
    unit.replayed_at = NOW
    unit.take(*units)
    return unit


def test_a_replayed_registration_leads_to_no_mail():
    unit = replayed_unit(a_registration(a_seat(1), a_seat(2)))

    assert unit.send() == []
    assert {row.last_answer for row in unit.rows.values() if row.status == "cancelled"} == {"replayed"}


def test_a_replayed_invitation_is_not_mailed_again():
    assert replayed_unit(an_invitation()).send() == []


def test_future_reminders_are_planned_by_a_replay():
    unit = replayed_unit(a_registration(a_seat(1)))

    assert unit.waiting() == [f"reminder:{SEAT}:d1:20210120T080000Z"]


def test_a_reminder_that_was_due_before_the_replay_is_not_sent():
    unit = UnitInMemory(*COMMON, now=NOW + timedelta(days=15, hours=12))
    unit.replayed_at = unit.now
    unit.take(a_registration(a_seat(1)))

    assert unit.send() == []


def test_a_change_after_a_replay_gets_a_sequence_above_every_possible_earlier_one():
    unit = replayed_unit(a_registration(a_seat(1)))
    third = newer(a_session(1), edition=3, place="Sal 3")

    unit.take(third)

    assert unit.send() == [f"update:{SEAT}:2"]


def test_a_seat_added_after_a_replay_is_mailed_alone():
    unit = replayed_unit(registered := a_registration(a_seat(1)))

    unit.replayed_at = None
    unit.take(newer(registered, seats=(a_seat(1), a_seat(2))))

    assert unit.send() == [f"calendar:{an_id('seat 2 Karin Holm')}:0"]


def test_a_replay_with_an_intact_ledger_leads_to_no_mail():
    unit = UnitInMemory(*COMMON, a_registration(a_seat(1), a_seat(2)))
    unit.send()

    unit.replayed_at = NOW
    unit.take(*COMMON, a_registration(a_seat(1), a_seat(2)))

    assert unit.send() == []
