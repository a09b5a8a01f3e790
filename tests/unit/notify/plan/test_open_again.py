"""An invitation that is open again, or asks again about a date: the person is told, whatever has told them what before."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.notify.domain.communicated import CalendarEntry
from services.notify.domain.unit_state import session_facts
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

KEY = f"invitation:{an_id('invitation Karin Holm')}"
FIRST, SECOND = (f"update:{an_id('invitation Karin Holm')}:{number}" for number in (1, 2))
ALL = (an_organiser(), a_programme(), a_cohort(), a_person(), a_session(1), a_session(2))


def with_status(unit, status, **changes):
    unit.take(newer(unit.unit_state().invitation, status=status, **changes))


def cancel(unit, *numbers):
    for number in numbers:
        session = unit.unit_state().sessions[an_id(f"session {number}")].session
        unit.take(newer(session, status="cancelled", edition=session.edition + 1))


def hold_after_all(unit, number=1):
    session = unit.unit_state().sessions[an_id(f"session {number}")].session
    unit.take(newer(session, status="scheduled", edition=session.edition + 1))


# A substitute came by seats that the person had before the invitation, and does not come after all.


@pytest.mark.parametrize("status", ["accepted", "substituted"])
def test_whoever_was_never_mailed_because_of_seats_from_before_is_invited_when_no_substitute_comes(status):
    unit = UnitInMemory(*ALL, an_invitation(1, 2, status=status))
    assert unit.send() == []

    with_status(unit, "sent")

    assert unit.send() == [KEY]
    assert unit.send() == []
    cancel(unit, 1)
    assert unit.send() == [FIRST]


def test_an_invitation_that_was_answered_before_its_mail_had_gone_is_mailed_when_it_is_open_again():
    unit = UnitInMemory(*ALL, an_invitation(1, 2))
    with_status(unit, "substituted")
    assert unit.send() == []

    with_status(unit, "sent")

    assert unit.send() == [KEY]


def test_an_invitation_whose_mail_waited_for_another_try_is_mailed_anew_when_it_is_open_again():
    unit = UnitInMemory(*ALL, an_invitation(1, 2))
    unit.fix(KEY, "deferred")
    with_status(unit, "substituted")
    assert unit.rows[KEY].status == "cancelled"
    assert unit.send() == []

    with_status(unit, "sent")

    assert unit.send() == [f"{KEY}:again:1"]
    unit.dispose()
    assert unit.send() == []
    cancel(unit, 2)
    assert unit.send() == [FIRST]


def test_an_invitation_whose_mail_waited_while_every_date_was_cancelled_is_mailed_when_one_is_held():
    unit = UnitInMemory(*ALL, an_invitation(1, 2))
    unit.fix(KEY, "deferred")
    cancel(unit, 1, 2)
    assert unit.rows[KEY].status == "cancelled"
    assert unit.send() == []

    hold_after_all(unit)

    assert unit.send() == [f"{KEY}:again:1"]


def test_a_mail_that_waits_for_another_try_stays_while_the_invitation_is_open_again():
    unit = UnitInMemory(*ALL, an_invitation(1, 2))
    unit.fix(KEY, "deferred")

    with_status(unit, "sent")

    assert unit.rows[KEY].status == "deferred"
    assert unit.send() == []


@pytest.mark.parametrize("status", ["sent", "failed", "bounced"])
def test_an_invitation_that_was_mailed_is_not_mailed_anew_when_it_is_open_again(status):
    unit = UnitInMemory(*ALL, an_invitation(1, 2))
    unit.fix(KEY, status)
    with_status(unit, "substituted")
    with_status(unit, "sent")

    assert unit.send() == []


def test_an_open_invitation_that_is_replayed_counts_as_mailed():
    unit = UnitInMemory(*ALL)
    unit.replayed_at = NOW
    unit.take(an_invitation(1, 2, status="sent"))
    assert unit.send() == []

    unit.replayed_at = None
    cancel(unit, 1)

    assert unit.send() == [FIRST]


def test_neither_a_link_nor_a_reminder_goes_beside_the_mail_that_invites():
    unit = UnitInMemory(*ALL, an_invitation(1, 2, status="substituted"))
    with_status(unit, "sent", link_asked_at=NOW)
    with_status(unit, "sent", reminded_at=NOW)

    assert unit.send() == [KEY]


# A date that the person had a seat in was cancelled, and is held after all when they have given the seat up.


def invited_after_a_cancelled_seat(*asked, **entry):
    """Somebody who has been invited, and was told by a registration that date 1 is cancelled; the seat is given up since."""
    unit = UnitInMemory(*ALL, an_invitation(*asked))
    unit.earlier = {an_id("session 1"): cancelled_entry(**entry)}
    assert unit.send() == [KEY]
    return unit


def cancelled_entry(**changes):
    return CalendarEntry(
        **{
            "seat_id": an_id("seat 1 Karin Holm"),
            "registration_id": an_id("registration Karin Holm"),
            "session_id": an_id("session 1"),
            "status": "cancelled",
            "edition": 1,
            "details": session_facts(a_session(1)).details,
            **changes,
        }
    )


@pytest.mark.parametrize("asked", [(1, 2), (2,)])
def test_a_date_whose_cancellation_the_registration_told_is_mailed_when_the_open_invitation_has_it_again(
    asked,
):
    unit = invited_after_a_cancelled_seat(*asked)
    cancel(unit, 1)
    assert unit.send() == []

    hold_after_all(unit)
    with_status(unit, "sent", session_ids=(an_id("session 1"), an_id("session 2")))

    assert unit.send() == [FIRST]
    assert (unit.sent[-1].kind, [one.is_cancelled for one in unit.sent[-1].payload.before]) == (
        "update",
        [True],
    )
    assert unit.send() == []
    cancel(unit, 1)
    assert unit.send() == [SECOND]
    assert unit.sent[-1].kind == "cancellation"


def test_a_date_that_is_held_after_all_without_a_new_edition_is_mailed_once():
    unit = invited_after_a_cancelled_seat(1, 2)

    unit.take(newer(a_session(1)))

    assert unit.send() == [FIRST]
    assert unit.send() == []


def test_a_change_that_was_told_after_the_cancelled_seat_counts():
    unit = UnitInMemory(*ALL[:4], newer(a_session(1), edition=3), a_session(2), an_invitation(1, 2))
    unit.earlier = {an_id("session 1"): cancelled_entry()}

    assert unit.send() == [KEY]
    assert unit.send() == []


@pytest.mark.parametrize("status", ["withdrawn", "confirmed"])
def test_what_the_registration_told_otherwise_changes_nothing(status):
    unit = invited_after_a_cancelled_seat(1, 2, status=status)

    unit.take(newer(a_session(1), edition=3))

    assert unit.send() == []


def test_a_cancellation_that_an_earlier_address_was_told_is_not_corrected_at_the_present_one():
    unit = UnitInMemory(*ALL[:3], a_person(address_edition=2), *ALL[4:], an_invitation(1, 2))
    unit.earlier = {an_id("session 1"): cancelled_entry(address_edition=1)}

    assert unit.send() == [f"{KEY}:to2"]
    assert unit.send() == []


def test_a_date_in_which_the_person_has_a_seat_again_is_not_asked_about(monkeypatch):
    unit = invited_after_a_cancelled_seat(1, 2)
    state = unit.unit_state
    monkeypatch.setattr(
        unit, "unit_state", lambda: replace(state(), registrations=(a_registration(a_seat()),))
    )

    unit.take(newer(a_session(1), edition=3))

    assert unit.send() == []


# There was no address when the last date of an open invitation was cancelled.


def test_a_cancellation_for_which_there_was_no_address_is_told_to_an_invited_person_when_there_is_one():
    unit = UnitInMemory(*ALL, an_invitation(1))
    unit.send()
    unit.take(newer(a_person(), email=None, address_edition=2))
    cancel(unit, 1)
    for row in unit.due():
        unit.fail(row.key)
    unit.plan()
    assert unit.due() == []

    unit.now += timedelta(hours=1)
    unit.take(newer(unit.unit_state().person, email="ny@nora.example", address_edition=3))

    assert [unit.rows[key].kind for key in unit.send()] == ["cancellation"]
    assert unit.send() == []
