"""What operators see: health, metrics, OpenAPI, and the periodic tasks."""

import contextlib
import re
import socket

import httpx
import msgspec
import pytest

from services.registration import app as application
from services.registration.store.health import invariants
from services.registration.web import routes
from services.registration.web.api.kit import sentences
from shared import times
from tests.support.api import a_cohort, a_registration, running
from tests.support.metrics import value

HERE = "http://kallelse.example"


async def test_the_service_is_live_and_ready_without_redis(api):
    async with api.bare() as nobody:
        live, ready = await nobody.get(f"{HERE}/health/live"), await nobody.get(f"{HERE}/health/ready")

    assert (live.status_code, live.json()) == (200, {"status": "live"})
    assert (ready.status_code, ready.json()) == (
        200,
        {"status": "ready", "database": "ok", "redis": "away", "events_parked": 0, "oldest_event_seconds": 0},
    )


async def test_the_service_is_not_ready_before_the_schema_is_migrated(api, database):
    await api.pool.execute("select 1")
    async with api.bare() as nobody:
        conn = await application.postgres.connect(database.admin_url, "registration")
        await conn.execute("update migration set number = -number")
        await conn.close()
        answer = await nobody.get(f"{HERE}/health/ready")

    assert (answer.status_code, answer.json()["database"]) == (503, "not migrated")


async def test_metrics_count_requests_by_route_and_contain_no_personal_data(api, admin):
    cohort = await a_cohort(admin, capacity=1)
    for name in ("anna", "bo"):
        await a_registration(admin, cohort["id"], f"{name}@skola.example")
    await admin.get("/nowhere")
    async with api.bare() as nobody:
        text = (await nobody.get(f"{HERE}/metrics")).text

    name = "kallelse_registration"
    made = {"method": "POST", "route": "/api/v1/registrations"}
    assert value(text, f"{name}_requests_total", **made, status="201") == 2
    assert value(text, f"{name}_requests_total", method="GET", route="none", status="404") == 1
    assert value(text, f"{name}_request_duration_seconds_count", **made, status_class="2xx") == 2
    assert value(text, f"{name}_seats_confirmed") == 1
    assert value(text, f"{name}_seats_waiting") == 1
    assert value(text, f"{name}_outbox_open") >= 1
    assert value(text, f"{name}_outbox_parked") == 0
    assert cohort["id"] not in text
    assert "anna" not in text


async def test_openapi_lists_every_route_and_all_its_references_resolve(api):
    async with api.bare() as nobody:
        answer = await nobody.get(f"{HERE}/schema/openapi.json")
    document = answer.json()

    assert document["openapi"] == "3.1.0"
    documented = {
        (method.upper(), re.sub(r"\{(\w*id)\}", r"{\1:uuid}", path))
        for path, item in document["paths"].items()
        for method in item
    }
    assert documented == {(route.method, f"/api/v1{route.path}") for route in routes.API}
    references = set(re.findall(r'"#/components/([^"]+)"', answer.text))
    for reference in references:
        kind, name = reference.split("/")
        assert name in document["components"][kind], reference
    operations = [(path, one) for path, item in document["paths"].items() for one in item.values()]
    assert len({operation["operationId"] for _, operation in operations}) == len(operations)
    for path, operation in operations:
        assert {"401", "422"} <= set(operation["responses"])
        declared = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)}", path))


async def test_openapi_describes_the_schema_of_a_request_body(api):
    async with api.bare() as nobody:
        document = (await nobody.get(f"{HERE}/schema/openapi.json")).json()

    body = document["paths"]["/api/v1/registrations"]["post"]["requestBody"]
    schema = document["components"]["schemas"]["NewRegistrationBody"]
    assert body["content"]["application/json"]["schema"]["$ref"].endswith("/NewRegistrationBody")
    assert (body["required"], schema["required"]) == (True, ["cohort_id", "person"])
    assert schema["additionalProperties"] is False
    assert document["components"]["schemas"]["PersonBody"]["properties"]["email"]["format"] == "email"


async def test_api_info_describes_the_api_and_links_to_openapi(admin):
    info = (await admin.get("/api-info")).json()

    assert set(info) == {"apiName", "apiVersion", "apiStatus", "apiDocumentation", "apiReleased"}
    assert info["apiDocumentation"] == f"{HERE}/schema/openapi.json"


async def test_periodic_tasks_run_once_for_all_replicas_and_a_failing_one_stops_no_other(
    api, monkeypatch, caplog
):
    done = []

    async def fail(*_):
        done.append("failed")
        raise ValueError

    async def work(*_):
        done.append("worked")

    day = application.timedelta(days=1)
    monkeypatch.setattr(application, "_PERIODIC_TASKS", (("one", day, fail), ("two", day, work)))
    for _ in range(2):
        await application.run_periodic_tasks(api.pool, api.app.services.settings, now=times.now())

    assert done == ["failed", "worked"]
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "chore.failed"
    ]


