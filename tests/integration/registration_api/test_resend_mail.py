"""A failed or held mail can be sent again by the API, one or all; notify thinks it over."""

import httpx
import pytest

from tests.support.api import notify_that

DELIVERY = {
    "id": "01900000-0000-7000-8000-000000000000", "key": "confirmation:1", "kind": "confirmation", "to": "a@b.example",
    "subject": "Bekräftelse", "status": "planned", "attempts": 0, "due_at": "2027-01-20T09:00:00Z", "sent_at": None,
    "last_answer": "550 5.1.1 no such user",
}  # fmt: skip
ONE = f"/deliveries/{DELIVERY['id']}/resend"


async def logged(api):
    return [
        (row["action"], row["subject_kind"], str(row["subject_id"]), row["after"])
        for row in await api.pool.fetch("select * from audit where action = 'delivery.resend' order by id")
    ]


async def test_one_mail_is_sent_again_and_it_is_logged_who_asked(api, admin):
    asked = []

    def notify(request):
        asked.append((request.method, request.url.path, dict(request.url.params)))
        return httpx.Response(200, json=DELIVERY)

    async with notify_that(api, notify):
        answer = await admin.post(ONE)

    tenant = str(await api.pool.fetchval("select id from organiser"))
    assert (answer.status_code, answer.json()) == (
        200,
        {**DELIVERY, "protected_identity": False, "is_paused": False},
    )
    assert asked == [
        (
            "POST",
            f"/internal/deliveries/{DELIVERY['id']}/resend",
            {"organiser_id": tenant, "sees_protected": "true"},
        )
    ]
    assert await logged(api) == [("delivery.resend", "delivery", DELIVERY["id"], None)]


async def test_all_that_match_are_sent_again(api, admin):
    asked = []

    def notify(request):
        asked.append((request.url.path, request.url.params["status"], request.url.params.get("cohort_id")))
        return httpx.Response(200, json={"resent": 48})

    cohort = "01900000-0000-7000-8000-000000000002"
    async with notify_that(api, notify):
        answer = await admin.post("/deliveries/resend", json={"status": "failed", "cohort_id": cohort})

    assert (answer.status_code, answer.json()) == (200, {"resent": 48})
    assert asked == [("/internal/deliveries/resend", "failed", cohort)]
    assert [row[3] for row in await logged(api)] == [{"status": "failed", "cohort_id": cohort}]


@pytest.mark.parametrize(
    ("said", "status", "kind"),
    [(409, 409, "mail-not-stopped"), (404, 404, "not-found"), (500, 503, "notify-away")],
)
async def test_a_mail_that_cannot_be_sent_again_is_told_so_and_not_logged(api, admin, said, status, kind):
    async with notify_that(api, lambda _: httpx.Response(said)):
        answer = await admin.post(ONE)

    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:kallelse:problem:{kind}")
    assert await logged(api) == []


@pytest.mark.parametrize("body", [{}, {"status": "sent"}, {"status": "failed", "kind": "reminder"}])
async def test_which_mails_has_to_be_said_rightly(admin, body):
    assert (await admin.post("/deliveries/resend", json=body)).status_code == 422


async def test_a_viewer_sends_nothing_again(api):
    viewer = await api.client("viewer")

    assert [(await viewer.post(path)).status_code for path in (ONE, "/deliveries/resend")] == [403, 403]


async def test_with_an_idempotency_key_it_is_asked_once(api, admin):
    asked = []

    def notify(request):
        asked.append(request)
        return httpx.Response(200, json={"resent": 1})

    async with notify_that(api, notify):
        answers = [
            await admin.post("/deliveries/resend", json={"status": "held"}, headers={"idempotency-key": "a"})
            for _ in range(2)
        ]

    assert [answer.json() for answer in answers] == [{"resent": 1}] * 2
    assert len(asked) == 1
