"""Mails to addresses outside any registration, and personal links that are mailed on request."""

from datetime import timedelta

from tests.support.notify import (
    NOW,
    UnitInMemory,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_session,
    an_enquiry,
    an_id,
    an_opening,
    an_organiser,
    newer,
)

ALL = (an_organiser(), a_programme(), a_cohort(), a_session(), a_person())
STAFF, ANSWER = f"staff:{an_id('enquiry')}", f"answer:{an_id('enquiry')}"
OPENING = f"opening:{an_id('opening')}"
OWN = an_id("registration Karin Holm")


def test_an_enquiry_leads_to_one_mail_to_the_staff():
    unit = UnitInMemory(an_organiser(), an_enquiry())

    assert unit.send() == [STAFF]
    assert unit.send() == []


def test_an_enquiry_is_not_planned_before_the_organiser_has_arrived():
    unit = UnitInMemory(an_enquiry())
    assert unit.waiting() == []

    unit.take(an_organiser())

    assert unit.waiting() == [STAFF]


def test_an_enquiry_without_a_recipient_leads_to_no_mail():
    assert UnitInMemory(an_organiser(), an_enquiry(to=None)).waiting() == []


def test_an_answer_to_an_enquiry_is_mailed_once():
    unit = UnitInMemory(an_organiser(), enquiry := an_enquiry())
    unit.send()

    unit.take(answered := newer(enquiry, answer="Vi ringer.", answered_at=NOW))

    assert unit.send() == [ANSWER]
    unit.take(newer(answered))
    assert unit.send() == []


def test_an_enquiry_answered_before_its_mail_is_not_mailed_to_the_staff():
    unit = UnitInMemory(an_organiser(), enquiry := an_enquiry())

    unit.take(newer(enquiry, answered_at=NOW))

    assert unit.waiting() == []


def test_an_opening_notice_is_mailed_at_once_and_not_a_week_later():
    assert UnitInMemory(an_organiser(), an_opening()).send() == [OPENING]
    assert UnitInMemory(an_organiser(), an_opening(), now=NOW + timedelta(days=7)).send() == []


def test_a_personal_link_is_mailed_once_for_each_request():
    unit = UnitInMemory(*ALL, registration := a_registration())
    unit.send()

    unit.take(requested := newer(registration, link_asked_at=NOW))
    assert unit.send() == [f"link:{OWN}:20210104T090000Z"]
    assert unit.send() == []

    unit.take(newer(requested, link_asked_at=NOW + timedelta(hours=1)))
    assert unit.send() == [f"link:{OWN}:20210104T100000Z"]


def test_a_withdrawn_registration_gets_no_personal_link():
    unit = UnitInMemory(*ALL, registration := a_registration())
    unit.send()

    unit.take(newer(registration, link_asked_at=NOW, status="withdrawn", seats=()))

    assert unit.waiting() == []


def test_a_replayed_enquiry_is_not_mailed():
    unit = UnitInMemory()
    unit.replayed_at = NOW + timedelta(minutes=1)

    unit.take(an_organiser(), an_enquiry())

    assert unit.waiting() == []
