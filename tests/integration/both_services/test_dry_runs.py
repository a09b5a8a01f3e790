"""A dry run answers what would be sent, and keeps nothing; what is then done sends exactly that."""

import re
from collections import Counter
from datetime import timedelta

import httpx
import pytest

from services.registration.actions.sessions import cancel_session
from services.registration.web.kit.dry_run import dry_run
from shared import times
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.mail import read

HOLDERS = 50

STORED = """
select (select count(*) from registration.outbox), (select count(*) from registration.audit),
       (select sum(version) from registration.session), (select count(*) from registration.invitation),
       (select count(*) from registration.idempotency), (select string_agg(status, ',' order by id) from registration.seat),
       (select string_agg(id::text || status || revision, ',' order by id) from notify.delivery),
       (select count(*) from notify.snapshot), (select count(*) from notify.unit_due), (select count(*) from notify.inbox)
"""


@pytest.fixture
async def stored(database):
    """Everything that a change would leave behind, in both services."""
    pool = await database.pools.get(database.admin_url, "registration", size=1)

    async def look():
        return tuple(await pool.fetchrow(STORED))

    return look


def kinds(mails):
    return dict(Counter(mail.kind for mail in map(read, mails)))


@pytest.fixture
def compared(both, office, stored):
    """Try a request and do it; return what the dry run said, which has to be what was then sent."""

    async def run(method, path, body=None):
        both.post.start()
        await both.settle()
        before, sent = await stored(), len(both.post.mailbox.raws())
        tried = await office.request(method, path, json=body, params={"dry_run": "true"})
        assert tried.status_code == 200, tried.text
        assert await stored() == before

        done = await office.request(method, path, json=body)
        assert done.status_code < 300, done.text
        await both.settle(seconds=60)
        said = {mail["kind"]: mail["count"] for mail in tried.json()["mails"]}
        assert said == kinds(both.post.mailbox.raws()[sent:])
        return tried.json()

    return run


async def a_session(both, cohort, **fields):
    return await both.organiser.session(
        cohort, title="Träff", starts_at=ahead(14), ends_at=ahead(14) + timedelta(hours=2), **fields
    )


async def test_a_move_with_fifty_holders(both, compared):
    cohort = await both.organiser.cohort()
    session = await a_session(both, cohort)
    for number in range(HOLDERS):
        await both.organiser.register(cohort, f"n{number}@skola.example", now=times.now())

    said = await compared(
        "PATCH",
        f"/sessions/{session}",
        {"starts_at": ahead(16).isoformat(), "ends_at": (ahead(16) + timedelta(hours=2)).isoformat()},
    )

    assert said["mails"] == [{"kind": "update", "count": HOLDERS}]
    assert (said["dry_run"], said["result"]["starts_at"][:10]) == (
        True,
        times.local(ahead(16)).date().isoformat(),
    )


async def test_reminders_that_follow_a_move_are_told_apart_as_later(both, compared):
    cohort = await both.organiser.cohort(reminders=({"days_before": 1},))
    session = await a_session(both, cohort)
    await both.organiser.register(cohort, "anna@skola.example", now=times.now())

    said = await compared(
        "PATCH",
        f"/sessions/{session}",
        {"starts_at": ahead(16).isoformat(), "ends_at": (ahead(16) + timedelta(hours=2)).isoformat()},
    )

    [later] = said["later"]
    assert (later["kind"], later["count"]) == ("reminder", 1)
    assert later["first_at"] == later["last_at"] > times.now().isoformat()
    assert said["stopped"] == [{"kind": "reminder", "count": 1}]


async def test_an_invitation(both, compared):
    organisation = await both.organiser.organisation("Nora kommun")
    for name in ("Anna Ek", "Bo Lind", "Cecilia Ask"):
        await both.organiser.person(name, organisation, "rektor")
    cohort = await both.organiser.cohort()
    await a_session(both, cohort)
    await both.organiser.rule(cohort, await both.organiser.audience())

    said = await compared("POST", f"/cohorts/{cohort}/invite", {})

    assert (said["mails"], said["result"]) == (
        [{"kind": "invitation", "count": 3}],
        {"invited": 3, "already": 0},
    )


async def test_two_kallelser_to_the_same_people(both, compared):
    organisation = await both.organiser.organisation("Nora kommun")
    for name in ("Anna Ek", "Bo Lind"):
        await both.organiser.person(name, organisation, "rektor")
    cohort = await both.organiser.cohort()
    audience = await both.organiser.audience()
    for _ in range(2):
        session = await a_session(both, cohort)
        await both.organiser.rule(cohort, audience, kind="kallelse", session_ids=[session])

    said = await compared("POST", f"/cohorts/{cohort}/invite", {})

    assert said["result"] == {"invited": 2, "already": 0}
    assert {"kind": "invitation", "count": 2} in said["mails"]


