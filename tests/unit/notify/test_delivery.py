"""The next step of a delivery after an attempt, and the waits between attempts."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notify.domain import delivery
from tests.support.notify import an_id

NOW = datetime(2021, 1, 4, 9, tzinfo=UTC)
FIRST = timedelta(seconds=30)


def after(outcome, attempts=1, first=NOW, expires_at=None, jitter=0.0):
    return delivery.after_try(
        outcome,
        attempts=attempts,
        first_try_at=first,
        expires_at=expires_at,
        now=NOW,
        first_wait=FIRST,
        jitter=jitter,
    )


def test_a_delivery_that_was_accepted_is_sent():
    assert after("sent") == delivery.NextStep("sent")


def test_a_delivery_that_was_refused_has_failed():
    assert after("refused") == delivery.NextStep("failed")


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 0.5), (2, 2), (3, 5), (4, 15), (5, 30), (6, 60), (7, 120), (20, 120)]
)
def test_a_deferred_delivery_waits_longer_after_each_attempt(attempts, minutes):
    assert after("transient", attempts) == delivery.NextStep("deferred", timedelta(minutes=minutes))


def test_jitter_lengthens_the_wait_of_a_deferred_delivery_by_up_to_a_quarter():
    assert after("transient", jitter=1.0).wait == timedelta(seconds=37.5)


def test_a_delivery_fails_after_48_hours():
    first = NOW - timedelta(hours=47)

    assert after("transient", 9, first=first) == delivery.NextStep("failed")
    assert after("transient", 2, first=first).status == "deferred"


def test_a_delivery_fails_when_its_next_attempt_would_be_after_its_expiry():
    assert after("transient", 2, expires_at=NOW + timedelta(minutes=1)) == delivery.NextStep("failed")


def test_an_unavailable_relay_is_retried_after_at_most_half_a_minute():
    waits = [delivery.relay_wait(times, FIRST).total_seconds() for times in range(1, 9)]

    assert waits == [1, 2, 4, 8, 15, 30, 30, 30]


def test_the_organizer_address_of_a_seat_is_stable_and_depends_on_the_secret():
    address = delivery.organizer_address(an_id("a seat"), b"secret", "kallelse.example")
    assert address == delivery.organizer_address(an_id("a seat"), b"secret", "kallelse.example")
    assert address != delivery.organizer_address(an_id("a seat"), b"other", "kallelse.example")
    assert len(address) == len("m+@kallelse.example") + 32
