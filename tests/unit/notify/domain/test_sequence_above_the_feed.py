"""SEQUENCE of mails and feeds: one counter, so that each is newer than whatever the same calendar got before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.communicated import DeliveryPayload
from services.notify.domain.letters.compose_context import above_feed
from shared.calendar import sequence as calendar_sequence
from shared.calendar.sequence import PER_EPOCH
from tests.support.notify import (
    UnitInMemory,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    a_session,
)


def raised(sequence: int | None, *, was_subscribed: bool, epoch: int = 1) -> int | None:
    """The SEQUENCE of a message about a seat whose snapshots have the versions 2, 3, 4, 5 and 6."""
    unit = UnitInMemory(
        a_registration(version=2, epoch=epoch, was_subscribed=was_subscribed),
        a_session(version=3),
        a_cohort(version=4),
        a_programme(version=5),
        a_person(version=6),
    )
    payload = DeliveryPayload(seats=(a_seat().id,), seat=a_seat().id, method="REQUEST", sequence=sequence)
    return above_feed(payload, unit.unit_state()).sequence


def test_a_calendar_message_after_a_subscription_counts_on_from_the_feed():
    assert raised(1, was_subscribed=True) == calendar_sequence.of_state(1, 20) == 40
    assert raised(41, was_subscribed=True) == 41


def test_a_calendar_message_of_someone_who_never_subscribed_counts_its_own():
    assert raised(1, was_subscribed=False) == 1


def test_a_mail_without_a_calendar_message_has_no_sequence():
    assert raised(None, was_subscribed=True) is None


def test_a_calendar_message_after_a_restore_counts_on_from_the_feed_of_its_epoch():
    assert raised(1001, was_subscribed=True, epoch=2) == PER_EPOCH + 40


@pytest.mark.parametrize("versions", [5, 6, 500])
def test_a_feed_is_newer_than_a_mail_of_the_same_state_and_older_than_one_of_the_next(versions):
    in_feed = calendar_sequence.in_feed(1, versions)

    assert calendar_sequence.of_state(1, versions) < in_feed < calendar_sequence.of_state(1, versions + 1)


@given(st.lists(st.sampled_from(["moved", "seen", "subscription", "invitations"]), max_size=60))
def test_whatever_is_chosen_and_moved_each_calendar_gets_ever_higher_numbers(steps):
    """A small model of both services: a step is a change of the session or of the choice, or a program fetching the feed."""
    versions, mailed, chosen, was_subscribed = 5, 0, "invitations", False
    shown = [mailed]  # what a calendar that takes both has got

    def mail():
        nonlocal mailed
        own = mailed + 1
        mailed = max(own, calendar_sequence.of_state(1, versions)) if was_subscribed else own
        shown.append(mailed)

    for step in steps:
        if step == "seen":
            if chosen == "subscription" and shown[-1] != calendar_sequence.in_feed(1, versions):
                shown.append(calendar_sequence.in_feed(1, versions))
        elif step == "moved":
            versions += 1
            if chosen == "invitations":
                mail()
        elif step != chosen:
            versions += 1
            was_subscribed = was_subscribed or chosen == "subscription"
            chosen = step
            mail()  # a CANCEL, or a REQUEST that places the entry anew

    assert shown == sorted(set(shown))


def test_the_farewell_to_an_earlier_address_keeps_its_number_below_the_request_that_follows():
    unit = UnitInMemory(a_registration(was_subscribed=True), a_session(version=30), a_person())
    payload = DeliveryPayload(seat=a_seat().id, method="CANCEL", sequence=1, to="karin@old.example")

    assert above_feed(payload, unit.unit_state()) == payload