async def test_a_cancellation(both, compared):
    cohort = await both.organiser.cohort()
    session = await a_session(both, cohort)
    for name in ("anna", "bo"):
        await both.organiser.register(cohort, f"{name}@skola.example", now=times.now())

    said = await compared("POST", f"/sessions/{session}/cancel", {"reason": "Föreläsaren är sjuk"})

    assert said["mails"] == [{"kind": "cancellation", "count": 2}]


async def test_a_withdrawal_that_promotes(both, compared):
    cohort = await both.organiser.cohort(waiting_list=True)
    await a_session(both, cohort, capacity=1)
    first = await both.organiser.register(cohort, "anna@skola.example", now=times.now())
    await both.organiser.register(cohort, "bo@skola.example", now=times.now())

    said = await compared("POST", f"/registrations/{first}/withdraw", {})

    assert said["mails"] == [{"kind": "promoted", "count": 1}, {"kind": "withdrawal", "count": 1}]


async def test_a_registration_which_is_otherwise_stored_together_with_others(both, compared):
    cohort = await both.organiser.cohort()
    await a_session(both, cohort)
    body = {"cohort_id": str(cohort), "person": {"name": "Anna Ek", "email": "anna@skola.example"}}

    said = await compared("POST", "/registrations", body)

    assert (said["mails"], said["result"]["status"]) == ([{"kind": "confirmation", "count": 1}], "registered")


async def test_what_has_not_reached_notify_yet_counts(both, office):
    cohort = await both.organiser.cohort()
    session = await a_session(both, cohort)
    await both.organiser.register(cohort, "anna@skola.example", now=times.now())  # still in the outbox

    tried = await office.post(f"/sessions/{session}/cancel", params={"dry_run": "true"})

    # The confirmation has not gone: one mail says that the date is cancelled, in its place.
    assert [mail["count"] for mail in tried.json()["mails"]] == [1]


async def test_nobody_without_an_address_counts(both, office):
    organisation = await both.organiser.organisation("Nora kommun")
    for name in ("Anna Ek", "Bo Lind"):
        person = await both.organiser.person(name, organisation, "rektor")
    await office.patch(f"/people/{person}", json={"email": None})
    cohort = await both.organiser.cohort()
    await a_session(both, cohort)
    await both.organiser.rule(cohort, await both.organiser.audience())

    said = (await office.post(f"/cohorts/{cohort}/invite", params={"dry_run": "true"})).json()

    assert (said["mails"], said["unreachable"]) == ([{"kind": "invitation", "count": 1}], 1)


async def test_an_error_is_that_of_the_request_and_a_key_is_not_used_up(both, office, stored):
    cohort = await both.organiser.cohort()
    session = await a_session(both, cohort)
    key = {"idempotency-key": "once"}
    before = await stored()

    wrong = await office.patch(f"/sessions/{session}", json={"capacity": -1}, params={"dry_run": "true"})
    strange = await office.patch(f"/sessions/{session}", json={}, params={"dry_run": "perhaps"})
    tried = await office.post(f"/sessions/{session}/cancel", params={"dry_run": "true"}, headers=key)

    assert (wrong.status_code, strange.status_code, tried.status_code) == (422, 422, 200)
    assert wrong.json()["errors"][0]["pointer"] == "/capacity"
    assert strange.json()["errors"][0]["pointer"] == "?dry_run"
    assert await stored() == before
    assert (await office.post(f"/sessions/{session}/cancel", headers=key)).json()["status"] == "cancelled"


async def test_without_notify_it_says_so_and_keeps_nothing(both, api_without_notify, stored):
    session = await a_session(both, await both.organiser.cohort())
    before = await stored()

    tried = await api_without_notify.post(f"/sessions/{session}/cancel", params={"dry_run": "true"})

    assert (tried.status_code, tried.json()["type"]) == (503, "urn:kallelse:problem:notify-away")
    assert tried.headers["retry-after"] == "5"
    assert await stored() == before


@pytest.fixture
async def api_without_notify(office):
    services = office._transport.app.services
    real = services.notify
    async with httpx.AsyncClient(base_url="http://127.0.0.1:1") as nobody:
        services.notify = nobody
        yield office
    services.notify = real


async def test_nothing_is_woken_by_a_dry_run(both, office, monkeypatch):
    session = await a_session(both, await both.organiser.cohort())
    woken = []
    monkeypatch.setattr(office._transport.app.services.channel, "wake", lambda: woken.append(True))

    await office.post(f"/sessions/{session}/cancel", params={"dry_run": "true"})
    assert woken == []
    await office.post(f"/sessions/{session}/cancel")
    assert woken != []


