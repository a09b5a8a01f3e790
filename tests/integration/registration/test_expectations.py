"""Each scenario file ends with the figures that a correct system gives; these tests compute them from the database."""

import asyncio
import tomllib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from services.registration.commands import export_file, import_file
from services.registration.domain.fees import CancellationFee, percent_if_cancelled
from services.registration.domain.scenario.toml_json import unpack
from services.registration.store.directory import audience_people
from shared import dates, postgres, times
from shared.postgres import Pool
from tests.support.scenarios import NAMES, document_of, path_of, save

TODAY = date(2026, 11, 21)


@dataclass
class System:
    """A scenario in the database, with queries as its users would make them."""

    pool: Pool
    organiser_id: UUID
    sessions: list[dict[str, Any]]
    cohorts: list[dict[str, Any]]
    people: list[dict[str, Any]]
    extra: dict[str, Any]

    def count(self, **values: Any) -> int:
        """How many sessions have these values."""
        return sum(all(row[key] == value for key, value in values.items()) for row in self.sessions)

    def not_cancelled(self) -> list[dict[str, Any]]:
        return [row for row in self.sessions if row["status"] != "cancelled"]

    def days(self) -> list[date]:
        return sorted(row["on_date"] for row in self.sessions if row["on_date"])

    def of_form(self, form: str) -> int:
        return sum(row["form"] == form for row in self.not_cancelled())

    def people_in_group(self, group: str) -> int:
        return sum(row["group_name"] == group for row in self.people)

    def terms(self) -> dict[str, int]:
        return dict(Counter(row["term"] for row in self.sessions))

    def stored_table(self, table: str) -> Any:
        """A table of the file that is stored as a whole."""
        return unpack(self.extra[table])

    async def members_at(self, source_id: str) -> int:
        (session,) = (row for row in self.sessions if row["source_id"] == source_id)
        return len(await self.invited(session))

    async def rules_for(self, session: dict[str, Any]) -> list[Any]:
        """The rules that invite to a session, in the order of the file."""
        rows = await self.pool.fetch(
            """select r.audience_id, a.roles, a.everyone
                 from invitation_rule r join audience a on a.id = r.audience_id
                where r.cohort_id = $1 and (r.session_ids is null or $2 = any(r.session_ids)) order by r.id""",
            session["cohort_id"],
            session["id"],
        )
        return list(rows)

    async def invited(self, session: dict[str, Any]) -> set[UUID]:
        """The people whom the rules of a session match now, each once."""
        found: set[UUID] = set()
        async with self.pool.acquire() as conn:
            for rule in await self.rules_for(session):
                reached = await audience_people.match(conn, self.organiser_id, rule["audience_id"], on=TODAY)
                found |= {row.person_id for row in reached}
        return found

    async def invited_roles(self, session: dict[str, Any]) -> list[str]:
        roles = [
            role
            for rule in await self.rules_for(session)
            for role in (["alla medarbetare"] if rule["everyone"] else rule["roles"])
        ]
        return list(dict.fromkeys(roles))

    async def municipalities(self, county: str) -> int:
        return await self.pool.fetchval(
            "select count(*) from organisation where type = 'kommun' and left(municipality_code, 2) = $1",
            county,
        )

    def fees(self, on: list[str]) -> dict[str, float]:
        fees = [CancellationFee(**fee) for fee in self.stored_table("billing")["cancellation_fee"]]
        (cohort,) = (row for row in self.cohorts if row["number"] == 2)
        return {
            day: percent_if_cancelled(
                fees, starts_on=cohort["starts_on"], cancelled_on=date.fromisoformat(day)
            )
            for day in on
        }


@asynccontextmanager
async def imported(database, path) -> AsyncIterator[System]:
    report = await import_file.run(database.registration_url, path)
    assert report.errors == []
    pool = await postgres.open_pool(database.registration_url, "registration", size=2)

    async def rows(statement: str) -> list[dict[str, Any]]:
        return [dict(row) for row in await pool.fetch(statement)]

    try:
        yield System(
            pool,
            await pool.fetchval("select id from organiser"),
            await rows("select * from session order by id"),
            await rows("select * from cohort order by id"),
            await rows(
                """select p.protected_identity, q.group_name from person p
                     join position q on q.person_id = p.id order by p.id"""
            ),
            await pool.fetchval("select extra from programme"),
        )
    finally:
        await pool.close()


