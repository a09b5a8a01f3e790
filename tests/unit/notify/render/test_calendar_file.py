"""The .ics file, rule by rule, as libical and vobject read it."""

from datetime import date, timedelta

import pytest

from services.notify.domain.calendar import Party, Undated
from services.notify.render.clean import UnsafeUrl
from services.notify.render.ics import calendar_bytes
from shared.addresses import BadAddress
from tests.support.calendar_readers import Entry, read_with_libical, read_with_vobject
from tests.support.letters import MADE_AT, a_message

JOIN = "https://kallelse.example/j/" + "j" * 48


def read_by_both(**more) -> Entry:
    file = calendar_bytes(a_message(**more))
    entry = read_with_libical(file)
    assert read_with_vobject(file) == entry
    return entry


def unfolded(**more) -> list[str]:
    return calendar_bytes(a_message(**more)).replace(b"\r\n ", b"").decode().split("\r\n")


def test_a_calendar_request_has_every_property_that_a_calendar_needs():
    entry = read_by_both(mode="on_site", place="Jupiter", sequence=3)

    assert (entry.method, entry.status, entry.sequence) == ("REQUEST", "CONFIRMED", 3)
    assert (entry.uid, entry.dtstamp) == ("0198c0de-0000-7000-8000-000000000001-seat", MADE_AT)
    assert (entry.summary, entry.location) == ("Lärträff 1", "Jupiter")
    assert (entry.organizer, entry.organizer_name) == ("mailto:m+0123456789abcdef@kallelse.example", "RUC")
    assert (entry.attendee, entry.attendee_name) == ("mailto:karin@nora.example", "Karin Åberg")


def test_a_calendar_cancel_repeats_the_entry_without_alarm_or_description():
    request = read_by_both(mode="digital", join_url=JOIN)
    cancel = read_by_both(mode="digital", join_url=JOIN, method="CANCEL", sequence=1)

    assert (cancel.method, cancel.status, cancel.alarms) == ("CANCEL", "CANCELLED", 0)
    assert (cancel.uid, cancel.start, cancel.end) == (request.uid, request.start, request.end)
    assert (cancel.summary, cancel.location) == (request.summary, request.location)
    assert "Kan du inte komma?" not in cancel.description


def test_a_timed_request_has_one_alarm_and_a_whole_day_none():
    assert read_by_both().alarms == 1
    assert read_by_both(starts_at=None, ends_at=None, on=date(2027, 5, 25)).alarms == 0


def test_a_tentative_session_has_the_status_tentative_until_it_is_cancelled():
    assert read_by_both(is_tentative=True).status == "TENTATIVE"
    assert read_by_both(is_tentative=True, method="CANCEL").status == "CANCELLED"


@pytest.mark.parametrize(
    ("language", "mode", "place", "expected"),
    [
        ("sv", "digital", None, "Digitalt möte"),
        ("sv", "digital", "Zoom", "Digitalt möte"),
        ("sv", "on_site", "Folkets hus, Örebro", "Folkets hus, Örebro"),
        ("sv", "hybrid", "Folkets hus; rum 2", "Folkets hus; rum 2"),
        ("sv", "hybrid", None, "Plats meddelas senare"),
        ("sv", None, None, "Plats meddelas senare"),
        ("sv", None, " \n ", "Plats meddelas senare"),
        ("en", "digital", None, "Online meeting"),
        ("en", "on_site", None, "Place to be announced"),
    ],
)
def test_a_calendar_entry_always_has_a_location(language, mode, place, expected):
    assert read_by_both(language=language, mode=mode, place=place).location == expected


def test_a_session_without_a_time_is_a_transparent_whole_day_entry():
    lines = unfolded(starts_at=None, ends_at=None, on=date(2027, 12, 31))

    assert "DTSTART;VALUE=DATE:20271231" in lines
    assert "DTEND;VALUE=DATE:20280101" in lines
    assert "TRANSP:TRANSPARENT" in lines
    assert "BEGIN:VTIMEZONE" not in lines
    assert read_by_both(starts_at=None, ends_at=None, on=date(2027, 12, 31)).start == date(2027, 12, 31)


def test_an_unknown_end_is_written_as_an_hour_with_a_note():
    entry = read_by_both(ends_at=None)

    assert entry.end == entry.start + timedelta(hours=1)
    assert entry.description.startswith("Sluttiden är inte bestämd. Kalendern visar en timme.\n")


def test_a_session_without_a_day_has_no_calendar_file():
    with pytest.raises(Undated):
        calendar_bytes(a_message(starts_at=None, ends_at=None))


