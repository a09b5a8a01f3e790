"""A scenario file is imported completely or not at all, only once, and duplicates no person."""

import asyncio
import random
from datetime import UTC, date, datetime, time
from pathlib import Path

import msgspec
import pytest

from services.registration.actions.upkeep.import_scenario import import_scenario
from services.registration.commands import import_file
from services.registration.domain.scenario import document as scenario
from shared import events, postgres
from shared.reminders import ReminderRule
from tests.support.caller import an_initiator
from tests.support.scenarios import a_document, a_recipient, a_session, document_of, path_of, save
from tests.unit.registration.test_scenario_mutations import PLACES, broken

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TABLES = (
    "organiser", "organisation", "person", "position", "contact", "audience", "programme", "cohort", "session",
    "seat_count", "invitation_rule", "outbox",
)  # fmt: skip
PLAIN = {
    "organiser": 1,
    "organisation": 2,
    "person": 1,
    "position": 1,
    "programme": 1,
    "cohort": 1,
    "session": 1,
}


@pytest.fixture
async def conn(database):
    connection = await postgres.connect(database.registration_url, "registration")
    yield connection
    await connection.close()


@pytest.fixture
def run_import(database):
    async def run(path: Path, **how) -> import_file.ImportReport:
        return await import_file.run(database.registration_url, path, **how)

    return run


async def counts(conn) -> dict[str, int]:
    return {table: await conn.fetchval(f"select count(*) from {table}") for table in TABLES}


async def read_events(conn) -> list[events.Event]:
    rows = await conn.fetch("select payload from outbox order by seq")
    return [msgspec.json.decode(row["payload"], type=events.Event) for row in rows]


async def test_an_import_creates_a_tenant_with_everything_in_the_file(conn, run_import):
    report = await run_import(path_of("orebro-2021"))

    assert report.errors == []
    assert report.organiser_slug == "ruc-orebro"
    assert report.programme_id == await conn.fetchval("select id from programme")
    assert report.summary == (
        'Satsningen "Att leda forskningsbaserad skolutveckling" (orebro-2021) är inläst: 1 omgång, 7 tillfällen, '
        "15 organisationer, 2 målgrupper, 2 inbjudningar, 48 personer. Importen skickar inga mejl."
    )
    assert dict(await conn.fetchrow("select slug, name from organiser")) == {
        "slug": "ruc-orebro",
        "name": "RUC - Regionalt utvecklingscentrum",
    }
    assert await counts(conn) == {
        "organiser": 1, "organisation": 15, "person": 48, "position": 48, "contact": 1, "audience": 2, "programme": 1,
        "cohort": 1, "session": 7, "seat_count": 7, "invitation_rule": 2, "outbox": 1 + 1 + 1 + 7 + 48,
    }  # fmt: skip


async def test_an_import_adds_events_for_notify_and_invites_nobody(conn, run_import):
    await run_import(path_of("orebro-2021"))

    found = await read_events(conn)
    assert {type(event) for event in found} == {
        events.Organiser,
        events.Programme,
        events.Cohort,
        events.Session,
        events.Person,
    }
    (cohort,) = (event for event in found if isinstance(event, events.Cohort))
    assert cohort.sends_confirmations
    assert cohort.reminders == (ReminderRule(days_before=7), ReminderRule(days_before=1))
    (programme,) = (event for event in found if isinstance(event, events.Programme))
    assert programme.is_free
    assert programme.contact.phone == "070-174 06 05"
    assert await conn.fetchval("select count(*) from invitation") == 0


async def test_a_dry_run_of_an_import_reports_the_contents_and_stores_nothing(conn, run_import):
    report = await run_import(path_of("malmo-cesam"), dry_run=True)

    assert (report.errors, report.programme_id, report.organiser_slug) == ([], None, "cesam")
    assert report.summary == (
        'Satsningen "Stärka fritidshemmet" (malmo-cesam) går att läsa in: 2 omgångar, 5 tillfällen, '
        "7 organisationer, 1 målgrupp, 1 inbjudan, 11 personer. Inget är sparat."
    )
    assert set((await counts(conn)).values()) == {0}


async def test_an_import_of_a_file_with_problems_reports_them_all_and_stores_nothing(
    conn, run_import, tmp_path
):
    document = a_document(session=[a_session(mode="online"), a_session(id="b", cohort="varen")])

    report = await run_import(save(tmp_path, document))

    assert report.errors == [
        'session "traff-1": mode: "online" finns inte; skriv on_site, digital eller hybrid',
        'session "b": cohort: det finns ingen cohort med id "varen"',
    ]
    assert report.summary == ""
    assert set((await counts(conn)).values()) == {0}


async def test_an_import_of_an_unreadable_file_reports_why(run_import, tmp_path):
    (tmp_path / "brev.toml").write_bytes(b"\xff")

    assert (await run_import(tmp_path / "x.toml")).errors == [f"{tmp_path}/x.toml: filen finns inte"]
    assert (await run_import(tmp_path)).errors == [f"{tmp_path}: är en mapp, inte en fil"]
    assert (await run_import(tmp_path / "brev.toml")).errors == [
        "rad 1: är inte UTF-8; spara filen med teckenkodningen UTF-8"
    ]


