"""Replaced personal links: the new ones are mailed, and calendar entries that hold an old one are updated."""

from datetime import date, timedelta

import msgspec

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

ALL = (an_organiser(), a_programme(), a_cohort(), a_session(1), a_session(2), a_person())
SEAT = an_id("seat 1 Karin Holm")
ASKED = "20210104T090000Z"


def with_new_links(registration, generation=2):
    seats = tuple(msgspec.structs.replace(seat, generation=generation) for seat in registration.seats)
    return newer(registration, generation=generation, seats=seats)


def test_a_calendar_entry_with_a_replaced_link_gets_one_update_with_the_next_sequence():
    desk = UnitInMemory(*ALL, mine := a_registration())
    desk.send()

    desk.take(replaced := with_new_links(mine))

    assert desk.send() == [f"calendar:{SEAT}:1"]
    desk.take(newer(replaced))
    assert desk.send() == []
    assert desk.entries[SEAT].link_generation == 2


def test_an_entry_without_a_meeting_link_or_without_a_placed_entry_gets_no_update():
    on_site = a_session(1, mode="on_site", has_join_url=False)
    for events, mine in (
        ((*ALL[:3], on_site, a_person()), a_registration()),
        (ALL, a_registration(calendar="subscription")),
    ):
        desk = UnitInMemory(*events, mine)
        desk.send()
        desk.take(with_new_links(mine))
        assert desk.send() == []


def test_an_entry_placed_after_the_links_were_replaced_is_not_updated_for_it():
    desk = UnitInMemory(*ALL, mine := a_registration())
    desk.send()
    mine = with_new_links(mine)
    desk.take(mine)
    desk.send()

    later = a_seat(2, generation=2)
    desk.take(newer(mine, seats=(*mine.seats, later)))

    assert desk.send() == [f"calendar:{later.id}:0"]


def test_an_unanswered_invitation_gets_its_new_link_once_it_has_been_mailed():
    invitation = an_invitation()
    desk = UnitInMemory(*ALL, invitation)
    desk.send()
    sent = newer(invitation, status="sent")

    desk.take(asked := newer(sent, generation=2, link_asked_at=NOW))

    assert desk.send() == [f"link:{invitation.id}:{ASKED}"]
    desk.take(newer(asked))
    assert desk.send() == []


def test_an_invitation_that_was_not_mailed_yet_says_the_new_link_itself():
    desk = UnitInMemory(*ALL, an_invitation(generation=2, link_asked_at=NOW))

    assert desk.send() == [f"invitation:{an_id('invitation Karin Holm')}"]


def test_no_new_link_for_an_invitation_that_is_answered_too_late_or_cancelled():
    late = {"now": NOW + timedelta(days=20)}
    for changes, more in (
        ({"status": "accepted"}, {}),
        ({"status": "expired"}, {}),
        ({"status": "sent", "respond_by": date(2021, 1, 1)}, {}),
        ({"status": "sent"}, late),
    ):
        desk = UnitInMemory(*ALL, an_invitation(link_asked_at=NOW, **changes), **more)
        assert desk.waiting() == []
    cancelled = UnitInMemory(
        *ALL[:2], a_cohort(status="cancelled"), *ALL[3:], an_invitation(status="sent", link_asked_at=NOW)
    )
    assert cancelled.waiting() == []


def test_whoever_has_declined_gets_the_link_again_because_a_no_can_become_a_yes():
    desk = UnitInMemory(*ALL, an_invitation(status="declined", link_asked_at=NOW))

    [key] = desk.waiting()
    assert key.startswith("link:")
