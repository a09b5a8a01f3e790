"""A request's log lines say who made it, by ids; a refusal is an event of its own."""

import json
import logging

import pytest

from shared import logs
from tests.support.api import a_cohort, a_registration


@pytest.fixture
def lines():
    """The log as it is written: JSON lines, decoded."""
    found = []

    class Keep(logging.Handler):
        def emit(self, record):
            found.append(json.loads(self.format(record)))

    handler = Keep(logging.INFO)
    handler.setFormatter(logs.JsonLines("registration"))
    root = logging.getLogger("services.registration")
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield found
    root.removeHandler(handler)
    root.setLevel(level)


async def test_a_log_line_names_the_token_and_the_organiser_by_id(api, admin, lines):
    await admin.get("/cohorts")

    token = await api.pool.fetchrow("select id, organiser_id from api_token")
    [line] = [one for one in lines if one["event"] == "http.answered"]
    assert (line["actor"], line["actor_id"], line["organiser_id"]) == (
        "token", str(token["id"]), str(token["organiser_id"]),
    )  # fmt: skip


async def test_a_log_line_of_an_unknown_caller_names_nobody_also_after_another_request(api, admin, lines):
    await admin.get("/cohorts")
    async with api.bare() as nobody:
        await nobody.get("/cohorts")

    assert "actor" not in lines[-1]


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("viewer", 403)])
async def test_a_refused_request_is_an_event(api, lines, role, status):
    client = api.bare("kallelse_made-up") if role is None else await api.client(role)
    await client.post("/programmes", json={"title": "Nej"})

    [refused] = [one for one in lines if one["event"] == "http.refused"]
    assert (refused["status"], refused["level"], refused["route"]) == (
        status,
        "warning",
        "/api/v1/programmes",
    )


async def test_no_log_line_of_a_registration_has_a_name_or_an_address(admin, lines):
    await a_registration(admin, (await a_cohort(admin))["id"], "zefyrina@skola.example")

    assert "zefyrina" not in json.dumps(lines).lower()
