"""A session that ends another day than it begins: the end day is said, in both languages."""

from datetime import date, time

import pytest

from shared import dates, times

FRIDAY, SUNDAY = date(2027, 3, 12), date(2027, 3, 14)


@pytest.mark.parametrize(
    ("language", "year", "words"),
    [
        ("sv", True, "fredag 12 mars 2027 kl. 13.00 till söndag 14 mars 2027 kl. 15.00"),
        ("sv", False, "fredag 12 mars kl. 13.00 till söndag 14 mars kl. 15.00"),
        ("en", True, "Friday 12 March 2027, 13:00 to Sunday 14 March 2027, 15:00"),
    ],
)
def test_days_in_running_text(language, year, words):
    assert (
        dates.when(times.instant(FRIDAY, time(13)), times.instant(SUNDAY, time(15)), language, year=year)
        == words
    )


def test_a_night_ends_on_the_next_day():
    starts_at, ends_at = times.instant(FRIDAY, time(22)), times.instant(date(2027, 3, 13), time(2))

    assert dates.hours(starts_at, ends_at, "sv") == "22.00 till lördag 13 mars kl. 2.00"


def test_an_end_in_another_year_says_the_year():
    starts_at, ends_at = times.instant(date(2027, 12, 31), time(20)), times.instant(date(2028, 1, 1), time(1))

    assert dates.hours(starts_at, ends_at, "en") == "20:00 to Saturday 1 January 2028, 01:00"


def test_one_day_has_one_dash():
    assert dates.hours(times.instant(FRIDAY, time(9)), times.instant(FRIDAY, time(12)), "sv") == "9.00–12.00"