async def test_importing_the_same_programme_again_changes_nothing(conn, run_import):
    first = await run_import(path_of("karlstad-sbs"))
    before = await counts(conn)

    again = await run_import(path_of("karlstad-sbs"), starting=date(2027, 1, 1))

    assert again.already_there
    assert not first.already_there
    assert again.programme_id == first.programme_id
    assert again.summary == (
        'Satsningen "Samverkan för bästa förskola/skola" (karlstad-sbs) finns redan hos rektorsutbildningen. '
        "Inget är ändrat."
    )
    assert await counts(conn) == before


async def test_two_imports_at_once_make_one_programme(conn, run_import):
    reports = await asyncio.gather(run_import(path_of("malmo-cesam")), run_import(path_of("malmo-cesam")))

    assert sorted(report.already_there for report in reports) == [False, True]
    assert (await counts(conn))["programme"] == 1


async def test_importing_a_second_programme_of_an_organiser_duplicates_no_person(conn, run_import, tmp_path):
    await run_import(save(tmp_path, a_document()))
    second = a_document(
        programme={"id": "prov-2", "title": "Prov 2", "organiser": "ruc"},
        organisation=[
            {"id": "ruc", "name": "RUC"},
            {"id": "nora", "name": "Nora kommun", "county_code": "18"},
        ],
        directory={
            "recipients": [a_recipient(id="nora-rektor", label="Rektor i Nora", email="Rektor1@NORA.example")]
        },
    )

    report = await run_import(save(tmp_path, second))

    assert report.errors == []
    assert report.summary.endswith("Av personerna fanns 1 redan.")
    found = await counts(conn)
    assert {table: found[table] for table in PLAIN} == PLAIN | {"programme": 2, "cohort": 2, "session": 2}
    person = await conn.fetchrow("select name, email, source_id, version from person")
    assert tuple(person) == ("Rektor i Nora", "Rektor1@NORA.example", "rektor-1", 2)
    nora = await conn.fetchrow(
        "select municipality_code, county_code from organisation where source_id = 'nora'"
    )
    assert tuple(nora) == ("1884", "18")
    assert sorted(row["slug"] for row in await conn.fetch("select slug from cohort")) == [
        "hosten",
        "hosten-2",
    ]


async def test_importing_a_known_id_with_another_label_and_address_makes_another_person(
    conn, run_import, tmp_path
):
    await run_import(save(tmp_path, a_document()))
    other = a_recipient(label="Rektor i Kumla", email="rektor@kumla.example")
    second = a_document(
        programme={"id": "prov-2", "title": "Prov 2", "organiser": "ruc"}, directory={"recipients": [other]}
    )

    await run_import(save(tmp_path, second))

    rows = await conn.fetch("select name, email, source_id from person order by id")
    assert [tuple(row) for row in rows] == [
        ("Rektor 1", "rektor1@nora.example", "rektor-1"),
        ("Rektor i Kumla", "rektor@kumla.example", None),
    ]


async def test_importing_a_known_id_and_label_with_a_new_address_updates_the_person(
    conn, run_import, tmp_path
):
    await run_import(save(tmp_path, a_document()))
    second = a_document(
        programme={"id": "prov-2", "title": "Prov 2", "organiser": "ruc"},
        directory={"recipients": [a_recipient(email="rektor@nora.example")]},
    )

    await run_import(save(tmp_path, second))

    assert [tuple(row) for row in await conn.fetch("select name, email from person")] == [
        ("Rektor 1", "rektor@nora.example")
    ]


async def test_an_import_keeps_the_name_and_protection_of_a_person_known_by_address(
    conn, run_import, tmp_path
):
    await run_import(save(tmp_path, a_document(directory={"recipients": []})))
    await conn.execute(
        """insert into person (organiser_id, id, name, name_sort, name_search, email, email_key, protected_identity)
           select id, gen_random_uuid(), 'Anna Ek', 'anna ek', 'anna ek', 'rektor1@nora.example', 'rektor1@nora.example', true
             from organiser"""
    )

    await run_import(
        save(tmp_path, a_document(programme={"id": "prov-2", "title": "Prov 2", "organiser": "ruc"}))
    )

    person = await conn.fetchrow("select name, source_id, protected_identity from person")
    assert tuple(person) == ("Anna Ek", "rektor-1", True)
    assert await conn.fetchval("select count(*) from position") == 1


async def test_an_import_stores_other_organisers_of_the_file_as_organisations_only(conn, run_import):
    await run_import(path_of("helsingborg-2019"))

    assert [row["slug"] for row in await conn.fetch("select slug from organiser")] == [
        "skol-och-fritidsforvaltningen"
    ]
    fou = await conn.fetchrow(
        """select o.name from session s join organisation o on o.id = s.organisation_id
            where s.source_id = 'fou-dialogforum'"""
    )
    assert fou["name"] == "FoU Skola"


