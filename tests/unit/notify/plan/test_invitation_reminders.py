"""Who is reminded of an invitation, once for each time, and when such a reminder is too late."""

from datetime import timedelta

import pytest

from tests.support.notify import (
    NOW,
    UnitInMemory,
    a_cohort,
    a_person,
    a_programme,
    a_session,
    an_id,
    an_invitation,
    an_organiser,
    newer,
)

ALL = (an_organiser(), a_programme(), a_cohort(), a_session(), a_person())
INVITATION = f"invitation:{an_id('invitation Karin Holm')}"


def key(reminded_at):
    return f"invitation_reminder:{an_id('invitation Karin Holm')}:{reminded_at:%Y%m%dT%H%M%SZ}"


@pytest.fixture
def invited():
    """Karin, who has got her invitation; and the invitation as it is now."""
    unit = UnitInMemory(*ALL, invitation := an_invitation())
    unit.send()
    unit.take(sent := newer(invitation, status="sent"))
    return unit, sent


def test_each_time_leads_to_one_mail(invited):
    unit, invitation = invited

    unit.take(first := newer(invitation, reminded_at=NOW))
    assert unit.send() == [key(NOW)]
    unit.take(newer(first))
    assert unit.send() == []
    unit.take(newer(newer(first), reminded_at=NOW + timedelta(days=1)))
    assert unit.send() == [key(NOW + timedelta(days=1))]


@pytest.mark.parametrize("status", ["accepted", "declined", "substituted", "expired", "bounced"])
def test_an_answer_before_the_mail_has_gone_stops_it(invited, status):
    unit, invitation = invited
    unit.take(reminded := newer(invitation, reminded_at=NOW))
    assert unit.waiting() == [key(NOW)]

    unit.take(newer(reminded, status=status))

    assert unit.waiting() == []


def test_nobody_is_reminded_of_an_invitation_that_has_not_arrived():
    unit = UnitInMemory(*ALL, an_invitation(reminded_at=NOW))

    assert unit.waiting() == [INVITATION]


def test_nobody_is_reminded_when_no_date_is_left(invited):
    unit, invitation = invited
    unit.take(newer(a_session(), status="cancelled"), newer(invitation, reminded_at=NOW))

    assert [row.kind for row in unit.due()] == ["cancellation"]


def test_a_reminder_is_not_sent_after_the_last_day_nor_two_days_late(invited):
    unit, invitation = invited
    unit.take(newer(invitation, reminded_at=NOW, respond_by=NOW.date()))
    [row] = unit.due()
    assert row.expires_at < NOW + timedelta(days=1, hours=1)

    unit.take(newer(newer(invitation), reminded_at=NOW, respond_by=None))
    [row] = unit.due()
    assert row.expires_at == NOW + timedelta(days=2)
