"""A feed as libical and vobject read it."""

from datetime import UTC, date, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from shared.calendar_words import doors
from shared.publish import FeedEntry, feed
from tests.support.calendar_readers import Published, read_feed_with_libical, read_feed_with_vobject
from tests.support.texts import LETTER

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def an_entry(**more) -> FeedEntry:
    return FeedEntry(
        **{
            "uid": "0198c0de-0000-7000-8000-000000000001-session",
            "sequence": 1,
            "summary": "Lärträff 1",
            "language": "sv",
            "starts_at": datetime(2027, 1, 20, 8, 0, tzinfo=UTC),
            "ends_at": datetime(2027, 1, 20, 11, 0, tzinfo=UTC),
        }
        | more
    )


def both(*entries: FeedEntry) -> list[Published]:
    file = feed("RUC", entries, NOW)
    found = read_feed_with_libical(file)
    assert read_feed_with_vobject(file) == found
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    return found


def test_a_date_stands_in_a_feed_with_its_hours_place_and_page():
    assert both(an_entry(sequence=4, mode="on_site", place="Jupiter", url="https://k.example/ruc/vt27")) == [
        Published(
            uid="0198c0de-0000-7000-8000-000000000001-session",
            sequence=4,
            start=datetime(2027, 1, 20, 8, 0, tzinfo=UTC),
            end=datetime(2027, 1, 20, 11, 0, tzinfo=UTC),
            summary="Lärträff 1",
            location="Jupiter",
            status="CONFIRMED",
            description=None,
            url="https://k.example/ruc/vt27",
        )
    ]


def test_summer_and_winter_and_the_doubled_hour_are_the_right_moments():
    starts = [
        datetime(2027, 1, 20, 8, 0, tzinfo=UTC),
        datetime(2027, 6, 10, 7, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ]

    assert [one.start for one in both(*(an_entry(starts_at=one, ends_at=None) for one in starts))] == starts


def test_a_day_without_hours_is_a_whole_day_that_takes_no_time():
    (entry,) = both(an_entry(starts_at=None, ends_at=None, on=date(2027, 5, 25)))

    assert (entry.start, entry.end) == (date(2027, 5, 25), date(2027, 5, 26))
    assert entry.description == "Tiden är inte bestämd."


def test_what_has_no_day_is_left_out_and_an_empty_feed_is_still_a_calendar():
    assert both(an_entry(starts_at=None, ends_at=None)) == []
    assert both() == []


def test_what_is_off_or_not_certain_says_so():
    found = both(an_entry(is_cancelled=True), an_entry(is_tentative=True))

    assert [one.status for one in found] == ["CANCELLED", "TENTATIVE"]


def test_a_description_keeps_its_lines():
    link = doors(datetime(2027, 1, 20, 7, 30, tzinfo=UTC), "https://kallelse.example/j/" + "j" * 48, "sv")

    (entry,) = both(an_entry(description=("Ta med dator.", link)))

    assert entry.description == (
        "Ta med dator.\nTill mötet (öppnar kl. 8.30, länken är din egen):\n"
        "https://kallelse.example/j/jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj"
    )


def test_a_file_says_once_how_often_to_ask_again():
    file = feed("Regionalt; utvecklings,centrum", [an_entry()], NOW).decode()

    assert "\r\nNAME:Regionalt\\; utvecklings\\,centrum\r\n" in file
    assert file.count("REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n") == 1
    assert file.count("BEGIN:VTIMEZONE") == 1


@given(st.text(LETTER, max_size=120), st.text(LETTER, max_size=120), st.text(LETTER, max_size=120))
@example("", "", " ")
@example(
    "x\r\nATTENDEE:mailto:evil@example.example", "END:VEVENT\\nEND:VCALENDAR;,:", "\x00\x85\u2028\u202eabc"
)
def test_any_text_stays_in_its_line(summary, place, says):
    file = feed(summary, [an_entry(summary=summary, mode="on_site", place=place, description=(says,))], NOW)

    names = [line.split(":")[0].split(";")[0] for line in file.replace(b"\r\n ", b"").decode().split("\r\n")]
    assert len(read_feed_with_libical(file)) == 1
    assert [name for name in names if name in {"ATTENDEE", "ORGANIZER", "BEGIN"}] == ["BEGIN"] * 5