async def test_an_import_stores_completed_sessions_as_scheduled_and_their_cohort_as_closed(conn, run_import):
    await run_import(path_of("karlstad-sbs"))

    rows = await conn.fetch("select status, count(*) from session group by status order by status")
    assert [tuple(row) for row in rows] == [("cancelled", 1), ("scheduled", 34)]
    assert await conn.fetchval("select status from cohort") == "closed"
    new = await conn.fetchrow(
        """select r.source_id from session s join session r on r.id = s.replaces_id where s.source_id = 'dag-17-ny'"""
    )
    assert new["source_id"] == "dag-17"
    booked = await conn.fetch(
        """select distinct o.source_id from session s join organisation o on o.id = s.booked_by_id order by 1"""
    )
    assert [row["source_id"] for row in booked] == ["rektorsutbildningen", "skolverket"]
    assert tuple(await conn.fetchrow("select confirmations, calendar from cohort")) == (False, None)


async def test_an_import_with_moved_dates_keeps_the_local_times(conn, run_import):
    report = await run_import(path_of("orebro-2021"), starting=date(2027, 1, 18))

    rows = await conn.fetch("select on_date, starts_at, term from session order by on_date")
    assert tuple(rows[0]) == (date(2027, 1, 20), datetime(2027, 1, 20, 8, tzinfo=UTC), "VT2027")
    assert tuple(rows[2]) == (date(2027, 5, 7), datetime(2027, 5, 7, 7, tzinfo=UTC), "VT2027")
    assert tuple(rows[3]) == (date(2027, 9, 6), datetime(2027, 9, 6, 7, tzinfo=UTC), "HT2027")
    assert report.summary.endswith(
        "Datumen är flyttade: det första tillfället är 2027-01-20. "
        "Tabellen [expect] gäller de gamla datumen och följer inte med."
    )


async def test_an_import_report_warns_of_invitations_that_will_be_sent_at_once(run_import, tmp_path):
    rule = {
        "id": "i",
        "kind": "inbjudan",
        "audience": "alla",
        "sessions": ["*"],
        "opens_on": date(2026, 1, 1),
    }
    ahead, behind = [a_session(date=date(2150, 1, 1))], [a_session(date=date(2020, 1, 1))]

    will_go = await run_import(save(tmp_path, a_document(invitation=[rule], session=ahead)), dry_run=True)
    too_late = await run_import(save(tmp_path, a_document(invitation=[rule], session=behind)), dry_run=True)

    assert will_go.summary.endswith(
        "Filen har en inbjudan vars opens_on har kommit: sådana skickas av sig själva när tjänsten är igång."
    )
    assert too_late.summary.endswith("Inget är sparat.")


async def test_imported_sessions_sorted_by_id_have_the_order_of_the_file(conn, run_import):
    await run_import(path_of("helsingborg-2019"))

    rows = await conn.fetch("select source_id from session order by id")
    assert [row["source_id"] for row in rows] == [
        row["id"] for row in document_of("helsingborg-2019")["session"]
    ]


async def test_an_imported_invitation_to_two_cohorts_becomes_a_rule_in_each(conn, run_import, tmp_path):
    document = a_document(
        cohort=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
        session=[a_session(cohort="a"), a_session(id="traff-2", cohort="b")],
    )

    await run_import(save(tmp_path, document))

    rows = await conn.fetch(
        "select c.source_id, r.session_ids from invitation_rule r join cohort c on c.id = r.cohort_id order by r.id"
    )
    assert [tuple(row) for row in rows] == [("a", None), ("b", None)]


async def test_an_import_of_5650_people_succeeds(conn, run_import, tmp_path):
    crowd = [
        a_recipient(id=f"m-{n}", label=f"Medarbetare {n}", email=f"m{n}@nora.example") for n in range(5650)
    ]

    report = await run_import(save(tmp_path, a_document(directory={"recipients": crowd})))

    assert report.errors == []
    assert (await counts(conn))["person"] == 5650


async def test_every_mutated_scenario_that_passes_the_check_can_be_imported(database):
    odd = [
        None,
        "",
        "x",
        0,
        2**31 - 1,
        True,
        ["x"],
        {},
        date(1900, 1, 1),
        time(23, 59, 59, 999999),
        0.5,
        "åäö 😀",
    ]
    dice = random.Random(42)  # the same documents each time
    pool = await postgres.open_pool(database.registration_url, "registration", size=1)
    stored = 0
    try:
        for _ in range(150):
            name = dice.choice(("malmo-cesam", "helsingborg-2019"))
            document = broken(name, [(dice.choice(PLACES[name]), dice.choice(odd), None)])
            if scenario.check(document):
                continue
            imported = await import_scenario(pool, an_initiator(now=NOW), document, dry_run=True)
            assert imported.rows
            stored += 1
    finally:
        await pool.close()

    assert stored > 10
