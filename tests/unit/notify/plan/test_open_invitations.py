"""Somebody who was invited and has not answered hears of it when a date moves or is cancelled."""

from datetime import date, timedelta

import pytest

from shared import times
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

INVITATION = an_id("invitation Karin Holm")
LAST_DAY = date(2021, 1, 15)
FIRST, SECOND = f"update:{INVITATION}:1", f"update:{INVITATION}:2"


def invited(*sessions, invitation=None):
    """Somebody who has the invitation."""
    sessions = sessions or (a_session(1), a_session(2))
    unit = UnitInMemory(
        an_organiser(), a_programme(), a_cohort(), a_person(), *sessions,
        invitation or an_invitation(*range(1, len(sessions) + 1)),
    )  # fmt: skip
    assert unit.send() == [f"invitation:{INVITATION}"]
    return unit


def moved(session, **changes):
    return newer(
        session, edition=session.edition + 1, starts_at=session.starts_at + timedelta(days=1),
        ends_at=session.ends_at + timedelta(days=1), **changes,
    )  # fmt: skip


def kinds(unit):
    return [row.kind for row in unit.sent]


def test_a_move_is_mailed_once():
    unit = invited()
    unit.take(moved(a_session(1)))

    assert unit.send() == [FIRST]
    assert (kinds(unit)[-1], unit.sent[-1].payload.before[0].details.starts_at) == (
        "update",
        a_session(1).starts_at,
    )
    assert unit.send() == []


def test_a_cancelled_date_is_mailed_as_cancelled_and_one_that_takes_place_after_all_as_changed():
    session = a_session(1)
    unit = invited(session, a_session(2))
    unit.take(cancelled := newer(session, status="cancelled"))
    assert unit.send() == [FIRST]
    unit.take(newer(cancelled, status="scheduled", edition=2))

    assert unit.send() == [SECOND]
    assert kinds(unit)[1:] == ["cancellation", "update"]


def test_a_cancelled_cohort_is_one_mail_about_all_dates():
    unit = invited(a_session(1), a_session(2), a_session(3))
    unit.take(
        newer(a_cohort(), status="cancelled"), *(newer(a_session(n), status="cancelled") for n in (1, 2, 3))
    )

    assert unit.send() == [FIRST]
    assert (kinds(unit)[-1], len(unit.sent[-1].payload.told)) == ("cancellation", 3)


def test_several_changes_before_the_mail_is_made_are_one_mail():
    unit = invited()
    unit.take(moved(a_session(1)))
    unit.take(newer(a_session(2), status="cancelled"))

    assert unit.send() == [FIRST]
    assert (kinds(unit)[-1], len(unit.sent[-1].payload.told)) == ("update", 2)


def test_a_move_there_and_back_before_the_mail_is_made_is_no_mail():
    unit = invited()
    away = moved(a_session(1))
    unit.take(away)
    unit.take(newer(away, edition=3, starts_at=a_session(1).starts_at, ends_at=a_session(1).ends_at))

    assert unit.send() == []


@pytest.mark.parametrize("status", ["accepted", "declined", "expired", "bounced", "substituted"])
def test_whoever_has_answered_or_cannot_answer_gets_none(status):
    invitation = an_invitation(1, 2)
    unit = invited(invitation=invitation)
    unit.take(newer(invitation, status=status))
    unit.take(moved(a_session(1)))

    assert unit.send() == []


def test_an_invitation_that_registration_calls_sent_is_open():
    invitation = an_invitation(1, 2)
    unit = invited(invitation=invitation)
    unit.take(newer(invitation, status="sent"))
    unit.take(moved(a_session(1)))

    assert unit.send() == [FIRST]


def test_a_silent_change_and_an_added_date_are_not_mailed():
    invitation = an_invitation(1, 2)
    unit = invited(invitation=invitation)
    unit.take(newer(a_session(1), place="Sal 2"))
    unit.take(a_session(3), newer(invitation, session_ids=(*invitation.session_ids, an_id("session 3"))))

    assert unit.send() == []


def test_after_the_last_day_to_answer_and_after_the_session_there_is_none():
    unit = invited()
    unit.now = a_session(1).ends_at
    unit.take(moved(a_session(2)))

    assert unit.send() == []


def test_an_invitation_that_is_not_sent_yet_says_what_holds_now():
    unit = UnitInMemory(
        an_organiser(), a_programme(), a_cohort(), a_person(), a_session(1), a_session(2), an_invitation(1, 2)
    )
    unit.take(moved(a_session(1)))

    assert unit.send() == [f"invitation:{INVITATION}"]
    assert unit.sent[0].payload.told[0].details.starts_at == moved(a_session(1)).starts_at


def test_an_invitation_that_never_arrived_is_not_followed_by_changes():
    unit = UnitInMemory(an_organiser(), a_programme(), a_cohort(), a_person(), a_session(1), an_invitation(1))
    unit.fix(f"invitation:{INVITATION}", "failed")
    unit.take(moved(a_session(1)))

    assert unit.send() == []


def test_a_mail_that_waits_for_another_try_stays_whatever_else_happens():
    unit = invited()
    unit.take(moved(a_session(1)))
    unit.fix(FIRST, "deferred")
    unit.take(newer(unit.unit_state().invitation, status="sent"))

    assert unit.rows[FIRST].status == "deferred"
    assert unit.waiting() == []


