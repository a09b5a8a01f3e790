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


def test_nobody_is_told_again():
    desk = replayed(a_registration(a_seat(1), a_seat(2)))

    assert desk.send() == []
    assert {row.last_answer for row in desk.rows.values() if row.status == "cancelled"} == {"replayed"}


def test_nobody_is_invited_again():
    assert replayed(an_invitation()).send() == []


def test_the_reminders_that_lie_ahead_are_planned():
    desk = replayed(a_registration(a_seat(1)))

    assert desk.waiting() == [f"reminder:{SEAT}:d1:20210120T080000Z"]


def test_a_reminder_that_was_due_before_the_replay_is_not_sent():
    desk = UnitInMemory(*COMMON, now=NOW + timedelta(days=15, hours=12))
    desk.replayed_at = desk.now
    desk.take(a_registration(a_seat(1)))

    assert desk.send() == []


def test_a_later_change_is_told_above_every_sequence_that_can_have_gone():
    desk = replayed(a_registration(a_seat(1)))
    third = newer(a_session(1), edition=3, place="Sal 3")

    desk.take(third)

    assert desk.send() == [f"update:{SEAT}:2"]


def test_a_later_date_is_told_alone():
    desk = replayed(registered := a_registration(a_seat(1)))

    desk.replayed_at = None
    desk.take(newer(registered, seats=(a_seat(1), a_seat(2))))

    assert desk.send() == [f"calendar:{an_id('seat 2 Karin Holm')}:0"]


def test_with_the_ledger_intact_a_resync_tells_nothing():
    desk = UnitInMemory(*COMMON, a_registration(a_seat(1), a_seat(2)))
    desk.send()

    desk.replayed_at = NOW
    desk.take(*COMMON, a_registration(a_seat(1), a_seat(2)))

    assert desk.send() == []
