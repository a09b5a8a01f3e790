"""Problems of a scenario file are reported in Swedish, all at once, with table, id and key."""

from datetime import date, datetime, time

import pytest

from services.registration.domain.scenario import document as scenario
from services.registration.domain.scenario.problems import ScenarioRefused
from tests.support.scenarios import NAMES, a_document, a_recipient, a_session, document_of, path_of


def problems(document):
    return [str(problem) for problem in scenario.check(document)]


def refused(data):
    with pytest.raises(ScenarioRefused) as refusal:
        scenario.read(data)
    return [str(problem) for problem in refusal.value.problems]


@pytest.mark.parametrize("name", NAMES)
def test_each_bundled_scenario_file_has_no_problem(name):
    assert scenario.read(path_of(name).read_bytes()) == document_of(name)


def test_the_sample_scenario_has_no_problem():
    assert problems(a_document()) == []


def test_the_offer_hours_of_a_cohort_are_between_1_and_336():
    cohorts = [{"id": f"c{hours}", "name": "Hösten", "offer_hours": hours} for hours in (0, 1, 336, 337)]

    assert problems(a_document(cohort=cohorts, session=[a_session(cohort="c1")])) == [
        'cohort "c0": offer_hours: ska vara från 1 till 336 timmar',
        'cohort "c337": offer_hours: ska vara från 1 till 336 timmar',
    ]


def test_all_problems_of_a_scenario_are_reported_at_once():
    document = a_document(
        session=[a_session(mode="online", end=time(8)), a_session(id="traff-2", cohort="varen", strat=1)],
        weather={"sun": 1},
    )

    assert problems(document) == [
        'session "traff-1": mode: "online" finns inte; skriv on_site, digital eller hybrid',
        'session "traff-2": strat: nyckeln finns inte i tabellen; menade du "start"?',
        "weather: tabellen finns inte i formatet",
        'session "traff-2": cohort: det finns ingen cohort med id "varen"',
        'session "traff-1": end: ligger inte efter start',
    ]


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"start": time(13)}, "end: ligger inte efter start"),
        ({"end": time(9)}, "end: ligger inte efter start"),
        ({"date": "2026-09-07"}, "date: ska vara ett datum utan citattecken och klockslag, till exempel 2021-01-20"),
        (
            {"date": datetime(2026, 9, 7, 9)},  # noqa: DTZ001 - TOML has local times
            "date: ska vara ett datum utan citattecken och klockslag, till exempel 2021-01-20",
        ),
        ({"date": date(1066, 10, 14)}, "date: ska vara ett datum från 1900-01-01 till 2199-12-31"),
        ({"start": "09.00"}, "start: ska vara ett klockslag utan citattecken, till exempel 09:00:00"),
        ({"term": "Vt 26"}, "term: ska vara en termin, till exempel VT2026 eller HT2026"),
        ({"capacity": "40"}, "capacity: ska vara ett heltal"),
        ({"capacity": True}, "capacity: ska vara ett heltal"),
        ({"capacity": -1}, "capacity: ska vara ett heltal från 0 till 2147483647"),
        ({"title": 7}, "title: ska vara text inom citattecken"),
        ({"title": " "}, "title: är tom"),
        ({"title": "x" * 301}, "title: är längre än 300 tecken"),
        ({"form": "x" * 201}, "form: är längre än 200 tecken"),
        ({"note": "x" * 4001}, "note: är längre än 4000 tecken"),
        ({"note": "a\0b"}, "note: har tecken som inte går att visa"),
        ({"place": "Sal\nA"}, "place: har tecken som inte går att visa, eller en radbrytning"),
        ({"agenda": "Dialog"}, "agenda: ska vara en lista inom hakparenteser"),
        ({"agenda": ["Dialog", 2]}, "agenda: nr 2 ska vara text inom citattecken"),
        ({"join_url": "javascript:alert(1)"}, "join_url: ska vara en webbadress som börjar med https:// eller http://"),
        ({"status": "moved"}, 'status: "moved" finns inte; skriv announced, tentative, scheduled, cancelled eller completed'),
        ({"organiser": "x"}, 'organiser: det finns ingen organisation med id "x"'),
        ({"host": "x"}, 'host: det finns ingen organisation med id "x"'),
        ({"booked_by": "x"}, 'booked_by: det finns ingen staff eller organisation med id "x"'),
        ({"parent": "x"}, 'parent: det finns ingen session med id "x"'),
        ({"replaces": "x"}, 'replaces: det finns ingen session med id "x"'),
        ({"replaced_by": "x"}, 'replaced_by: det finns ingen session med id "x"'),
        ({"parent": "traff-1"}, "parent: går i cirkel: traff-1 → traff-1"),
        ({"replaces": "traff-1"}, "replaces: går i cirkel: traff-1 → traff-1"),
    ],
)  # fmt: skip
def test_an_invalid_value_of_a_session_is_reported_with_its_key(keys, problem):
    assert problems(a_document(session=[a_session(**keys)])) == [f'session "traff-1": {problem}']