@pytest.fixture
async def system(database, name):
    async with imported(database, path_of(name)) as found:
        yield found


def _longest_gap(days: list[date]) -> int:
    return max((after - before).days for before, after in pairwise(days))


# How each figure of [expect] is computed; a figure without an entry here fails the test.
QUESTIONS = {
    "sessions": lambda it, _: len(it.sessions),
    "sessions_with_time": lambda it, _: sum(row["starts_at"] is not None for row in it.sessions),
    "sessions_digital": lambda it, _: it.count(mode="digital"),
    "sessions_on_site": lambda it, _: it.count(mode="on_site"),
    "sessions_per_term": lambda it, _: it.terms(),
    "sessions_cancelled": lambda it, _: it.count(status="cancelled"),
    "sessions_held": lambda it, _: len(it.not_cancelled()),
    "sessions_top_level": lambda it, _: it.count(parent_id=None),
    "sessions_date_only_top_level": lambda it, _: sum(
        row["on_date"] is not None and row["starts_at"] is None and row["parent_id"] is None
        for row in it.sessions
    ),
    "sessions_undated": lambda it, _: it.count(on_date=None),
    "sessions_parallel": lambda it, _: it.count(choice_group="lhu-seminarier"),
    "days_held": lambda it, _: it.of_form("handledningsdag"),
    "quality_meetings": lambda it, _: it.of_form("kvalitetsmöte"),
    "two_party_talks": lambda it, _: it.of_form("tvåpartssamtal"),
    "surveys": lambda it, _: sum(row["kind"] == "kartläggning" for row in it.stored_table("follow_up")),
    "offerings": lambda it, _: len(it.stored_table("offering")),
    "minutes_total": lambda it, _: sum(
        (row["ends_at"] - row["starts_at"]).seconds // 60 for row in it.sessions
    ),
    "first_start_utc": lambda it, _: min(row["starts_at"] for row in it.sessions),
    "last_end_utc": lambda it, _: max(row["ends_at"] for row in it.sessions),
    "longest_gap_days": lambda it, _: _longest_gap(it.days()),
    "first_date": lambda it, _: it.days()[0],
    "last_date": lambda it, _: it.days()[-1],
    "municipalities_in_county": lambda it, _: it.municipalities("18"),
    "municipality_group_counties": lambda it, _: sorted(
        {code[:2] for code in it.stored_table("municipality_group")[0]["municipality_codes"]}
    ),
    "municipality_group_size": lambda it, _: len(
        it.stored_table("municipality_group")[0]["municipality_codes"]
    ),
    "members_at_meeting": lambda it, _: it.members_at("ledningsgrupp-2019-08-20"),
    "cohorts": lambda it, _: len(it.cohorts),
    "cohorts_completed": lambda it, _: sum(row["status"] == "closed" for row in it.cohorts),
    "new_cohort_starts_in": lambda it, _: f"{it.cohorts[1]['starts_on']:%Y-%m}",
    "recipients": lambda it, _: len(it.people),
    "recipients_protected": lambda it, _: sum(row["protected_identity"] for row in it.people),
    "recipients_group_a": lambda it, _: it.people_in_group("A"),
    "recipients_group_b": lambda it, _: it.people_in_group("B"),
    "fee_percent_if_cancelled_on": lambda it, expected: it.fees(list(expected)),
    # The employees themselves are created and counted below.
    "load_test_recipients": lambda it, _: it.pool.fetchval(
        "select (extra -> 'employees')::int from organisation where source_id = 'grundskoleforvaltningen'"
    ),
}


@pytest.mark.parametrize("name", NAMES)
async def test_every_figure_expected_by_a_scenario_file_is_what_the_database_holds(system, name):
    expected = {
        key: value for key, value in document_of(name)["expect"].items() if key not in {"session", "fact"}
    }

    answers = {key: QUESTIONS[key](system, value) for key, value in expected.items()}
    for key, answer in answers.items():
        if asyncio.iscoroutine(answer):
            answers[key] = await answer
    assert answers == expected


