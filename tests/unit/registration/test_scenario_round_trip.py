"""A scenario file, its rows and the file written from them are equal, in any order of keys."""

import string
import tomllib
from datetime import UTC, date, datetime, time, timedelta, timezone
from types import SimpleNamespace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.scenario import document as scenario
from services.registration.domain.scenario.from_file import read_rows, tenant_row
from services.registration.domain.scenario.matching import KnownRows
from services.registration.domain.scenario.programme_tables import notifications_table
from services.registration.domain.scenario.rows import ScenarioRows
from services.registration.domain.scenario.to_file import to_document, unused
from services.registration.domain.scenario.toml_json import pack, same, unpack
from services.registration.domain.scenario.toml_writer import write
from shared import ids
from tests.support.scenarios import NAMES, a_document, a_recipient, a_session, document_of, key_order
from tests.support.texts import LETTER

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

TEXTS = st.text(LETTER, max_size=12)
KEYS = st.text(string.ascii_letters + string.digits + "-_ $.åÅ\"'", min_size=1, max_size=8)
PLAIN = st.one_of(
    TEXTS,
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-3, minutes=-30))])),
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


def stored(document):
    """The rows of a document, as they are read back from the database."""
    rows = read_rows(document, tenant_row(document, ids.new()), KnownRows(), ids.new)
    return msgspec.json.decode(msgspec.json.encode(rows), type=ScenarioRows)


def there_and_back(document):
    return tomllib.loads(write(to_document(stored(document), now=NOW)))


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_any_document_written_as_toml_is_read_back_with_types_and_order(document):
    back = tomllib.loads(write(document))

    # At the top level TOML has plain keys before tables; below it every key keeps its place.
    assert {key: key_order(value) for key, value in back.items()} == {
        key: key_order(value) for key, value in document.items()
    }
    assert same(dict(sorted(back.items())), dict(sorted(document.items())))


