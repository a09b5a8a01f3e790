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


def test_an_invitation_is_one_mail():
    desk = UnitInMemory(*ALL, an_invitation())

    assert desk.send() == [KEY]
    assert desk.send() == []


@pytest.mark.parametrize("form", ["inbjudan", "utses"])
def test_the_mail_goes_to_the_person_of_the_invitation(form):
    assert [row.kind for row in UnitInMemory(*ALL, an_invitation(form=form)).due()] == ["invitation"]


@pytest.mark.parametrize("missing", range(5))
def test_nothing_is_planned_while_an_input_is_missing(missing):
    desk = UnitInMemory(*(event for number, event in enumerate(ALL) if number != missing), an_invitation())
    assert desk.waiting() == []

    desk.take(ALL[missing])

    assert desk.waiting() == [KEY]


@pytest.mark.parametrize("status", ["sent", "bounced", "accepted", "declined", "substituted", "expired"])
def test_only_a_queued_invitation_is_mailed(status):
    assert UnitInMemory(*ALL, an_invitation(status=status)).waiting() == []


def test_an_answer_that_comes_before_the_mail_takes_it_back():
    desk = UnitInMemory(*ALL, invited := an_invitation())

    desk.take(newer(invited, status="declined"))

    assert desk.send() == []
    assert desk.rows[KEY].status == "cancelled"


def test_an_answer_takes_back_a_mail_that_has_not_got_through():
    desk = UnitInMemory(*ALL, invited := an_invitation())
    desk.fix(KEY, status="deferred")

    desk.take(newer(invited, status="accepted"))

    assert desk.rows[KEY].status == "cancelled"


def test_a_cancelled_cohort_invites_nobody():
    desk = UnitInMemory(*ALL, an_invitation())

    desk.take(newer(a_cohort(), status="cancelled"))

    assert desk.send() == []


def test_nobody_is_invited_after_the_last_day_to_answer():
    assert UnitInMemory(*ALL, an_invitation(), now=NOW + timedelta(days=15)).waiting() == []


def test_nobody_is_invited_to_what_is_over():
    desk = UnitInMemory(*ALL, an_invitation(respond_by=None), now=NOW + timedelta(days=30))

    assert desk.waiting() == []


def test_sending_tells_which_invitation_it_was():
    assert UnitInMemory(*ALL, an_invitation()).rows[KEY].payload.invitation_id == an_id(
        "invitation Karin Holm"
    )


CALLED = an_invitation(form="kallelse")
SEAT = an_id("seat 1 Karin Holm")


def called(*seats):
    return a_registration(*seats, origin="kallelse", invitation_id=CALLED.id)


def test_a_kallelse_waits_for_its_registration():
    desk = UnitInMemory(*ALL, CALLED)
    assert desk.waiting() == []

    desk.take(called(a_seat()))

    assert desk.waiting() == [KEY]


def test_a_registration_by_kallelse_waits_for_its_invitation():
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


def test_a_kallelse_without_confirmations_still_calls():
    desk = UnitInMemory(*ALL[:2], a_cohort(sends_confirmations=False), *ALL[3:], CALLED, called(a_seat()))

    assert desk.send() == [KEY]


def test_an_excuse_after_a_kallelse_takes_the_entry_away():
    desk = UnitInMemory(*ALL, CALLED, registration := called(a_seat()))
    desk.send()

    desk.take(newer(registration, status="withdrawn", seats=(a_seat(status="withdrawn"),)))

    assert desk.send() == [f"withdrawal:{SEAT}"]
