"""What a planned delivery becomes when it is composed from the newest snapshots: links, dates, recipient."""

import pytest

from services.notify.domain.errors import Pointless
from services.notify.domain.letters.compose import compose
from services.notify.domain.letters.compose_context import (
    ComposeContext,
    DeliveryTask,
    entries_after_delivery,
)
from services.notify.domain.letters.letter import Links
from tests.support.notify import (
    UnitInMemory,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_session,
    an_enquiry,
    an_id,
    an_invitation,
    an_opening,
    an_organiser,
    newer,
)
from tests.support.notify_running import SENDER_CONFIG

PRIVACY = "https://kallelse.example/ruc/personuppgifter"


def a_desk(*events):
    return UnitInMemory(an_organiser(), a_programme(), a_cohort(), a_session(1), a_session(2), *events)


def composed(desk, row):
    task = DeliveryTask(
        id=an_id("mail"), key=row.key, kind=row.kind, payload=row.payload, seat_id=row.seat_id
    )
    context = ComposeContext(
        task=task,
        state=desk.unit_state(),
        entries=desk.entries,
        sender_config=SENDER_CONFIG,
        now=desk.now,
    )
    return compose(context, entries_after_delivery(context))


def the_only_mail(desk):
    [row] = desk.due()
    return composed(desk, row)


def test_a_confirmation_has_the_links_to_my_page_and_to_the_feed():
    links = the_only_mail(a_desk(a_person(), a_registration())).links

    assert links.privacy_url == PRIVACY
    assert links.my_url.startswith("https://kallelse.example/r/")
    assert links.feed_url.startswith("https://kallelse.example/k/")
    assert links.answer_url is None


def test_the_farewell_to_an_earlier_address_has_none_of_the_persons_links():
    desk = a_desk(a_person(email="karin@old.example"), a_registration())
    desk.send()
    desk.take(newer(a_person(email="karin@new.example"), address_edition=2))

    [farewell] = [row for row in desk.due() if row.payload.to is not None]
    letter = composed(desk, farewell)

    assert letter.recipient.email == "karin@old.example"
    assert letter.links == Links(privacy_url=PRIVACY)


def test_an_invitation_names_the_dates_that_are_ahead_when_it_is_sent():
    desk = a_desk(a_person(), an_invitation(1, 2, respond_by=None))
    assert [date.title for date in the_only_mail(desk).dates] == ["Lärträff 1", "Lärträff 2"]

    desk.now = a_session(1).ends_at
    assert [date.title for date in the_only_mail(desk).dates] == ["Lärträff 2"]


@pytest.mark.parametrize(
    "change",
    [newer(a_cohort(), status="cancelled"), newer(an_invitation(), status="accepted")],
    ids=["cancelled", "answered"],
)
def test_an_invitation_to_what_is_cancelled_or_answered_is_pointless(change):
    desk = a_desk(a_person(), an_invitation())
    [row] = desk.due()
    desk.take(change)

    with pytest.raises(Pointless):
        composed(desk, row)


@pytest.mark.parametrize(
    ("notice", "kind", "address"),
    [
        (an_enquiry(), "staff", "kontakt@ruc.example"),
        (an_opening(), "opening", "karin@nora.example"),
    ],
    ids=["enquiry", "opening"],
)
def test_a_notice_goes_to_whom_it_names(notice, kind, address):
    letter = the_only_mail(UnitInMemory(an_organiser(), notice))

    assert (letter.kind, letter.recipient.email) == (kind, address)