def test_the_join_link_is_the_only_link_in_a_calendar_file_and_has_its_opening_time():
    entry = read_by_both(mode="digital", join_url=JOIN)
    file = "\n".join(unfolded(mode="digital", join_url=JOIN))

    assert entry.description.endswith(f"\nTill mötet (öppnar kl. 8.30, länken är din egen):\n{JOIN}")
    assert file.count("http") == 1
    assert "http" not in "\n".join(unfolded(mode="digital"))


def test_a_join_link_with_a_line_break_is_refused():
    with pytest.raises(UnsafeUrl):
        calendar_bytes(
            a_message(join_url="https://kallelse.example/j/x\r\nATTENDEE:mailto:evil@example.example")
        )


def test_an_unsafe_attendee_address_is_refused_without_being_repeated():
    for address in (
        "karin@nora.example\r\nX:y",
        "karin@nora.example>",
        "kårin@nora.example",
        "karin",
        "a@b@c.example",
    ):
        with pytest.raises(BadAddress) as caught:
            calendar_bytes(a_message(attendee=Party(address=address)))
        assert address not in str(caught.value)


def test_only_a_calendar_request_asks_for_an_answer_and_it_repeats_the_last_one():
    request_line = next(line for line in unfolded(partstat="ACCEPTED") if line.startswith("ATTENDEE"))
    cancel_line = next(line for line in unfolded(method="CANCEL") if line.startswith("ATTENDEE"))

    assert (
        request_line
        == 'ATTENDEE;CN="Karin Åberg";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:karin@nora.example'
    )
    assert "RSVP" not in cancel_line


def test_the_attendee_name_can_be_left_out():
    assert read_by_both(attendee=Party(address="karin@nora.example")).attendee_name is None


def test_an_attendee_name_loses_only_characters_that_calendars_cannot_read():
    entry = read_by_both(
        attendee=Party(address="karin@nora.example", name='Karin "Kajsa"\r\nÅberg^n; Lund, Nora\\')
    )

    assert entry.attendee_name == "Karin 'Kajsa' Åbergn; Lund, Nora/"


def test_a_backslash_before_a_capital_n_is_not_read_as_a_line_break():
    assert read_by_both(summary=r"C:\Nyheter; a, b\n").summary == r"C:\Nyheter; a, b\n"


def test_each_calendar_property_occurs_once_and_method_precedes_the_components():
    lines = unfolded(mode="digital", join_url=JOIN)
    event = lines[lines.index("BEGIN:VEVENT") : lines.index("BEGIN:VALARM")]
    names = [line.split(":")[0].split(";")[0] for line in event]

    assert len(names) == len(set(names))
    assert lines[:4] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kallelse//Kallelse//SV",
        "METHOD:REQUEST",
    ]
    assert sum(line.startswith("ATTENDEE") for line in lines) == 1
    assert not any(line.startswith("X-MICROSOFT") for line in lines)


def test_the_time_zone_of_a_calendar_file_is_two_yearly_rules():
    lines = unfolded()
    zone = lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE")]

    assert [line for line in zone if line.startswith("RRULE")] == [
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    ]
    assert not any(line.startswith("RDATE") for line in lines)
    assert "DTSTART;TZID=Europe/Stockholm:20270120T090000" in lines
    assert "TRANSP:OPAQUE" in lines


def test_calendar_lines_are_at_most_75_octets_and_split_no_character():
    file = calendar_bytes(a_message(summary="Åäö🧑‍🏫" * 60, place="é" * 200))

    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    for line in file.split(b"\r\n"):
        line.decode()
    assert not file.startswith(b"\xef\xbb\xbf")
    assert file.endswith(b"END:VCALENDAR\r\n")


def test_calendar_files_are_deterministic_and_differ_between_people_only_in_attendee():
    karins_lines = set(unfolded())
    bos_lines = set(unfolded(attendee=Party(address="bo@laxa.example", name="Bo")))

    assert calendar_bytes(a_message()) == calendar_bytes(a_message())
    assert {line.split(";")[0] for line in karins_lines ^ bos_lines} == {"ATTENDEE"}


def test_cached_calendar_parts_of_one_session_are_not_used_for_another():
    first, second = read_by_both(), read_by_both(summary="Lärträff 2")
    later = read_by_both(starts_at=first.start + timedelta(days=1), ends_at=first.end + timedelta(days=1))

    assert (first.summary, second.summary) == ("Lärträff 1", "Lärträff 2")
    assert later.start == first.start + timedelta(days=1)
