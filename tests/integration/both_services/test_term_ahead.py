"""The term ahead: reminders that are planned, mailings that are scheduled, and rules whose day is to come."""

from datetime import timedelta

import httpx

from services.registration.actions.invitations.expected_mails import expected_mails
from services.registration.store import cohorts
from shared import times
from tests.support.both import ahead
from tests.support.caller import a_caller


async def test_every_mail_that_will_go_is_on_one_timeline(both, office):
    organiser = both.organiser
    organisation = await organiser.organisation("Nora kommun")
    for name in ("Anna Ek", "Bo Lind"):
        await organiser.person(name, organisation, "rektor")
    cohort = await organiser.cohort(reminders=({"days_before": 1},))
    session = await organiser.session(
        cohort, title="Träff", starts_at=ahead(30), ends_at=ahead(30) + timedelta(hours=2)
    )
    for name in ("cia", "dan", "eva"):
        await organiser.register(cohort, f"{name}@skola.example", now=times.now())
    both.post.start()
    await both.settle()
    opens_on = times.local(times.now()).date() + timedelta(days=3)
    rule = await organiser.rule(cohort, await organiser.audience(), opens_on=opens_on)
    send_at = times.now() + timedelta(days=10)
    text = {"cohort_id": str(cohort), "subject": "Inför", "body": "Hej"}
    mailing = (await office.post("/mailings", json=text | {"send_at": send_at.isoformat()})).json()
    await office.post("/mailings", json=text | {"draft": True})

    shown = (await office.get("/term_ahead", params={"cohort_id": str(cohort)})).json()["items"]
    of_all = (await office.get("/term_ahead")).json()["items"]
    of_programme = (
        await office.get("/term_ahead", params={"programme_id": str(organiser.programme_id)})
    ).json()["items"]

    assert [(one["kind"], one["count"]) for one in shown] == [
        ("invitation", 2),
        ("mailing", 3),
        ("reminder", 3),
    ]
    invitation, scheduled, reminder = shown
    assert (invitation["invitation_rule_id"], scheduled["mailing_id"]) == (str(rule), mailing["id"])
    assert (reminder["session_id"], reminder["cohort_id"]) == (str(session), str(cohort))
    assert of_all == of_programme == shown


async def test_many_cohorts_take_no_more_statements_than_one(both):
    organiser = both.organiser
    opens_on = times.local(times.now()).date() + timedelta(days=3)
    noted = []
    async with organiser.pool.acquire() as conn:

        async def statements() -> int:
            noted.clear()
            caller = a_caller(organiser.organiser_id, now=times.now())
            all_of_them = await cohorts.list_after(conn, organiser.organiser_id)
            with conn.query_logger(noted.append):
                found = await expected_mails(conn, caller, all_of_them)
            assert [one.invitation_rule_id for one in found] == [waits]
            return len(noted)

        cohort = await organiser.cohort()
        waits = await organiser.rule(cohort, await organiser.audience(), opens_on=opens_on)
        with_one = await statements()
        closed = await organiser.cohort()
        await organiser.rule(closed, await organiser.audience(), opens_on=opens_on)
        await organiser.pool.execute("update cohort set status = 'closed' where id = $1", closed)
        for _ in range(3):
            await organiser.rule(await organiser.cohort(), await organiser.audience())

        assert await statements() == with_one


async def test_a_cohort_of_nobody_and_notify_away_are_said(both, office):
    cohort = await both.organiser.cohort()
    unknown = await office.get("/term_ahead", params={"cohort_id": "01890000-0000-7000-8000-000000000000"})
    empty = await office.get("/term_ahead", params={"cohort_id": str(cohort)})
    services = office._transport.app.services
    real = services.notify
    async with httpx.AsyncClient(base_url="http://127.0.0.1:1") as nobody:
        services.notify = nobody
        away = await office.get("/term_ahead")
    services.notify = real

    assert (unknown.status_code, empty.json(), away.status_code) == (404, {"items": []}, 503)
