"""Errors are answered as problems: all at once, in the reader's language, and without internal details."""

import pytest

from services.registration.web import security
from tests.support.api import a_cohort, a_programme, made

PROBLEM = "application/problem+json"


def pointers(answer):
    assert answer.status_code == 422, answer.text
    return {one["pointer"]: one["detail"] for one in answer.json()["errors"]}


async def test_every_error_of_a_registration_is_reported_at_once(admin):
    answer = await admin.post(
        "/registrations",
        json={
            "cohort_id": "nej",
            "person": {"name": "  ", "email": "anna", "shoe/size": 38},
            "session_ids": ["nej", 5],
            "colour": "blue",
        },
    )

    assert pointers(answer) == {
        "/cohort_id": "Skriv ett id (UUID).",
        "/person/name": "Skriv något här.",
        "/person/email": "Skriv en e-postadress, till exempel namn@kommun.example.",
        "/person/shoe~1size": "Fältet finns inte.",
        "/session_ids/0": "Skriv ett id (UUID).",
        "/session_ids/1": "Skriv ett id (UUID).",
        "/colour": "Fältet finns inte.",
    }


async def test_missing_null_and_mistyped_fields_have_different_errors(admin):
    answer = await admin.post(
        "/sessions",
        json={
            "title": None, "number": "ett", "capacity": -1, "starts_at": "2027-01-20T09:00:00", "date": "20 januari",
            "mode": "telepati", "agenda": "Fika", "join_url": "javascript:alert(1)", "place": "a\u0000b", "term": 5,
            "note": "x" * 20_001, "choices": 9_999_999_999_999_999_999,
        },
    )  # fmt: skip

    assert pointers(answer) == {
        "/cohort_id": "Fältet måste vara med.",
        "/title": "Fältet får inte vara null.",
        "/number": "Skriv ett heltal.",
        "/capacity": "Skriv ett tal som är minst 0.",
        "/starts_at": "Skriv en tid med tidszon, till exempel 2027-01-20T09:00:00+01:00.",
        "/date": "Skriv ett datum, till exempel 2027-01-20.",
        "/mode": "Välj något av: on_site, digital, hybrid.",
        "/agenda": "Skriv en lista.",
        "/join_url": "Skriv en webbadress, till exempel https://mote.example/rum.",
        "/place": "Ta bort tecken som inte går att visa.",
        "/term": "Skriv en text.",
        "/note": "Skriv högst 20000 tecken.",
        "/choices": "Skriv ett tal som är högst 1000000.",
    }


async def test_contradictory_fields_are_reported_with_their_pointers(admin):
    cohort = await a_cohort(admin, sessions=0)
    answer = await admin.post(
        "/sessions",
        json={
            "cohort_id": cohort["id"], "title": "Träff", "starts_at": "2027-01-20T09:00:00+01:00",
            "ends_at": "2027-01-20T08:00:00+01:00", "date": "2027-01-21",
        },
    )  # fmt: skip

    assert set(pointers(answer)) == {"/ends_at", "/date"}
    programme = await admin.post(
        "/programmes", json={"title": "A", "starts_on": "2027-02-01", "ends_on": "2027-01-01"}
    )
    assert set(pointers(programme)) == {"/ends_on"}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [(b"{", ""), (b"[]", ""), (b'"text"', ""), (b"\xff\xfe", ""), (b'{"title": "\xff"}', ""), (b"[" * 100_000, ""), (b"null", "")],
)  # fmt: skip
async def test_a_body_that_is_no_json_object_is_bad_input(admin, body, pointer):
    answer = await admin.post("/programmes", content=body)

    assert list(pointers(answer)) == [pointer]


async def test_an_empty_body_counts_as_an_empty_object(admin):
    programme = await a_programme(admin)

    assert pointers(await admin.post("/programmes", content=b"")) == {"/title": "Fältet måste vara med."}
    assert (await admin.patch(f"/programmes/{programme['id']}", content=b"  ")).status_code == 200


async def test_a_title_with_html_and_any_characters_is_kept_as_text(admin):
    title = "<b>Åäö</b> 你好 👩‍🏫 \u202e {{ 7*7 }} '; drop table person --"

    programme = await made(admin, "/programmes", title=title)

    assert programme["title"] == title


async def test_problems_follow_accept_language_and_are_swedish_by_default(admin):
    async def title(accept):
        answer = await admin.get("/nowhere", headers={"accept-language": accept} if accept else {})
        return answer.json()["title"], answer.headers["content-language"]

    assert await title(None) == ("Finns inte", "sv")
    assert await title("en-GB,en;q=0.9,sv;q=0.5") == ("Not found", "en")
    assert await title("de, sv;q=0.5, en;q=0.4") == ("Finns inte", "sv")
    assert await title("de") == ("Finns inte", "sv")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404), ("GET", "/cohorts/x/y/z", 404), ("PUT", "/cohorts", 405), ("DELETE", "/registrations", 405),
        ("POST", "/deliveries", 405), ("GET", "/cohorts/00000000-0000-7000-8000-000000000000/publish", 405),
    ],
)  # fmt: skip
async def test_unknown_routes_and_methods_are_answered_with_problems(admin, method, path, status):
    answer = await admin.request(method, path)

    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert problem["type"].startswith("urn:kallelse:problem:")


async def test_a_refused_method_is_answered_with_the_allowed_ones(admin):
    cohorts, deliveries = await admin.put("/cohorts"), await admin.post("/deliveries")

    assert cohorts.headers["allow"] == "GET, POST"
    assert deliveries.headers["allow"] == "GET"


async def test_unknown_technical_paths_get_problems_and_other_paths_get_pages(api):
    async with api.bare() as nobody:
        for path in ("/schema/nothing", "/health/nothing", "/api", "/api/v2/x"):
            answer = await nobody.get(f"http://kallelse.example{path}")
            assert (path, answer.status_code, answer.headers["content-type"]) == (path, 404, PROBLEM)
        page = await nobody.get("http://kallelse.example/ingen/sida/har")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")


async def test_a_body_over_a_megabyte_is_refused(admin):
    answer = await admin.post("/programmes", json={"title": "x", "summary": "y" * 1_000_001})

    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)
    assert (
        answer.json()["detail"] == "Skicka högst 1 MB åt gången, eller en lista med personer på högst 10 MB."
    )


async def test_a_crash_is_answered_without_its_details(admin, monkeypatch, caplog):
    async def crash(*_):
        raise ValueError("anna@skola.example wrote something odd")

    monkeypatch.setattr(security, "token_holder", crash)
    answer = await admin.get("/cohorts")

    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert "anna" not in answer.text
    assert answer.json()["type"] == "urn:kallelse:problem:unexpected"
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "http.failed"
    ]


async def test_an_unreachable_database_is_answered_with_503_and_retry_after(admin, monkeypatch):
    async def away(*_):
        raise ConnectionRefusedError

    monkeypatch.setattr(security, "token_holder", away)
    answer = await admin.get("/cohorts")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_each_response_has_its_own_correlation_id(admin, api):
    first, second = await admin.get("/cohorts"), await admin.get("/nowhere")
    programme = await admin.post("/programmes", json={"title": "Satsningen"})

    assert first.headers["x-correlation-id"] != second.headers["x-correlation-id"]
    events = await api.pool.fetch("select correlation_id from outbox where kind = 'programme'")
    assert [row["correlation_id"] for row in events] == [programme.headers["x-correlation-id"]]


async def test_responses_forbid_caching_and_content_sniffing(admin):
    answer = await admin.get("/cohorts")

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
