"""What comes after a try."""

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


def test_what_is_sent_is_done():
    assert after("sent") == delivery.NextStep("sent")


def test_a_refusal_for_good_is_not_tried_again():
    assert after("refused") == delivery.NextStep("failed")


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 0.5), (2, 2), (3, 5), (4, 15), (5, 30), (6, 60), (7, 120), (20, 120)]
)
def test_the_waits_grow(attempts, minutes):
    assert after("transient", attempts) == delivery.NextStep("deferred", timedelta(minutes=minutes))


def test_jitter_spreads_the_waits_by_a_quarter():
    assert after("transient", jitter=1.0).wait == timedelta(seconds=37.5)


def test_after_48_hours_it_is_given_up():
    first = NOW - timedelta(hours=47)

    assert after("transient", 9, first=first) == delivery.NextStep("failed")
    assert after("transient", 2, first=first).status == "deferred"


def test_a_mail_is_not_tried_past_its_point():
    assert after("transient", 2, expires_at=NOW + timedelta(minutes=1)) == delivery.NextStep("failed")


def test_a_relay_that_is_away_is_asked_again_within_half_a_minute():
    waits = [delivery.relay_wait(times, FIRST).total_seconds() for times in range(1, 9)]

    assert waits == [1, 2, 4, 8, 15, 30, 30, 30]


def test_an_organizer_address_is_the_same_each_time_and_cannot_be_guessed():
    one = delivery.organizer_address(an_id("a seat"), b"secret", "kallelse.example")
    assert one == delivery.organizer_address(an_id("a seat"), b"secret", "kallelse.example")
    assert one != delivery.organizer_address(an_id("a seat"), b"other", "kallelse.example")
    assert len(one) == len("m+@kallelse.example") + 32