def test_a_session_time_needs_a_date_and_an_end_needs_a_start():
    session = a_session()
    del session["date"], session["start"]

    assert problems(a_document(session=[session, {**a_session(id="b"), "date": date(2026, 9, 8)}])) == [
        'session "traff-1": end: har en sluttid men ingen starttid; skriv start också'
    ]
    assert problems(
        a_document(session=[{"id": "a", "cohort": "hosten", "title": "A", "start": time(9)}])
    ) == ['session "a": start: har ett klockslag men inget datum; skriv date också']


def test_a_session_start_in_the_skipped_hour_must_still_precede_its_end():
    # 02.30 does not exist on this night: it is read as 03.30, which is after the end.
    night = a_session(date=date(2026, 3, 29), start=time(2, 30), end=time(3, 15))

    assert problems(a_document(session=[night])) == ['session "traff-1": end: ligger inte efter start']


def test_a_missing_table_or_key_is_reported_by_name():
    assert problems({"schema": "scenario/1"}) == ["programme: tabellen [programme] saknas"]
    assert problems(a_document(programme={"id": "prov"})) == [
        'programme "prov": title: saknas',
        'programme "prov": organiser: saknas',
    ]
    assert problems(a_document(cohort=[{"name": "Hösten"}], session=[], invitation=[])) == [
        "cohort nr 1: id: saknas"
    ]


def test_an_unknown_schema_version_is_reported():
    assert problems(a_document(schema="scenario/2")) == [
        'schema: ska vara "scenario/1" och stå överst i filen'
    ]


def test_a_table_of_the_wrong_shape_is_reported():
    assert problems(a_document(audience={"id": "alla"}, invitation=[])) == [
        "audience: ska vara en lista av tabeller, [[audience]]"
    ]
    assert problems(a_document(source=[])) == ["source: ska vara en tabell, [source]"]
    assert problems(a_document(directory={"recipients": ["rektor"]})) == [
        "directory.recipients nr 1: ska vara en tabell"
    ]


