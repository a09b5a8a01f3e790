"""Fees for late cancellation, in percent of the price."""

from collections.abc import Iterable
from datetime import date

import msgspec


class CancellationFee(msgspec.Struct, frozen=True, kw_only=True):
    """The fee of a cancellation at most this many days before the cohort's start."""

    days_before_start: int
    percent: float


def percent_if_cancelled(fees: Iterable[CancellationFee], *, starts_on: date, cancelled_on: date) -> float:
    """Return the percentage of the fee with the fewest days that applies; 0 if none applies."""
    days_left = (starts_on - cancelled_on).days
    holding = [fee for fee in fees if days_left <= fee.days_before_start]
    return min(holding, key=lambda fee: fee.days_before_start).percent if holding else 0