@pytest.mark.parametrize("name", NAMES)
async def test_every_session_expected_by_a_scenario_file_is_what_the_database_holds(system, name):
    for expected in document_of(name)["expect"]["session"]:
        (session,) = (row for row in system.sessions if row["source_id"] == expected["id"])
        invited = len(await system.invited(session))
        answer: dict[str, Any] = {
            "id": session["source_id"],
            "invited_roles": await system.invited_roles(session),
        }
        if session["on_date"] is None:
            answer["undated"] = True
            assert invited == 0
        else:
            answer |= {"weekday": dates.weekday(session["on_date"], "sv"), "invited_count": invited}
        if session["starts_at"] is not None:
            offset = times.local(session["starts_at"]).isoformat()[-6:]
            minutes = (session["ends_at"] - session["starts_at"]).seconds // 60
            answer |= {"start_utc": session["starts_at"], "end_utc": session["ends_at"], "utc_offset": offset}
            answer["minutes"] = minutes
        elif session["on_date"] is not None:
            answer["all_day"] = session["on_date"]
        if session["status"] == "cancelled":
            answer["cancelled"] = True
        expected.pop("invited_count_at_scale", None)
        assert answer == expected


@pytest.mark.parametrize("name", NAMES)
async def test_every_fact_of_a_scenario_file_is_exported_unchanged(database, name):
    await import_file.run(database.registration_url, path_of(name))

    document = tomllib.loads(await export_file.run(database.registration_url))

    assert document["expect"].get("fact") == document_of(name)["expect"].get("fact")


@pytest.mark.parametrize("name", ["malmo-stad"])
async def test_a_session_for_all_employees_invites_all_5650_of_them(database, tmp_path, name):
    document = document_of(name)
    expected = {row["id"]: row for row in document["expect"]["session"]}["utvecklingsdag-2019-08-12"]
    recipients = document["directory"]["recipients"]
    for number in range(expected["invited_count_at_scale"] - len(recipients)):
        school = f"exempelskola-{number % 76 + 1:02}"
        recipient = {
            "id": f"larare-{number}",
            "label": f"Lärare {number}",
            "role": "lärare",
            "organisation": school,
        }
        recipients.append(recipient | {"email": f"larare{number}@skolor.example"})

    async with imported(database, save(tmp_path, document)) as system:
        counts = {row["source_id"]: len(await system.invited(row)) for row in system.sessions}

    assert counts["utvecklingsdag-2019-08-12"] == 5650
    assert counts["natverk-a-1"] == 38


@pytest.mark.parametrize("starting", [date(2027, 3, 15), date(2027, 10, 18)])
async def test_sessions_moved_across_a_daylight_saving_change_keep_their_local_times(database, starting):
    document = document_of("karlstad-sbs")
    await import_file.run(database.registration_url, path_of("karlstad-sbs"), starting=starting)
    pool = await postgres.open_pool(database.registration_url, "registration", size=1)
    try:
        rows = await pool.fetch("select starts_at, ends_at, on_date from session order by id")
    finally:
        await pool.close()

    assert len({times.local(row["starts_at"]).utcoffset() for row in rows}) == 2
    for row, before in zip(rows, document["session"], strict=True):
        start, end = times.local(row["starts_at"]), times.local(row["ends_at"])
        assert (start.time(), end.time()) == (before["start"], before["end"])
        assert start.date() == row["on_date"]
        assert start.weekday() == before["date"].weekday()


@pytest.mark.parametrize("name", ["karlstad-sbs"])
async def test_a_session_that_replaces_a_cancelled_one_refers_to_it(system):
    by_id = {row["source_id"]: row for row in system.sessions}

    assert by_id["dag-17"]["status"] == "cancelled"
    assert by_id["dag-17"]["cancelled_at"] is not None
    assert by_id["dag-17-ny"]["replaces_id"] == by_id["dag-17"]["id"]
    assert by_id["dag-17-ny"]["starts_at"] == datetime(2020, 3, 31, 7, tzinfo=UTC)
