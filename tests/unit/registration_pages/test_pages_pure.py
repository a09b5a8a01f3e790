"""The small parts of pages: colours, addresses, dates and lengths of time in words, posted text."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.registration.domain.sessions.session import Session
from services.registration.web.kit import dates, phrases
from services.registration.web.kit.assets import accent
from services.registration.web.kit.forms.posted_form import redisplay
from services.registration.web.kit.layout import _dialled
from services.registration.web.kit.locale import Locale
from services.registration.web.pages.my_page.done import reminder_in_words
from services.registration.web.wording import WORDING, number, plural
from shared import contrast, ids

SV, EN = WORDING["sv"], WORDING["en"]


def a_session(**fields):
    plain = {"organiser_id": ids.new(), "id": ids.new(), "cohort_id": ids.new(), "title": "Träff",
             "timed_at": datetime(2026, 1, 1, tzinfo=UTC)}  # fmt: skip
    return Session(**plain | fields)


@pytest.mark.parametrize("colour", ["#ffffff", "#ffee00", "#00ff00", "#777777", "#0b5563", "#000000"])
def test_white_is_readable_on_every_accent_colour(colour):
    found = accent.readable(colour)
    parts = tuple(int(found[at : at + 2], 16) for at in (0, 2, 4))

    assert contrast.ratio(parts, contrast.WHITE) >= 4.5


def test_a_dark_accent_colour_is_unchanged():
    assert accent.readable("#0B5563") == "0b5563"


@pytest.mark.parametrize("colour", [None, "", "red", "#12345", "#0b5563;}", "url(x)"])
def test_an_invalid_accent_colour_is_read_as_none(colour):
    assert accent.readable(colour) is None


@pytest.mark.parametrize(
    ("minutes", "sv", "en"),
    [
        (0, "om mindre än en minut", "in less than a minute"),
        (1, "om en minut", "in one minute"),
        (18, "om 18 minuter", "in 18 minutes"),
        (70, "om en timme och tio minuter", "in one hour and ten minutes"),
        (120, "om två timmar", "in two hours"),
        (60 * 30 + 5, "om 30 timmar", "in 30 hours"),
    ],
)
def test_the_time_until_a_session_is_written_in_words(minutes, sv, en):
    assert phrases.time_until(timedelta(minutes=minutes), SV) == sv
    assert phrases.time_until(timedelta(minutes=minutes), EN) == en


def test_a_list_of_words_is_joined_with_commas_and_a_final_and():
    assert phrases.listed(["ett", "två", "tre"], SV) == "ett, två och tre"
    assert phrases.listed(["one"], EN) == "one"


def test_numbers_are_words_up_to_twelve():
    assert [number(n, SV) for n in (0, 1, 12, 13)] == ["inga", "ett", "tolv", "13"]
    assert plural(SV.days.past_sessions, 2, SV) == "Två träffar har varit"


def test_sessions_are_grouped_by_term_in_time_order_with_the_undated_last():
    autumn = a_session(title="c", on=date(2026, 9, 1))
    spring = a_session(title="a", on=date(2026, 2, 1))
    undated = a_session(title="b", term="VT2026")
    nothing = a_session(title="d")
    pairs = [(session, dates.describe(session, "sv")) for session in (nothing, autumn, undated, spring)]

    terms = dates.by_term(pairs, "sv")
    assert [term.heading for term in terms] == ["Våren 2026", "Hösten 2026", "Utan datum"]
    assert [[day.title for day in term.days] for term in terms] == [["a", "b"], ["c"], ["d"]]


def test_a_session_time_has_the_local_clock_and_the_utc_offset_of_its_season():
    winter = dates.when(a_session(on=date(2026, 2, 3), starts_at=datetime(2026, 2, 3, 8, tzinfo=UTC)), "sv")
    summer = dates.when(a_session(on=date(2026, 5, 7), starts_at=datetime(2026, 5, 7, 7, tzinfo=UTC)), "en")

    assert (winter.clock, winter.iso) == ("9.00", "2026-02-03T09:00+01:00")
    assert (summer.clock, summer.iso) == ("09:00", "2026-05-07T09:00+02:00")


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("070-174 06 05", "tel:+46701740605"),
        ("+46 8 123", "tel:+468123"),
        ("0046 8 1", "tel:004681"),
        ("", None),
        (None, None),
    ],
)
def test_a_phone_number_becomes_a_tel_address(phone, dialled):
    assert _dialled(phone) == dialled


@pytest.mark.parametrize(
    ("day", "sv", "en"),
    [
        (date(2026, 6, 19), "Det är midsommarafton.", "It is Midsummer Eve."),
        (date(2026, 4, 2), "Det är skärtorsdagen.", "It is Maundy Thursday."),
        (date(2026, 4, 6), "Det är annandag påsk.", "It is Easter Monday."),
        (
            date(2026, 5, 13),
            "Det är dagen före Kristi himmelsfärdsdag.",
            "It is the day before Ascension Day.",
        ),
        (date(2026, 6, 18), None, None),
        (None, None, None),
    ],
)
def test_a_session_on_a_holiday_or_its_eve_says_so(day, sv, en):
    session = a_session(on=day, term=None if day else "VT2026")

    assert [dates.describe(session, language).special for language in ("sv", "en")] == [sv, en]


def test_a_page_address_has_the_language_only_if_it_was_chosen():
    assert Locale("en").address("/r/x", ny="1") == "/r/x?ny=1"
    assert Locale("en", chosen=True).address("/r/x", ny="1") == "/r/x?ny=1&lang=en"


def test_posted_text_is_cleaned_before_it_is_shown_again():
    assert redisplay("a\x00b\udcffc\r\nd\te") == "a\ufffdb\ufffdc\nd\te"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"days_before": 7}, "en vecka före"),
        ({"days_before": 1}, "dagen före"),
        ({"days_before": 0}, "samma dag"),
        ({"days_before": 3}, "tre dagar före"),
        ({"days_before": None, "hours_before": 1}, "en timme före"),
        ({"hours_before": 2}, "två timmar före"),
    ],
)
def test_a_reminder_rule_is_written_in_words(rule, words):
    assert reminder_in_words(rule, SV) == words