async def test_the_nightly_check_is_exported_as_metrics(api, admin):
    cohort = await a_cohort(admin)
    await a_registration(admin, cohort["id"], "anna@skola.example")
    await api.pool.execute("update seat_count set taken = 0")
    await application.run_periodic_tasks(api.pool, api.app.services.settings, now=times.now())

    async with api.bare() as nobody:
        text = (await nobody.get(f"{HERE}/metrics")).text

    name = "kallelse_registration_check"
    assert value(text, name, check="seats and waiting lists counted right") == 1
    assert value(text, name, check="no session overbooked") == 0


async def counts(api):
    async with api.pool.acquire() as conn:
        return {name: (count, is_kept) for name, count, is_kept in await invariants.count(conn)}


async def test_the_check_allows_a_lowered_capacity_but_no_seat_given_after_it(api, admin):
    cohort = await a_cohort(admin, capacity=2)
    for name in ("anna", "bo", "cia"):
        await a_registration(admin, cohort["id"], f"{name}@skola.example")
    assert {name: kept for name, (_, kept) in (await counts(api)).items()} == dict.fromkeys(
        await counts(api), True
    )

    await admin.patch(f"/cohorts/{cohort['id']}", json={"capacity": 1})
    assert (await counts(api))["no session overbooked"] == (0, True)

    await api.pool.execute(
        "update seat set status = 'confirmed', since = clock_timestamp() where status = 'waiting'"
    )
    assert (await counts(api))["no session overbooked"] == (1, False)
    assert (await counts(api))["seats and waiting lists counted right"] == (1, False)


async def test_the_check_counts_broken_invariants(api, admin):
    cohort = await a_cohort(admin)
    await a_registration(admin, cohort["id"], "anna@skola.example")
    await api.pool.execute("update registration set status = 'withdrawn'")
    await api.pool.execute(
        "update outbox set made_at = made_at - interval '11 minutes' where kind = 'cohort'"
    )
    await api.pool.execute("update outbox set status = 'parked' where kind = 'session'")

    found = await counts(api)

    assert found["no live link for a cancelled person"] == (1, False)
    assert found["no event to notify unanswered for over ten minutes"] == (2, False)
    assert found["events to notify parked"] == (1, False)


async def test_deliveries_are_requested_from_notify_with_the_tenant_and_the_role(api):
    requests = []
    delivery = {
        "id": "01900000-0000-7000-8000-000000000000", "key": "confirmation:1", "kind": "confirmation", "to": "a@b.example",
        "protected_identity": False, "subject": "Bekräftelse", "status": "sent", "attempts": 1, "due_at": "2027-01-20T09:00:00Z", "sent_at": None,
        "last_answer": "250 OK", "is_paused": False,
    }  # fmt: skip

    def notify(request):
        requests.append(request)
        if request.url.path.endswith(delivery["id"]):
            return httpx.Response(200, json=delivery)
        if request.url.path != "/internal/deliveries":
            return httpx.Response(404)
        return httpx.Response(200, json={"items": [delivery], "next": "abc"})

    viewer = await api.client("viewer")
    async with httpx.AsyncClient(
        transport=httpx.MockTransport(notify),
        base_url="http://notify",
        headers=api.app.services.notify.headers,
    ) as client:
        api.app.services.notify = client
        listed = await viewer.get(
            "/deliveries", params={"session_id": delivery["id"], "limit": 5, "after": "xyz"}
        )
        single = await viewer.get(f"/deliveries/{delivery['id']}")
        missing = await viewer.get("/deliveries/01900000-0000-7000-8000-000000000001")

    assert listed.json() == {"items": [delivery], "next": "abc"}
    assert single.json() == delivery
    assert missing.status_code == 404
    query = dict(requests[0].url.params)
    tenant = await api.pool.fetchval("select id from organiser")
    assert query == {
        "session_id": delivery["id"], "limit": "5", "after": "xyz", "organiser_id": str(tenant), "sees_protected": "false",
    }  # fmt: skip
    assert requests[0].headers["authorization"] == "Bearer made-up"


async def test_deliveries_are_unavailable_while_notify_is_and_everything_else_works(admin):
    answer = await admin.get("/deliveries")

    assert (answer.status_code, answer.json()["type"]) == (503, "urn:kallelse:problem:notify-away")
    assert (await admin.get("/cohorts")).status_code == 200


async def test_deliveries_are_unavailable_when_the_port_of_notify_refuses_connections(database):
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        async with running(database, notify_url=f"http://127.0.0.1:{taken.getsockname()[1]}") as api:
            assert (await (await api.client()).get("/deliveries")).status_code == 503


def test_the_api_has_texts_for_the_same_codes_in_both_languages():
    swedish, english = sentences.codes()

    assert swedish == english


@pytest.mark.parametrize("route", routes.API, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_declares_its_body_response_and_query(route):
    assert (route.body is not None or bool(route.consumes)) == (route.method in {"POST", "PATCH", "PUT"})
    assert (route.response is None) == (route.status == 204)
    assert msgspec.json.schema(route.query)["$defs"]
