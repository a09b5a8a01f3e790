"""Which mail goes first: what answers an act, and every tenant in turn."""

from typing import get_args
from uuid import UUID

import pytest

from services.notify.domain.communicated import PlannedDelivery
from services.notify.domain.letters.letter import MailKind
from services.notify.domain.urgency import OF_KIND, Line, Urgency, shares, urgency_of
from tests.support.notify import NOW, a_registration

LARGE, SMALL = UUID(int=1), UUID(int=2)


def test_every_kind_of_mail_has_an_urgency():
    assert OF_KIND.keys() == set(get_args(MailKind))


@pytest.mark.parametrize(
    ("origin", "due_at", "is_first_contact", "urgency"),
    [
        ("form", None, True, Urgency.ACT),
        ("answer", None, False, Urgency.ACT),
        ("kallelse", None, True, Urgency.MAILING),
        ("kallelse", None, False, Urgency.CHANGE),
        ("form", NOW, False, Urgency.REMINDER),
    ],
)
def test_a_calendar_mail_is_as_urgent_as_what_it_follows(origin, due_at, is_first_contact, urgency):
    mail = PlannedDelivery(key="calendar:x:0", kind="calendar", due_at=due_at)

    assert urgency_of(mail, a_registration(origin=origin), is_first_contact=is_first_contact) == urgency


def test_a_line_with_much_at_hand_leaves_room_for_the_others():
    mailing, act = Line(LARGE, Urgency.MAILING), Line(LARGE, Urgency.ACT)

    assert shares([mailing, act], {mailing: 150}, room=150, least=10, most=100) == {act: 75}


def test_one_line_alone_may_have_the_whole_batch():
    mailing = Line(LARGE, Urgency.MAILING)

    assert shares([mailing], {}, room=150, least=10, most=100) == {mailing: 100}


def test_a_line_is_filled_again_in_batches_and_not_mail_by_mail():
    mailing = Line(LARGE, Urgency.MAILING)

    assert shares([mailing], {mailing: 76}, room=150, least=10, most=100) == {}
    assert shares([mailing], {mailing: 75}, room=150, least=10, most=100) == {mailing: 75}


def test_an_urgent_line_that_may_not_start_takes_nothing_from_the_others():
    """Its mails may all be for a domain that rests; they are claimed in vain."""
    act, change = Line(LARGE, Urgency.ACT), Line(SMALL, Urgency.CHANGE)

    assert shares([act, change], {}, room=150, least=10, most=10) == {act: 5, change: 5}


def test_each_of_many_tenants_gets_a_share():
    lines = [Line(UUID(int=n), Urgency.MAILING) for n in range(200)]

    assert shares(lines, {}, room=150, least=10, most=100) == dict.fromkeys(lines, 1)