@given(VALUES)
def test_a_toml_value_keeps_its_type_in_json(value):
    back = unpack(msgspec.json.decode(msgspec.json.encode(pack(value))))

    assert same(back, value)
    assert back == value


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_file_survives_the_round_trip_key_for_key(name):
    assert key_order(there_and_back(document_of(name))) == key_order(document_of(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_moved_scenario_survives_the_round_trip(name):
    moved = scenario.move(document_of(name), date(2027, 3, 1), today=NOW.date())

    assert there_and_back(moved) == moved


@pytest.mark.parametrize(
    "tables",
    [
        {},
        {"notifications": {}},
        {"notifications": {"calendar_invite": False}},
        {"notifications": {"confirmation": False, "reminder_days_before": []}},
        {"directory": {}},
        {"directory": {"recipients": []}},
        {"source": {}, "staff": [], "billing": {"cancellation_fee": []}, "offering": []},
        {"session": [], "invitation": []},
        {"session": []},
        {"contact": [], "audience": [], "invitation": []},
        {"cohort": [], "session": [], "invitation": []},
        {"cohort": [{"name": "Hösten", "id": "hosten"}]},
        {"cohort": [{"id": "hosten", "name": "Hösten", "status": "cancelled"}]},
        {"audience": [{"id": "alla", "roles": [], "everyone": False, "or_equivalent": True}]},
        {
            "cohort": [{"id": "hosten", "name": "Hösten"}, {"id": "varen", "name": "Våren"}],
            "directory": {"recipients": [a_recipient(), a_recipient(id="rektor-2", email="b@b.example")]},
            "audience": [
                {
                    "id": "alla",
                    "excluded_recipients": ["rektor-2"],
                    "excluded_cohorts": ["varen"],
                    "excluded_organisations": ["ruc"],
                }
            ],
        },
        {"invitation": [{"id": "i", "kind": "vink", "audience": "alla", "sessions": ["traff-1", "traff-1"]}]},
        {"session": [a_session(agenda=[], note="Rad ett\nRad två", joint_with=[], status="completed")]},
        {"session": [a_session(date=date(2026, 3, 29), start=time(2, 30), end=time(5))]},
        {"session": [a_session(mode="digital", join_url="https://moten.example/rum?pin=1")]},
        {"session": [a_session(status="tentative", start=time(9, 0, 0, 1500))]},
        {"session": [{"id": "traff-1", "cohort": "hosten", "title": "T", "status": "completed"}]},
        {"directory": {"recipients": [a_recipient(protected_identity=False, group="")]}},
        {"directory": {"recipients": [a_recipient(), a_recipient(id="rektor-2", organisation="ruc")]}},
        {"directory": {"recipients": [{"label": "X", "id": "x"}]}},
        {"expect": {"free": [{"a": [1, 1.0, True]}, {}], "deep": {"$date": "x"}, "none": []}},
    ],
)
def test_empty_odd_or_missing_tables_survive_the_round_trip(tables):
    document = a_document(**tables)
    assert scenario.check(document) == []

    assert key_order(there_and_back(document)) == key_order(tomllib.loads(write(document)))


def test_an_invitation_rule_for_several_cohorts_survives_the_round_trip_as_one():
    document = a_document(
        cohort=[{"id": "hosten", "name": "Hösten"}, {"id": "varen", "name": "Våren"}],
        session=[a_session(), a_session(id="traff-2", cohort="varen"), a_session(id="traff-3")],
        invitation=[
            {"id": "alla", "kind": "inbjudan", "audience": "alla", "sessions": ["*"]},
            {
                "id": "en",
                "kind": "kallelse",
                "audience": "alla",
                "sessions": ["traff-1", "traff-2", "traff-3"],
            },
        ],
    )

    assert [len(rule.session_ids or []) for rule in stored(document).rules] == [0, 0, 2, 1]
    assert there_and_back(document) == document


def test_a_replaced_session_is_referred_to_by_its_replacement():
    replaced = a_session(status="cancelled", replaced_by="traff-2")
    rows = stored(a_document(session=[replaced, a_session(id="traff-2")]))

    first, second = rows.sessions
    assert second.replaces_id == first.id


def test_a_completed_session_moved_into_the_future_is_written_as_scheduled():
    document = a_document(session=[a_session(status="completed")])
    rows = stored(document)
    later = msgspec.structs.replace(rows.sessions[0], on_date=date(2027, 1, 4), starts_at=None, ends_at=None)

    assert to_document(rows, now=NOW)["session"][0]["status"] == "completed"
    assert (
        to_document(msgspec.structs.replace(rows, sessions=[later]), now=NOW)["session"][0]["status"]
        == "scheduled"
    )


def test_the_calendar_of_a_cohort_is_set_only_when_the_file_turns_it_off():
    def calendar(**tables):
        return stored(a_document(**tables)).cohorts[0].calendar

    assert calendar() is None  # as many dates as there are then decide
    assert calendar(notifications={"calendar_invite": False}) == "none"


def test_the_stored_scenario_file_contains_no_address_of_a_person():
    recipients = [
        a_recipient(),
        a_recipient(id="rektor-1-ruc", organisation="ruc", email="Rektor1@nora.example"),
    ]
    rows = stored(a_document(directory={"recipients": recipients}))

    assert len(rows.people) == 1
    assert b"@" not in msgspec.json.encode(rows.programme.file)


@pytest.mark.parametrize(
    ("used", "expected"),
    [([], "traff"), (["möte", None], "traff"), (["traff"], "traff-2"), (["traff", "traff-3", "traff-2"], "traff-4")],
)  # fmt: skip
def test_what_has_no_name_in_the_file_gets_the_first_one_that_is_free(used, expected):
    assert unused("traff", used) == expected


def test_the_meeting_link_of_a_file_is_stored_as_programs_write_it():
    [session] = stored(
        a_document(session=[a_session(mode="digital", join_url="https://möte.example/rum")])
    ).sessions

    assert session.join_url == "https://xn--mte-sna.example/rum"


def test_an_export_says_the_reminders_that_the_format_knows_and_leaves_out_the_others():
    plain, text, silent = (
        {"days_before": 7, "to": "seat"},
        {"days_before": 3, "text": "Hej"},
        {"days_before": 2, "to": "silent"},
    )
    others = [
        {"days_after": 1},
        {"hours_before": 2},
        {"days_before": 1, "at": "08:00"},
        {"days_before": 4, "session_id": "x"},
    ]
    cohort = SimpleNamespace(
        reminders=[plain, text, silent, *others, {"days_before": 1}],
        confirmations=True,
        calendar="invitations",
    )
    assert notifications_table([cohort])["reminder_days_before"] == [7, 1]
