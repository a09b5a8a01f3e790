"""What a late cancellation costs the buyer, in percent of the price."""

from collections.abc import Iterable
from datetime import date

import msgspec


class CancellationFee(msgspec.Struct, frozen=True, kw_only=True):
    """Holds for a cancellation that comes so many days before the cohort's start, or fewer."""

    days_before_start: int
    percent: float


def percent_if_cancelled(fees: Iterable[CancellationFee], *, starts_on: date, cancelled_on: date) -> float:
    """The fee of the smallest number of days that holds; nothing where the cancellation is early enough."""
    days_left = (starts_on - cancelled_on).days
    holding = [fee for fee in fees if days_left <= fee.days_before_start]
    return min(holding, key=lambda fee: fee.days_before_start).percent if holding else 0