async def test_whoever_looks_sees_who_gets_what_and_one_mail_whose_links_open_nothing(both, office):
    both.post.start()
    cohort = await both.organiser.cohort()
    session = await a_session(both, cohort)
    for name in ("anna", "bo"):
        await both.organiser.register(
            cohort, f"{name}@skola.example", name=name.capitalize(), now=times.now()
        )
    await both.settle()
    caller, services = a_caller(both.organiser.organiser_id), office._transport.app.services

    async def cancel():
        await cancel_session.cancel(services.pool, caller, session, reason=None)

    tried = await dry_run(services, caller.organiser_id, cancel, most_listed=10, sample=True)

    listed = [(mail.name, mail.kind, mail.due_at) for mail in tried.plan.listed]
    assert sorted(listed) == [("Anna", "cancellation", None), ("Bo", "cancellation", None)]
    sample = tried.plan.sample
    assert sample.key == tried.plan.listed[0].key
    assert sample.subject.startswith("Inställt: Träff")
    assert "Hej" in sample.text
    assert sample.html.lstrip().startswith("<!doctype html>")
    assert "METHOD:CANCEL" in sample.calendar
    [token] = set(re.findall(r"/r/([\w-]{48})", sample.text))
    assert (await office.get(f"http://kallelse.example/r/{token}")).status_code == 404

    second = await dry_run(
        services, caller.organiser_id, cancel, most_listed=1, sample=True, key=tried.plan.listed[1].key
    )
    assert (len(second.plan.listed), second.plan.sample.key) == (1, tried.plan.listed[1].key)


async def test_a_failed_mail_is_not_sent_again_by_a_dry_run(both, office, stored):
    cohort = await both.organiser.cohort()
    await a_session(both, cohort)
    await both.organiser.register(cohort, "anna@skola.example", now=times.now())
    await both.carry()
    mail_id = await both.post.pool.fetchval("update delivery set status = 'failed' returning id")
    before = await stored()

    one = await office.post(f"/deliveries/{mail_id}/resend", params={"dry_run": "true"})
    every = await office.post("/deliveries/resend", json={"status": "failed"}, params={"dry_run": "true"})
    none = await office.post("/deliveries/resend", json={"status": "held"}, params={"dry_run": "true"})

    assert [answer.status_code for answer in (one, every, none)] == [200, 200, 200]
    confirmation = [{"kind": "confirmation", "count": 1}]
    assert [answer.json()["mails"] for answer in (one, every, none)] == [confirmation, confirmation, []]
    assert (one.json()["result"]["id"], every.json()["result"]) == (str(mail_id), {"resent": 1})
    assert await stored() == before


async def test_the_secret_of_a_token_that_is_not_made_is_not_shown(office):
    tried = await office.post("/tokens", json={"name": "prov", "role": "viewer"}, params={"dry_run": "true"})

    assert (tried.status_code, tried.json()["mails"], tried.json()["result"]["token"]) == (200, [], None)


async def test_the_secret_of_a_webhook_that_is_not_made_is_not_shown(office, both):
    body = {"name": "prov", "url": "https://kurser.example/", "kinds": ["cohort.changed"]}

    tried = await office.post("/webhooks", json=body, params={"dry_run": "true"})

    assert (tried.status_code, tried.json()["result"]["secret"]) == (200, None)
    assert await both.organiser.pool.fetchval("select count(*) from webhook") == 0


async def test_a_merge_of_two_entries_of_one_person(both, compared):
    cohort = await both.organiser.cohort()
    await a_session(both, cohort)
    other = await both.organiser.cohort(slug="annan", name="Annan")
    await a_session(both, other)
    await both.organiser.register(cohort, "anna@kommun.example", now=times.now())
    await both.organiser.register(other, "anna@skola.example", now=times.now())
    rows = await both.organiser.pool.fetch("select id, email from person order by email")
    gone, kept = (row["id"] for row in rows)

    said = await compared("POST", f"/people/{gone}/merge", {"into": str(kept)})

    assert said["result"]["seats_moved"] == 1
    assert {mail["kind"] for mail in said["mails"]} == {"calendar", "confirmation"}


async def test_a_position_that_somebody_else_takes_over(both, compared):
    school = await both.organiser.organisation("Ekskolan")
    head = await both.organiser.person("Anna Ek", school, "rektor")
    successor = await both.organiser.person("Bo Al", school, "lärare")
    cohort = await both.organiser.cohort()
    await a_session(both, cohort)
    email = await both.organiser.pool.fetchval("select email from person where id = $1", head)
    await both.organiser.register(cohort, email, now=times.now())

    said = await compared(
        "POST",
        f"/people/{head}/hand_over",
        {"organisation_id": str(school), "successor_id": str(successor), "role": "rektor"},
    )

    assert len(said["result"]["registrations"]) == 1
    assert "substitute" in {mail["kind"] for mail in said["mails"]}
