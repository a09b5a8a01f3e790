"""The calendar feed, as libical and vobject read it."""

from datetime import UTC, date, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from shared.calendar.publish import FeedEntry, feed
from shared.calendar.words import EntryText
from tests.support.calendar_readers import Published, read_feed_with_libical, read_feed_with_vobject
from tests.support.texts import LETTER

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def an_entry(**more) -> FeedEntry:
    return FeedEntry(
        **{
            "uid": "0198c0de-0000-7000-8000-000000000001-session",
            "sequence": 1,
            "changed_at": NOW,
            "summary": "Lärträff 1",
            "starts_at": datetime(2027, 1, 20, 8, 0, tzinfo=UTC),
            "ends_at": datetime(2027, 1, 20, 11, 0, tzinfo=UTC),
            "text": EntryText(language="sv"),
        }
        | more
    )


def read_by_both(*entries: FeedEntry) -> list[Published]:
    file = feed("RUC", entries)
    found = read_feed_with_libical(file)
    assert read_feed_with_vobject(file) == found
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    return found


def test_a_session_is_in_the_feed_with_its_time_place_and_page():
    assert read_by_both(
        an_entry(sequence=4, mode="on_site", place="Jupiter", url="https://k.example/ruc/vt27")
    ) == [
        Published(
            uid="0198c0de-0000-7000-8000-000000000001-session",
            sequence=4,
            start=datetime(2027, 1, 20, 8, 0, tzinfo=UTC),
            end=datetime(2027, 1, 20, 11, 0, tzinfo=UTC),
            summary="Lärträff 1",
            location="Jupiter",
            status="CONFIRMED",
            description="Lärträff 1",
            url="https://k.example/ruc/vt27",
        )
    ]


def test_feed_entries_have_the_right_instants_in_winter_summer_and_the_repeated_hour():
    starts = [
        datetime(2027, 1, 20, 8, 0, tzinfo=UTC),
        datetime(2027, 6, 10, 7, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ]

    assert [
        entry.start for entry in read_by_both(*(an_entry(starts_at=start, ends_at=None) for start in starts))
    ] == starts


def test_a_session_without_a_time_is_a_whole_day_in_the_feed():
    (entry,) = read_by_both(an_entry(starts_at=None, ends_at=None, on=date(2027, 5, 25)))

    assert (entry.start, entry.end) == (date(2027, 5, 25), date(2027, 5, 26))
    assert entry.description == "Tiden är inte bestämd."


def test_a_session_without_a_day_is_left_out_and_an_empty_feed_is_readable():
    assert read_by_both(an_entry(starts_at=None, ends_at=None)) == []
    assert read_by_both() == []


def test_a_cancelled_or_tentative_session_has_that_status_in_the_feed():
    found = read_by_both(an_entry(is_cancelled=True), an_entry(is_tentative=True))

    assert [entry.status for entry in found] == ["CANCELLED", "TENTATIVE"]


def test_a_feed_description_keeps_its_lines():
    text = EntryText(language="sv", note="Ta med dator.", join_url="https://kallelse.example/j/" + "j" * 48)

    (entry,) = read_by_both(an_entry(text=text))

    assert entry.description == (
        "Ta med dator.\nTill mötet (öppnar kl. 8.30, länken är din egen):\n"
        "https://kallelse.example/j/jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj"
    )


def test_a_feed_has_its_name_and_one_refresh_interval_and_time_zone():
    file = feed("Regionalt; utvecklings,centrum", [an_entry()]).decode()

    assert "\r\nNAME:Regionalt\\; utvecklings\\,centrum\r\n" in file
    assert file.count("REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n") == 1
    assert file.count("BEGIN:VTIMEZONE") == 1


@given(st.text(LETTER, max_size=120), st.text(LETTER, max_size=120), st.text(LETTER, max_size=120))
@example("", "", " ")
@example(
    "x\r\nATTENDEE:mailto:evil@example.example", "END:VEVENT\\nEND:VCALENDAR;,:", "\x00\x85\u2028\u202eabc"
)
def test_any_text_in_a_feed_adds_no_property(summary, place, description):
    text = EntryText(language="sv", note=description)
    file = feed(summary, [an_entry(summary=summary, mode="on_site", place=place, text=text)])

    names = [line.split(":")[0].split(";")[0] for line in file.replace(b"\r\n ", b"").decode().split("\r\n")]
    assert len(read_feed_with_libical(file)) == 1
    assert [name for name in names if name in {"ATTENDEE", "ORGANIZER", "BEGIN"}] == ["BEGIN"] * 5
