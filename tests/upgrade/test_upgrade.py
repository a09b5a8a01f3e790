"""Each kept release can be upgraded: its state is restored, migrated, and read back by today's code.

The tests run in order on one database per release and PostgreSQL; each continues where the previous one ended.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from services.notify.commands import check as notify_check
from services.notify.store import ledger
from services.registration.actions.registrations import accept_offer
from services.registration.commands import check as registration_check
from services.registration.commands import token
from shared import migrate, postgres
from tests.support import schema
from tests.support.api import Api, everything, running
from tests.support.both import Both
from tests.support.caller import an_initiator
from tests.support.notify_running import RunningNotify
from tests.support.pages.client import Clock
from tests.support.registration import OrganiserDriver
from tests.support.servers import Database
from tests.upgrade import released

pytestmark = pytest.mark.every_postgres
SERVICES = ("registration", "notify")


@dataclass
class Upgraded:
    """A database with the state of a release and today's schema, and the record of that release."""

    database: Database
    recorded: dict[str, Any]
    api: Api
    notify: postgres.Pool

    @property
    def organiser_id(self) -> UUID:
        return UUID(self.recorded["organiser"]["id"])

    async def client(self):
        slug = self.recorded["organiser"]["slug"]
        made = await token.create(self.database.admin_url, slug, "upgraded", "admin")
        return await self.api.stack.enter_async_context(self.api.bare(made))


@pytest.fixture(scope="module", params=released.RELEASES)
async def upgraded(request, postgres_server):
    recorded = released.recorded(request.param)
    database = await postgres_server.empty_database()
    await released.restore(database, request.param)
    for post in (False, True):
        for service in SERVICES:
            await migrate.migrate(database.admin_url, service, post=post)
    notify = await postgres.open_pool(database.notify_url, "notify", size=2)
    # Answers of the API and the pages depend on the time: the clock stays at the time of the record.
    recorded_at = max(
        datetime.fromisoformat(row["sent_at"]) for row in recorded["deliveries"] if row["sent_at"]
    )
    with pytest.MonkeyPatch.context() as patch:
        Clock.set(patch).now = recorded_at
        async with running(database, **{key: recorded[key] for key in ("base_url", "link_keys")}) as api:
            yield Upgraded(database, recorded, api, notify)
    await notify.close()
    await postgres_server.drop(database)


def holds(now: Any, then: Any) -> bool:
    """Whether every recorded value is unchanged; fields may have been added since."""
    if isinstance(then, dict):
        return isinstance(now, dict) and all(key in now and holds(now[key], then[key]) for key in then)
    if isinstance(then, list):
        return (
            isinstance(now, list)
            and len(now) == len(then)
            and all(holds(*pair) for pair in zip(now, then, strict=True))
        )
    return now == then


def differences(now: list[dict[str, Any]], then: list[dict[str, Any]]) -> list[Any]:
    """The rows that are missing, new, or changed."""
    found = {row["id"]: row for row in now}
    changed = [(row, found.get(row["id"])) for row in then if not holds(found.get(row["id"]), row)]
    return changed + [row for row in now if row["id"] not in {known["id"] for known in then}]


async def test_every_statement_of_the_newest_release_can_be_prepared_on_the_new_schema(postgres_server):
    """Until `kallelse migrate --post`: services of that release may still run."""
    newest = released.RELEASES[-1]
    database = await postgres_server.empty_database()
    await released.restore(database, newest)
    refused = {}
    for service in SERVICES:
        await migrate.migrate(database.admin_url, service)
        conn = await asyncpg.connect(
            getattr(database, f"{service}_url"), server_settings={"search_path": service}
        )
        for where, name, statement in released.statements(newest):
            if where == service:
                try:
                    await conn.prepare(statement)
                except asyncpg.PostgresError as error:
                    refused[f"{service}: {name}"] = str(error)
        await conn.close()
    await postgres_server.drop(database)

    assert len(list(released.statements(newest))) > 300
    assert refused == {}


async def test_an_upgraded_schema_equals_that_of_a_new_installation(upgraded, new_database):
    fresh = await new_database()

    for service in SERVICES:
        assert schema.dump(upgraded.database.admin_url, service) == schema.dump(fresh.admin_url, service)


async def test_an_upgrade_loses_no_row(upgraded):
    conn = await asyncpg.connect(upgraded.database.admin_url)
    counts = {
        table: await conn.fetchval(f"select count(*) from {table}")
        for table in upgraded.recorded["counts"]
        if not table.endswith(".migration")
    }
    await conn.close()

    assert counts.items() <= upgraded.recorded["counts"].items()
    assert {table for table, count in counts.items() if count} >= {"registration.seat", "notify.delivery"}


async def test_the_api_answers_the_same_after_an_upgrade(upgraded):
    client = await upgraded.client()

    assert holds((await client.get("/organiser")).json(), upgraded.recorded["organiser"])
    for name, then in upgraded.recorded["api"].items():
        assert differences(await everything(client, f"/{name}"), then) == [], name


async def test_the_ledger_is_unchanged_by_an_upgrade(upgraded):
    delivery_filter = ledger.DeliveryFilter(
        organiser_id=upgraded.organiser_id, limit=10_000, sees_protected=True
    )
    async with upgraded.notify.acquire() as conn:
        lines = json.loads(msgspec.json.encode(await ledger.lines(conn, delivery_filter)))

    assert differences(lines, upgraded.recorded["deliveries"]) == []


async def test_mailed_personal_links_answer_the_same_after_an_upgrade(upgraded):
    client = upgraded.api.bare()
    client.base_url = upgraded.recorded["base_url"]

    answers = {path: (await client.get(path)).status_code for path in upgraded.recorded["links"]}

    then = upgraded.recorded["links"]
    changed = [(path[:3], then[path], answer) for path, answer in answers.items() if answer != then[path]]
    # Since 0.2.0 the page of an invitation that a substitute answers says who comes; before, it was refused.
    substituted = [row for row in upgraded.recorded["api"]["invitations"] if row["status"] == "substituted"]
    assert changed == [("/i/", 410, 200)] * len(substituted)
    assert 200 in then.values()


async def test_expired_offers_are_passed_on_after_an_upgrade_without_breaking_an_invariant(upgraded):
    await accept_offer.expire(upgraded.api.pool, an_initiator(now=datetime.now(UTC)))

    url = upgraded.database.admin_url
    found = [*await registration_check.run(url), *await notify_check.run(url)]

    assert [name for name, _, is_kept in found if not is_kept] == []


async def test_a_session_moved_after_an_upgrade_continues_the_sequence_of_each_calendar_entry(upgraded):
    client = await upgraded.client()
    [session] = [row for row in await everything(client, "/sessions") if row["title"] == "Träff 1"]
    moved = {key: session[key].replace("2040-04-10", "2040-04-12") for key in ("starts_at", "ends_at")}
    assert (await client.patch(f"/sessions/{session['id']}", json=moved)).is_success
    organiser = OrganiserDriver(upgraded.api.pool, upgraded.organiser_id, upgraded.organiser_id)
    await Both(upgraded.database, organiser, RunningNotify(upgraded.notify, None)).carry()

    rows = await upgraded.notify.fetch(
        """select payload ->> 'seat' as seat, (payload ->> 'sequence')::int as sequence
             from delivery
            where session_id = $1 and kind = 'update' and status = 'planned' and payload ? 'seat'""",
        UUID(session["id"]),
    )

    assert len(rows) > 1
    before = upgraded.recorded["sequences"]
    assert {row["seat"]: row["sequence"] for row in rows} == {
        row["seat"]: before[row["seat"]] + 1 for row in rows
    }
