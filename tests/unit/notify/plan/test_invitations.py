"""Who is invited, once."""

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
    an_invitation,
    an_organiser,
    newer,
    undated,
)

ALL = (an_organiser(), a_programme(), a_cohort(), a_session(), a_person())
KEY = f"invitation:{an_id('invitation Karin Holm')}"


def test_an_invitation_leads_to_one_mail():
    desk = UnitInMemory(*ALL, an_invitation())

    assert desk.send() == [KEY]
    assert desk.send() == []


@pytest.mark.parametrize("form", ["inbjudan", "utses"])
def test_an_inbjudan_and_an_utses_are_mailed_as_an_invitation(form):
    assert [row.kind for row in UnitInMemory(*ALL, an_invitation(form=form)).due()] == ["invitation"]


@pytest.mark.parametrize("missing", range(5))
def test_an_invitation_is_not_planned_while_a_snapshot_is_missing(missing):
    desk = UnitInMemory(*(event for number, event in enumerate(ALL) if number != missing), an_invitation())
    assert desk.waiting() == []

    desk.take(ALL[missing])

    assert desk.waiting() == [KEY]


@pytest.mark.parametrize("status", ["sent", "bounced", "accepted", "declined", "substituted", "expired"])
def test_only_a_queued_invitation_is_mailed(status):
    assert UnitInMemory(*ALL, an_invitation(status=status)).waiting() == []


def test_an_answer_before_the_invitation_mail_cancels_it():
    desk = UnitInMemory(*ALL, invited := an_invitation())

    desk.take(newer(invited, status="declined"))

    assert desk.send() == []
    assert desk.rows[KEY].status == "cancelled"


def test_an_answer_cancels_a_deferred_invitation_mail():
    desk = UnitInMemory(*ALL, invited := an_invitation())
    desk.fix(KEY, status="deferred")

    desk.take(newer(invited, status="accepted"))

    assert desk.rows[KEY].status == "cancelled"


def test_an_invitation_to_a_cancelled_cohort_is_not_mailed():
    desk = UnitInMemory(*ALL, an_invitation())

    desk.take(newer(a_cohort(), status="cancelled"))

    assert desk.send() == []


def test_an_invitation_is_not_mailed_after_the_last_day_to_answer():
    assert UnitInMemory(*ALL, an_invitation(), now=NOW + timedelta(days=15)).waiting() == []


def test_an_invitation_to_a_session_that_is_over_is_not_mailed():
    desk = UnitInMemory(*ALL, an_invitation(respond_by=None), now=NOW + timedelta(days=30))

    assert desk.waiting() == []


def test_an_invitation_delivery_carries_the_invitation_id():
    assert UnitInMemory(*ALL, an_invitation()).rows[KEY].payload.invitation_id == an_id(
        "invitation Karin Holm"
    )


CALLED = an_invitation(form="kallelse")
SEAT = an_id("seat 1 Karin Holm")


def called(*seats):
    return a_registration(*seats, origin="kallelse", invitation_id=CALLED.id)


def test_a_kallelse_is_not_planned_before_its_registration_has_arrived():
    desk = UnitInMemory(*ALL, CALLED)
    assert desk.waiting() == []

    desk.take(called(a_seat()))

    assert desk.waiting() == [KEY]


def test_a_registration_by_kallelse_is_not_planned_before_its_invitation_has_arrived():
    desk = UnitInMemory(*ALL, called(a_seat()))
    assert desk.waiting() == []

    desk.take(CALLED)

    assert desk.waiting() == [KEY]


def test_a_kallelse_to_one_session_carries_its_calendar_entry_and_no_confirmation_follows():
    desk = UnitInMemory(*ALL, CALLED, called(a_seat()))

    assert desk.send() == [KEY]
    payload = desk.rows[KEY].payload
    assert (payload.seat, payload.method, payload.sequence, payload.invitation_id) == (
        SEAT,
        "REQUEST",
        0,
        CALLED.id,
    )


def test_a_kallelse_to_several_sessions_is_followed_by_their_calendar_entries():
    desk = UnitInMemory(*ALL, a_session(2), undated(3), CALLED, called(a_seat(1), a_seat(2), a_seat(3)))

    assert desk.send() == sorted([KEY, f"calendar:{SEAT}:0", f"calendar:{an_id('seat 2 Karin Holm')}:0"])
    assert desk.rows[KEY].payload.method is None


def test_a_kallelse_is_mailed_when_confirmations_are_turned_off():
    desk = UnitInMemory(*ALL[:2], a_cohort(sends_confirmations=False), *ALL[3:], CALLED, called(a_seat()))

    assert desk.send() == [KEY]


def test_a_withdrawal_after_a_kallelse_cancels_the_calendar_entry():
    desk = UnitInMemory(*ALL, CALLED, registration := called(a_seat()))
    desk.send()

    desk.take(newer(registration, status="withdrawn", seats=(a_seat(status="withdrawn"),)))

    assert desk.send() == [f"withdrawal:{SEAT}"]
