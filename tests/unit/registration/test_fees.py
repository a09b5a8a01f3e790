"""The fee of a late cancellation: of the rules that apply, the one with the fewest days decides."""

from datetime import date

import pytest

from services.registration.domain.fees import CancellationFee, percent_if_cancelled

FEES = [
    CancellationFee(days_before_start=28, percent=25),
    CancellationFee(days_before_start=21, percent=50),
    CancellationFee(days_before_start=14, percent=100),
]


@pytest.mark.parametrize(
    ("cancelled_on", "percent"),
    [
        (date(2023, 12, 25), 0),
        (date(2023, 12, 26), 25),
        (date(2024, 1, 1), 25),
        (date(2024, 1, 2), 50),
        (date(2024, 1, 9), 100),
        (date(2024, 1, 23), 100),
        (date(2024, 2, 1), 100),
    ],
)
def test_a_later_cancellation_costs_more(cancelled_on, percent):
    for fees in (FEES, FEES[::-1]):
        assert percent_if_cancelled(fees, starts_on=date(2024, 1, 23), cancelled_on=cancelled_on) == percent


def test_a_cancellation_without_agreed_fees_costs_nothing():
    assert percent_if_cancelled([], starts_on=date(2024, 1, 23), cancelled_on=date(2024, 1, 23)) == 0