def test_a_duplicate_id_in_a_table_is_reported():
    document = a_document(organisation=[{"id": "ruc", "name": "RUC"}] * 2 + [{"id": "nora", "name": "Nora"}])

    assert problems(document) == ['organisation "ruc": id: står på 2 ställen; ge varje rad ett eget id']


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        ({"programme": {"id": "p", "title": "P", "organiser": "x"}}, 'programme "p": organiser: det finns ingen organisation med id "x"'),
        ({"programme": {"id": "p", "title": "P", "organiser": "ruc", "partners": ["ruc", "x"]}}, 'programme "p": partners: det finns ingen organisation med id "x"'),
        ({"programme": {"id": "p", "title": "P", "organiser": "ruc", "commissioner": "x"}}, 'programme "p": commissioner: det finns ingen organisation med id "x"'),
        ({"programme": {"id": "p", "title": "P", "organiser": "ruc", "contact": "x"}}, 'programme "p": contact: det finns ingen contact med id "x"'),
        ({"contact": [{"id": "k", "label": "K", "organisation": "x"}]}, 'contact "k": organisation: det finns ingen organisation med id "x"'),
        ({"staff": [{"id": "s", "organisation": "x"}]}, 'staff "s": organisation: det finns ingen organisation med id "x"'),
        ({"municipality_group": [{"id": "g", "organisations": ["x"]}]}, 'municipality_group "g": organisations: det finns ingen organisation med id "x"'),
        ({"municipality_group": [{"id": "g", "convener": "x"}]}, 'municipality_group "g": convener: det finns ingen organisation med id "x"'),
        ({"document": [{"id": "d", "session": "x"}]}, 'document "d": session: det finns ingen session med id "x"'),
        ({"follow_up": [{"id": "f", "cohort": "x"}]}, 'follow_up "f": cohort: det finns ingen cohort med id "x"'),
        ({"follow_up": [{"id": "f", "repeats": "x"}]}, 'follow_up "f": repeats: det finns ingen follow_up med id "x"'),
        ({"billing": {"payer": "x"}}, 'billing: payer: det finns ingen organisation med id "x"'),
        ({"audience": [{"id": "alla", "organisations": ["x"]}]}, 'audience "alla": organisations: det finns ingen organisation med id "x"'),
        ({"invitation": [{"id": "i", "kind": "kallelse", "audience": "x", "sessions": ["*"]}]}, 'invitation "i": audience: det finns ingen audience med id "x"'),
        ({"invitation": [{"id": "i", "kind": "kallelse", "audience": "alla", "sessions": ["x"]}]}, 'invitation "i": sessions: det finns ingen session med id "x"'),
        ({"invitation": [{"id": "i", "kind": "kallelse", "audience": "alla", "sessions": ["*"], "invited_by": "x"}]}, 'invitation "i": invited_by: det finns ingen organisation med id "x"'),
        ({"directory": {"recipients": [a_recipient(organisation="x")]}}, 'directory.recipients "rektor-1": organisation: det finns ingen organisation med id "x"'),
    ],
)  # fmt: skip
def test_a_reference_to_a_missing_row_is_reported(tables, problem):
    assert problems(a_document(**tables)) == [problem]


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        ({"programme": {"id": "p", "title": "P", "organiser": "ruc", "timezone": "Europe/Helsinki"}}, 'programme "p": timezone: "Europe/Helsinki" finns inte; skriv Europe/Stockholm'),
        ({"programme": {"id": "p", "title": "P", "organiser": "ruc", "registration": "free"}}, 'programme "p": registration: "free" finns inte; skriv invitation_only, appointed_by_commissioner, summons, agreed_plan eller open'),
        ({"programme": {"id": "p", "title": "P", "organiser": "ruc", "starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}}, 'programme "p": ends_on: ligger före starts_on'),
        ({"cohort": [{"id": "hosten", "name": "H", "status": "full"}]}, 'cohort "hosten": status: "full" finns inte; skriv planned, open, completed eller cancelled'),
        ({"invitation": [{"id": "i", "kind": "kallelse", "audience": "alla", "sessions": []}]}, 'invitation "i": sessions: är tom'),
        ({"invitation": [{"id": "i", "kind": "kallelse", "audience": "alla", "sessions": ["*"], "opens_on": date(2026, 2, 1), "respond_by": date(2026, 1, 1)}]}, 'invitation "i": respond_by: ligger före opens_on'),
        ({"audience": [{"id": "alla", "county_codes": ["1880"]}]}, 'audience "alla": county_codes: nr 1 ska vara en länskod med två siffror inom citattecken, till exempel "18"'),
        ({"audience": [{"id": "alla", "municipality_codes": [1880]}]}, 'audience "alla": municipality_codes: nr 1 ska vara text inom citattecken'),
        ({"audience": [{"id": "alla", "everyone": "ja"}]}, 'audience "alla": everyone: ska vara true eller false'),
        ({"notifications": {"reminder_days_before": [7, "en"]}}, "notifications: reminder_days_before: nr 2 ska vara ett heltal"),
        ({"billing": {"cancellation_fee": [{"percent": 25}]}}, "billing.cancellation_fee nr 1: days_before_start: saknas"),
        ({"billing": {"price_sek_excl_vat": -1}}, "billing: price_sek_excl_vat: ska vara ett tal, 0 eller större"),
        ({"directory": {"recipients": [a_recipient(email="rektor1.nora.example")]}}, 'directory.recipients "rektor-1": email: är ingen e-postadress; skriv den som namn@kommun.example'),
        ({"directory": {"recipients": [a_recipient(email="a@b@nora.example")]}}, 'directory.recipients "rektor-1": email: är ingen e-postadress; skriv den som namn@kommun.example'),
        ({"directory": {"recipients": [a_recipient(email="a b@nora.example")]}}, 'directory.recipients "rektor-1": email: är ingen e-postadress; skriv den som namn@kommun.example'),
        ({"directory": {"recipients": [a_recipient(email="a@nora.example\r\nBcc: b@nora.example")]}}, 'directory.recipients "rektor-1": email: har tecken som inte går att visa, eller en radbrytning'),
        ({"directory": {"recipients": [{"id": "x", "label": "X", "role": "rektor"}]}}, 'directory.recipients "x": role: hör till en organisation; skriv organisation också'),
        ({"expect": {"note": "a\0b"}}, "expect.note: har tecken som inte går att visa"),
    ],
)  # fmt: skip
def test_an_invalid_value_is_reported_with_what_to_write(tables, problem):
    assert problems(a_document(**tables)) == [problem]


def test_a_municipality_code_has_four_digits_and_a_county_code_two():
    organisations = [
        {"id": "ruc", "name": "RUC", "municipality_code": "188", "county_code": "T"},
        {"id": "nora", "name": "N"},
    ]

    assert problems(a_document(organisation=organisations)) == [
        'organisation "ruc": municipality_code: ska vara en kommunkod med fyra siffror inom citattecken, till exempel "1880"',
        'organisation "ruc": county_code: ska vara en länskod med två siffror inom citattecken, till exempel "18"',
    ]


def test_a_cycle_of_parent_organisations_is_reported():
    organisations = [
        {"id": "ruc", "name": "RUC", "parent": "nora"},
        {"id": "nora", "name": "Nora kommun", "parent": "skola"},
        {"id": "skola", "name": "Skolan", "parent": "ruc"},
    ]

    assert problems(a_document(organisation=organisations)) == [
        'organisation "ruc": parent: går i cirkel: ruc → nora → skola → ruc'
    ]


def test_an_organiser_id_that_cannot_be_part_of_a_web_address_is_reported():
    organisations = [{"id": "RUC Örebro", "name": "RUC"}, {"id": "nora", "name": "Nora"}]
    document = a_document(
        programme={"id": "p", "title": "P", "organiser": "RUC Örebro"}, organisation=organisations
    )

    assert problems(document) == [
        'programme "p": organiser: blir en del av webbadressen: använd små bokstäver a–z, siffror och bindestreck, högst 60 tecken'
    ]


def test_an_organiser_id_that_is_a_reserved_web_address_is_reported():
    document = a_document(
        programme={"id": "p", "title": "P", "organiser": "admin"},
        organisation=[{"id": "admin", "name": "Admin"}, {"id": "nora", "name": "Nora"}],
    )

    assert problems(document) == [
        'programme "p": organiser: blir en del av webbadressen: "admin" är redan en adress i Kallelse, välj ett annat id för organisationen'
    ]


def test_two_recipients_cannot_share_an_address():
    recipients = [a_recipient(), a_recipient(id="rektor-2", label="Rektor 2", email="REKTOR1@Nora.Example")]

    assert problems(a_document(directory={"recipients": recipients})) == [
        'directory.recipients "rektor-2": email: är densamma som för "rektor-1"; en adress kan bara höra till en person'
    ]


def test_one_person_may_have_two_positions_under_one_label_and_address():
    recipients = [a_recipient(), a_recipient(id="rektor-1-ruc", organisation="ruc")]

    assert problems(a_document(directory={"recipients": recipients})) == []


def test_a_scenario_file_with_a_toml_error_is_refused_with_its_line():
    assert refused(b'schema = "scenario/1"\n\n[programme\n') == [
        "rad 3, tecken 11: går inte att läsa som TOML (Expected ']' at the end of a table declaration)"
    ]
    assert refused(b'schema = "scenario/1') == ["rad 1: filen tar slut mitt i något"]


def test_a_scenario_file_in_another_encoding_is_refused_with_its_line():
    assert refused('schema = "scenario/1"\n# Örebro\n'.encode("latin-1")) == [
        "rad 2: är inte UTF-8; spara filen med teckenkodningen UTF-8"
    ]


def test_a_scenario_file_with_a_byte_order_mark_is_read():
    assert scenario.read(b"\xef\xbb\xbf" + path_of("orebro-2021").read_bytes()) == document_of("orebro-2021")


def test_excessively_nested_lists_and_long_numbers_are_refused():
    assert refused(b"a = " + b"[" * 100_000) == ["filen: har för många listor eller tabeller i varandra"]
    assert refused(b"a = " + b"1" * 10_000) == ["filen: går inte att läsa som TOML"]


def test_reported_problems_contain_no_address_and_no_name():
    recipients = [a_recipient(label="Anna Ek\x07", email="anna.ek@@nora.example")]

    reported = "\n".join(problems(a_document(directory={"recipients": recipients})))

    assert reported.count("\n") == 1
    assert "nna" not in reported
