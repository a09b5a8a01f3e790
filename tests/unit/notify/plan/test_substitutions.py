"""The mails to whoever sends a substitute, takes a seat back, or asks for the link to an invitation again."""

from datetime import timedelta

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
ID = an_id("invitation Karin Holm")
ALI = an_id("Ali Rahimi")


def substituted(**changes):
    fields = {
        "status": "substituted",
        "substitute_person_id": ALI,
        "substitute_session_ids": (an_id("session 1"),),
    }
    return an_invitation(**fields | changes)


def test_an_invited_person_who_sends_a_substitute_without_having_a_seat_gets_a_mail_about_it():
    unit = UnitInMemory(*ALL, substituted())

    assert unit.send() == [f"substitute:{ID}:{ALI}"]
    assert unit.rows[f"substitute:{ID}:{ALI}"].kind == "substitute"
    assert unit.send() == []


def test_a_substitution_that_is_undone_before_its_mail_is_sent_is_not_mailed():
    unit = UnitInMemory(*ALL, substituted())
    unit.plan()
    unit.take(newer(substituted(status="accepted", substitute_person_id=None)))

    assert unit.send() == []


def test_a_substitution_by_somebody_who_had_a_seat_is_told_by_the_withdrawal_alone():
    assert UnitInMemory(*ALL, substituted(substitute_person_id=None)).send() == []


def test_the_link_to_an_unanswered_invitation_is_mailed_once_for_each_time_it_was_asked_for():
    unit = UnitInMemory(*ALL, invited := an_invitation())
    unit.send()
    unit.take(invitation := newer(invited, status="sent", link_asked_at=NOW))
    assert unit.send() == [f"link:{ID}:{NOW:%Y%m%dT%H%M%SZ}"]
    assert unit.send() == []

    later = NOW + timedelta(hours=1)
    unit.take(newer(invitation, link_asked_at=later))
    assert unit.send() == [f"link:{ID}:{later:%Y%m%dT%H%M%SZ}"]


def test_the_link_to_an_answered_invitation_is_not_mailed():
    assert UnitInMemory(*ALL, an_invitation(status="accepted", link_asked_at=NOW)).send() == []