@pytest.mark.parametrize("number", [1, 2])
def test_a_mail_that_waits_for_another_try_gives_way_to_one_that_says_its_news_too(number):
    unit = invited()
    first = moved(a_session(1))
    unit.take(first)
    unit.fix(FIRST, "deferred")
    unit.take(moved(first) if number == 1 else moved(a_session(2)))

    assert unit.rows[FIRST].status == "cancelled"
    assert unit.send() == [SECOND]
    told, before = unit.sent[-1].payload.told, unit.sent[-1].payload.before
    assert {one.session_id for one in told} == {an_id("session 1"), an_id(f"session {number}")}
    assert before[0].details.starts_at == a_session(1).starts_at
    unit.take(newer(unit.unit_state().invitation, status="sent"))
    assert unit.send() == []


def test_another_address_hears_of_the_cancellation_that_waited_for_the_earlier_one():
    session = a_session(1)
    unit = invited(session)
    unit.take(newer(session, status="cancelled", edition=2))
    unit.fix(FIRST, "deferred")
    unit.take(newer(unit.unit_state().person, email="ny@nora.example", address_edition=2))

    assert unit.rows[FIRST].status == "cancelled"
    assert unit.send() == [SECOND]
    assert unit.send() == []


def test_an_answer_takes_the_mail_back():
    invitation = an_invitation(1, 2)
    unit = invited(invitation=invitation)
    unit.take(moved(a_session(1)))
    unit.take(newer(invitation, status="declined"))

    assert unit.send() == []


def test_another_address_is_told_what_holds_and_then_of_the_next_change():
    unit = invited()
    unit.take(moved(a_session(1)))
    unit.send()
    unit.take(newer(a_person(), email="ny@nora.example", address_edition=2))
    assert unit.send() == [f"invitation:{INVITATION}:to2"]
    unit.take(newer(moved(a_session(1)), place="Sal 2", edition=3))

    assert unit.send() == [SECOND]


def asked_again(invitation, *numbers):
    return newer(
        invitation,
        session_ids=(*invitation.session_ids, *(an_id(f"session {number}") for number in numbers)),
        asked_again_at=NOW + timedelta(hours=invitation.version),
    )


def test_another_address_hears_that_the_date_it_never_heard_of_is_cancelled_and_of_it_again_when_it_is_held():
    session = a_session(1)
    unit = invited(session)
    cancelled = newer(session, status="cancelled", edition=2)
    unit.take(cancelled)
    unit.take(newer(unit.unit_state().person, email="ny@nora.example", address_edition=2))
    unit.take(newer(unit.unit_state().invitation, status="queued", generation=2))

    assert unit.send() == [FIRST]
    assert (unit.sent[-1].kind, unit.sent[-1].to_address) == ("cancellation", "ny@nora.example")
    assert unit.send() == []

    unit.take(newer(cancelled, status="scheduled", edition=3))
    assert unit.send() == [f"invitation:{INVITATION}:to2"]
    assert unit.send() == []


def test_an_invitation_that_is_open_again_because_no_substitute_comes_reaches_an_address_that_is_new_since():
    unit = invited(a_session(1))
    unit.take(newer(unit.unit_state().invitation, status="substituted"))
    unit.take(newer(unit.unit_state().person, email="ny@nora.example", address_edition=2))
    assert unit.send() == []

    unit.take(newer(unit.unit_state().invitation, status="sent"))

    assert unit.send() == [f"invitation:{INVITATION}:to2"]
    assert unit.send() == []


def test_another_address_of_somebody_who_was_never_invited_hears_of_no_cancellation():
    session = a_session(1)
    unit = UnitInMemory(an_organiser(), a_programme(), a_cohort(), a_person(), session, an_invitation(1))
    unit.fix(f"invitation:{INVITATION}", "bounced")
    unit.take(newer(session, status="cancelled", edition=2))
    unit.take(newer(unit.unit_state().person, email="ny@nora.example", address_edition=2))
    unit.take(newer(unit.unit_state().invitation, status="queued", generation=2))

    assert unit.send() == []


@pytest.mark.parametrize("status", ["accepted", "declined"])
def test_whoever_has_answered_is_asked_once_about_a_date_that_was_added(status):
    invitation = an_invitation(1, 2)
    unit = invited(invitation=invitation)
    unit.take(answered := newer(invitation, status=status))
    unit.take(a_session(3), again := asked_again(answered, 3))

    [key] = unit.send()
    assert key.startswith(f"invitation:{INVITATION}:more")
    assert [told.session_id for told in unit.sent[-1].payload.told] == [an_id("session 3")]
    unit.take(newer(again))
    assert unit.send() == []


def test_another_date_added_later_is_asked_about_alone():
    invitation = an_invitation(1, 2)
    unit = invited(invitation=invitation)
    unit.take(answered := newer(invitation, status="accepted"))
    unit.take(a_session(3), again := asked_again(answered, 3))
    unit.send()
    unit.take(a_session(4), asked_again(again, 4))
    unit.send()

    assert [told.session_id for told in unit.sent[-1].payload.told] == [an_id("session 4")]


def test_an_added_date_that_is_cancelled_before_the_mail_is_made_is_not_asked_about():
    invitation = an_invitation(1, 2)
    unit = invited(invitation=invitation)
    unit.take(answered := newer(invitation, status="accepted"))
    unit.take(a_session(3), asked_again(answered, 3))
    unit.take(newer(a_session(3), status="cancelled"))

    assert unit.send() == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [(times.end_of_day(LAST_DAY) - timedelta(seconds=1), [FIRST]), (times.end_of_day(LAST_DAY), [])],
)
def test_a_move_is_told_until_the_end_of_the_last_day_to_answer(now, expected):
    unit = invited(a_session(1), invitation=an_invitation(1, respond_by=LAST_DAY))
    unit.now = now
    unit.take(moved(a_session(1)))

    assert unit.waiting() == expected
