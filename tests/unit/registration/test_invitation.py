"""Whom an invitation rule invites, and until when they may answer."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.registration.domain.errors import AnswerTooLate
from services.registration.domain.invitation import (
    AudienceMember,
    Invitation,
    answerable,
    buyers_contact,
    status_after,
    whom_to_ask,
)
from services.registration.domain.sessions.session import Session
from shared import ids

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
ONE, TWO = ids.new(), ids.new()


def a_member(role: str | None = None) -> AudienceMember:
    return AudienceMember(person_id=ids.new(), role=role, organisation=None)


def a_session(start: datetime, **fields) -> Session:
    return Session(
        organiser_id=ids.new(), id=ids.new(), cohort_id=ids.new(), title="x", timed_at=NOW,
        on=start.date(), starts_at=start, ends_at=start + timedelta(hours=2), **fields,
    )  # fmt: skip


def an_invitation(**fields) -> Invitation:
    plain = {
        "organiser_id": ids.new(), "id": ids.new(), "invitation_rule_id": ids.new(), "cohort_id": ids.new(),
        "person_id": ids.new(), "person_name": "x", "person_email": None, "person_language": "sv",
        "person_protected": False, "session_ids": [], "status": "sent", "invited_at": NOW, "answered_at": None,
        "message": None, "role": None, "organisation": None, "generation": 1, "version": 1, "kind": "inbjudan",
        "respond_by": None, "substitutes_allowed": True, "waiting_list": None,
    }  # fmt: skip
    return Invitation(**plain | fields)


def test_a_member_is_invited_only_to_sessions_without_an_earlier_invitation():
    not_invited, invited_to_one, invited_to_both, invited_by_this_rule = (
        a_member(),
        a_member(),
        a_member(),
        a_member(),
    )

    invited_members = whom_to_ask(
        [not_invited, invited_to_one, invited_to_both, invited_by_this_rule],
        [ONE, TWO],
        {invited_to_one.person_id: frozenset({ONE}), invited_to_both.person_id: frozenset({ONE, TWO})},
        frozenset({invited_by_this_rule.person_id}),
    )

    assert [(invited.person, invited.session_ids) for invited in invited_members] == [
        (not_invited, (ONE, TWO)),
        (invited_to_one, (TWO,)),
    ]


def test_an_invitation_can_be_answered_until_the_end_of_its_last_day():
    session = a_session(NOW + timedelta(days=30))
    invitation = an_invitation(respond_by=date(2026, 1, 20))

    assert answerable(invitation, [session], datetime(2026, 1, 20, 22, 59, 59, tzinfo=UTC)) == [session]
    with pytest.raises(AnswerTooLate):
        answerable(invitation, [session], datetime(2026, 1, 20, 23, 0, tzinfo=UTC))


def test_every_kind_of_invitation_can_be_answered_until_the_session_is_over():
    begun, ahead = a_session(NOW - timedelta(hours=1)), a_session(NOW + timedelta(days=1))

    assert answerable(an_invitation(), [begun, ahead], NOW) == [begun, ahead]
    assert answerable(an_invitation(kind="kallelse"), [begun, ahead], NOW) == [begun, ahead]
    assert answerable(an_invitation(kind="kallelse", respond_by=date(2026, 1, 1)), [ahead], NOW) == [ahead]
    with pytest.raises(AnswerTooLate):
        answerable(an_invitation(kind="kallelse"), [begun], NOW + timedelta(days=1))


def test_the_buyers_contact_is_who_orders_or_else_a_member_who_does_not_take_part():
    orders, boss, takes_part = a_member("beställare"), a_member("chef"), a_member("fritidspedagog")

    assert buyers_contact([takes_part, boss, orders], participants=[takes_part]) == orders
    assert buyers_contact([takes_part, boss], participants=[takes_part]) == boss
    assert buyers_contact([takes_part], participants=[takes_part]) is None


def test_the_status_of_an_invitation_follows_from_its_answer():
    assert [status_after(answer) for answer in ("yes", "no", "substitute")] == [
        "accepted",
        "declined",
        "substituted",
    ]
