"""Holidays and eves: names in both languages, and which days are working days."""

from datetime import date, timedelta

import pytest

from shared.holidays_sweden import is_working_day, special


@pytest.mark.parametrize(
    ("day", "kind", "sv", "en"),
    [
        (date(2026, 4, 2), "eve", "skärtorsdagen", "Maundy Thursday"),
        (date(2026, 4, 3), "holiday", "långfredagen", "Good Friday"),
        (date(2027, 3, 26), "holiday", "långfredagen", "Good Friday"),  # Easter moves, over the switch of the clocks too
        (date(2026, 4, 30), "eve", "valborgsmässoafton", "Walpurgis Night"),
        (date(2026, 5, 13), "eve", "dagen före Kristi himmelsfärdsdag", "the day before Ascension Day"),
        (date(2026, 5, 14), "holiday", "Kristi himmelsfärdsdag", "Ascension Day"),
        (date(2026, 6, 5), "eve", "dagen före nationaldagen", "the day before National Day"),
        (date(2026, 6, 19), "eve", "midsommarafton", "Midsummer Eve"),
        (date(2026, 10, 31), "holiday", "alla helgons dag", "All Saints' Day"),
        (date(2026, 12, 24), "eve", "julafton", "Christmas Eve"),
        (date(2026, 12, 31), "eve", "nyårsafton", "New Year's Eve"),
        (date(2027, 1, 1), "holiday", "nyårsdagen", "New Year's Day"),
    ],
)  # fmt: skip
def test_a_holiday_or_an_eve_has_its_name_in_both_languages(day, kind, sv, en):
    found = special(day)

    assert found is not None
    assert (found.kind, found.name("sv"), found.name("en")) == (kind, sv, en)


def test_a_day_that_is_holiday_and_eve_is_named_after_the_holiday():
    assert special(date(2026, 4, 5)).sv == "påskdagen"  # and the day before annandag påsk


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)])
def test_an_ordinary_friday_saturday_and_sunday_have_no_name(day):
    assert special(day) is None


def test_the_week_of_midsummer_has_four_working_days():
    week = [date(2026, 6, 15) + timedelta(days=number) for number in range(7)]

    assert [is_working_day(day) for day in week] == [True, True, True, True, False, False, False]


def test_every_year_has_its_public_holidays_and_none_of_the_next_years():
    for year in range(2019, 2041):
        named = [
            found
            for number in range(366)
            if (day := date(year, 1, 1) + timedelta(days=number)).year == year and (found := special(day))
        ]

        assert len({special_day.sv for special_day in named if special_day.kind == "holiday"}) == 13
        assert [special_day.sv for special_day in named].count("nyårsdagen") == 1
