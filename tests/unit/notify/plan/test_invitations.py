"""Which invitations are mailed, and when the mail of an invitation is cancelled."""

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
    unit = UnitInMemory(*ALL, an_invitation())

    assert unit.send() == [KEY]
    assert unit.send() == []


@pytest.mark.parametrize("form", ["inbjudan", "utses"])
def test_an_inbjudan_and_an_utses_are_mailed_as_an_invitation(form):
    assert [row.kind for row in UnitInMemory(*ALL, an_invitation(form=form)).due()] == ["invitation"]


@pytest.mark.parametrize("missing", range(5))
def test_an_invitation_is_not_planned_while_a_snapshot_is_missing(missing):
    unit = UnitInMemory(*(event for number, event in enumerate(ALL) if number != missing), an_invitation())
    assert unit.waiting() == []

    unit.take(ALL[missing])

    assert unit.waiting() == [KEY]


@pytest.mark.parametrize("status", ["accepted", "declined", "substituted", "expired"])
def test_only_an_unsent_invitation_is_mailed(status):
    assert UnitInMemory(*ALL, an_invitation(status=status)).waiting() == []


def test_a_bounced_invitation_is_mailed_again_only_to_another_address():
    unit = UnitInMemory(*ALL, invited := an_invitation())
    unit.fix(KEY, "bounced")
    unit.take(newer(invited, status="bounced"))
    assert unit.waiting() == []

    unit.take(newer(a_person(), email="ratt@nora.example", address_edition=2))

    assert unit.waiting() == [f"{KEY}:to2"]


def test_an_answer_before_the_invitation_mail_cancels_it():
    unit = UnitInMemory(*ALL, invited := an_invitation())

    unit.take(newer(invited, status="declined"))

    assert unit.send() == []
    assert unit.rows[KEY].status == "cancelled"


def test_an_answer_cancels_a_deferred_invitation_mail():
    unit = UnitInMemory(*ALL, invited := an_invitation())
    unit.fix(KEY, status="deferred")

    unit.take(newer(invited, status="accepted"))

    assert unit.rows[KEY].status == "cancelled"


def test_an_invitation_to_a_cancelled_cohort_is_not_mailed():
    unit = UnitInMemory(*ALL, an_invitation())

    unit.take(newer(a_cohort(), status="cancelled"))

    assert unit.send() == []


def test_an_invitation_is_not_mailed_after_the_last_day_to_answer():
    assert UnitInMemory(*ALL, an_invitation(), now=NOW + timedelta(days=15)).waiting() == []


def test_an_invitation_to_a_session_that_is_over_is_not_mailed():
    unit = UnitInMemory(*ALL, an_invitation(respond_by=None), now=NOW + timedelta(days=30))

    assert unit.waiting() == []


def test_an_invitation_delivery_carries_the_invitation_id():
    assert UnitInMemory(*ALL, an_invitation()).rows[KEY].payload.invitation_id == an_id(
        "invitation Karin Holm"
    )


KALLELSE = an_invitation(form="kallelse")
SEAT = an_id("seat 1 Karin Holm")


def registered_by_kallelse(*seats):
    return a_registration(*seats, origin="kallelse", invitation_id=KALLELSE.id)


def test_a_kallelse_is_not_planned_before_its_registration_has_arrived():
    unit = UnitInMemory(*ALL, KALLELSE)
    assert unit.waiting() == []

    unit.take(registered_by_kallelse(a_seat()))

    assert unit.waiting() == [KEY]


def test_a_registration_by_kallelse_is_not_planned_before_its_invitation_has_arrived():
    unit = UnitInMemory(*ALL, registered_by_kallelse(a_seat()))
    assert unit.waiting() == []

    unit.take(KALLELSE)

    assert unit.waiting() == [KEY]


def test_a_kallelse_to_one_session_carries_its_calendar_entry_and_no_confirmation_follows():
    unit = UnitInMemory(*ALL, KALLELSE, registered_by_kallelse(a_seat()))

    assert unit.send() == [KEY]
    payload = unit.rows[KEY].payload
    assert (payload.seat, payload.method, payload.sequence, payload.invitation_id) == (
        SEAT,
        "REQUEST",
        0,
        KALLELSE.id,
    )


def test_a_kallelse_to_several_sessions_is_followed_by_their_calendar_entries():
    unit = UnitInMemory(
        *ALL, a_session(2), undated(3), KALLELSE, registered_by_kallelse(a_seat(1), a_seat(2), a_seat(3))
    )

    assert unit.send() == sorted([KEY, f"calendar:{SEAT}:0", f"calendar:{an_id('seat 2 Karin Holm')}:0"])
    assert unit.rows[KEY].payload.method is None


def test_a_kallelse_is_mailed_when_confirmations_are_turned_off():
    unit = UnitInMemory(
        *ALL[:2], a_cohort(sends_confirmations=False), *ALL[3:], KALLELSE, registered_by_kallelse(a_seat())
    )

    assert unit.send() == [KEY]


def test_a_withdrawal_after_a_kallelse_cancels_the_calendar_entry():
    unit = UnitInMemory(*ALL, KALLELSE, registration := registered_by_kallelse(a_seat()))
    unit.send()

    unit.take(newer(registration, status="withdrawn", seats=(a_seat(status="withdrawn"),)))

    assert unit.send() == [f"withdrawal:{SEAT}"]
