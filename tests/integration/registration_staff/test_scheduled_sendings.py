"""Invitations and reminders at a chosen time: chosen, shown, moved, sent, taken back; and whom they reach is found out then."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.registration.actions.invitations import open_invitations, send_scheduled
from services.registration.actions.invitations.expected_mails import expected_mails
from services.registration.domain.scheduled_sending import INTERRUPTED, LATEST
from services.registration.store import cohorts
from services.registration.store.transaction import reading
from tests.support.caller import a_caller, an_initiator
from tests.support.pages.staff_cohort import a_round, fields_of
from tests.support.registration import NOW

pytestmark = pytest.mark.usefixtures("clock")

TIME = {"day": "2026-01-15", "clock": "08.00"}
EIGHT = datetime(2026, 1, 15, 7, tzinfo=UTC)
SOON_AFTER = EIGHT + timedelta(seconds=1)  # what begins in the same instant was begun by a button


async def of(staff):
    rows = await staff.organiser.pool.fetch("select * from scheduled_sending order by id")
    return [dict(row) for row in rows]


async def a_newcomer(staff, name="Gun Ny"):
    nora = await staff.organiser.pool.fetchval("select id from organisation where name = 'Nora'")
    return await staff.organiser.person(name, nora, "rektor")


async def a_scheduled_invitation(staff, when=None):
    """A round to which one more person is to be invited at a chosen time; its page, and the path of what waits."""
    it = await a_round(staff.organiser)
    await a_newcomer(staff)
    path = f"{it.path}/bjud-in"
    assert await staff.post(path, fields_of(await staff.get(path)) | (when or TIME) | {"later": "1"}) == (
        f"{it.path}?om=tidsbestamt"
    )
    [sending] = await of(staff)
    return it, f"/admin/ruc/tidsbestamt/{sending['id']}"


async def go(staff, at):
    return await send_scheduled.send_due(staff.organiser.pool, an_initiator(now=at))


async def invited(staff, it):
    return set(await staff.organiser.invitations(it.cohort_id))


async def test_an_invitation_goes_at_its_time_to_whoever_is_there_then(staff):
    it, own = await a_scheduled_invitation(staff)
    page = await staff.get(it.path)
    assert "Inbjudan till Rektorer" in page.text
    assert "går 15 januari 2026 kl. 8.00 till en person, om inget ändras" in page.text
    assert "goes 15 January 2026" in (await staff.get(f"{it.path}?lang=en")).text
    assert "Gun Ny" not in await invited(staff, it)
    await a_newcomer(staff, "Hans Sen")

    assert await go(staff, EIGHT - timedelta(seconds=1)) == 0
    assert await go(staff, SOON_AFTER) == 1
    assert await go(staff, EIGHT + timedelta(minutes=1)) == 0, "it goes once"

    assert {"Gun Ny", "Hans Sen"} <= await invited(staff, it)
    page = await staff.get(it.path)
    assert "till 2 personer" in page.text
    assert "1 fler än när tiden valdes" in page.text
    assert (await staff.client.get(own)).status_code == 409


async def test_the_time_is_moved_sent_now_or_taken_back(staff):
    it, own = await a_scheduled_invitation(staff)
    form = fields_of(await staff.get(own))
    assert (form["day"], form["clock"]) == ("2026-01-15", "08:00")

    assert await staff.post(own, form | {"clock": "9"}) == f"{it.path}?om=tidandrad"
    [moved] = await of(staff)
    assert moved["send_at"] == EIGHT + timedelta(hours=1)
    stale = await staff.refused(own, form | {"stop": "1"}, expect=409)
    assert stale.mistakes(), "somebody else has moved it meanwhile"

    assert (
        await staff.post(own, fields_of(await staff.get(own)) | {"stop": "1"})
        == f"{it.path}?om=tillbakataget"
    )
    assert await go(staff, EIGHT + timedelta(hours=2)) == 0
    assert "Gun Ny" not in await invited(staff, it)

    path = f"{it.path}/bjud-in"
    await staff.post(path, fields_of(await staff.get(path)) | TIME | {"later": "1"})
    again = (await of(staff))[1]["id"]
    page = await staff.get(f"/admin/ruc/tidsbestamt/{again}")
    assert "Skicka nu till 1" in page.buttons()
    goal = await staff.post(f"/admin/ruc/tidsbestamt/{again}", fields_of(page) | {"confirm": "1"})
    assert goal == f"{it.path}?om=inbjudna"
    assert "Gun Ny" in await invited(staff, it)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"day": "", "clock": ""}, {"day", "clock"}),
        ({"day": "2026-03-01", "clock": ""}, {"clock"}),
        ({"day": "2020-03-01", "clock": ""}, {"day", "clock"}),
        ({"day": "igår", "clock": "25"}, {"day", "clock"}),
        ({"day": "2020-03-01", "clock": "8"}, {"day"}),
        ({"day": "2062-03-01", "clock": "8"}, {"day"}),
    ],
)
async def test_a_time_that_is_missing_wrong_past_or_years_ahead_is_refused_with_what_was_typed(
    staff, typed, wrong
):
    it = await a_round(staff.organiser)
    await a_newcomer(staff)
    for path in (f"{it.path}/bjud-in", f"{it.path}/paminn"):
        page = await staff.refused(path, fields_of(await staff.get(path)) | typed | {"later": "1"})
        assert set(page.mistakes()) == wrong
        assert page.value("clock") == typed["clock"]
    assert await of(staff) == []


@pytest.mark.parametrize(
    ("day", "hour", "instant"),
    [
        ("2026-03-29", "02.30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-03-29", "03.00", datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("2026-10-25", "02.30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25", "08.00", datetime(2026, 10, 25, 7, tzinfo=UTC)),
    ],
)
async def test_the_clock_is_swedens_on_both_weekends_when_it_changes(staff, day, hour, instant):
    await a_scheduled_invitation(staff, {"day": day, "clock": hour})
    [sending] = await of(staff)
    assert sending["send_at"] == instant


async def test_a_time_that_is_written_is_not_passed_over_by_the_button_that_sends_now(staff):
    it = await a_round(staff.organiser)
    await a_newcomer(staff)
    for name, button, number in (
        ("bjud-in", "Bjud in en person", "1"),
        ("paminn", "Påminn dem som inte har svarat", "okant"),
    ):
        path = f"{it.path}/{name}"
        page = await staff.get(path)
        assert button in page.buttons()
        answer = await staff.client.post(path, data=fields_of(page) | TIME | {"confirm": number})
        assert "Du har skrivit en tid." in answer.text
        assert 'value="08.00"' in answer.text
    assert "Gun Ny" not in await invited(staff, it)


async def test_what_waits_already_is_not_scheduled_twice(staff):
    it, _ = await a_scheduled_invitation(staff)
    path = f"{it.path}/bjud-in"
    page = await staff.refused(path, fields_of(await staff.get(path)) | TIME | {"later": "1"})
    assert "Det finns redan en vald tid för det." in page.text
    assert len(await of(staff)) == 1


async def test_a_reminder_goes_to_those_who_are_silent_then(staff):
    it = await a_round(staff.organiser)
    path = f"{it.path}/paminn"
    at = NOW + timedelta(hours=1)
    when = {"day": f"{at:%Y-%m-%d}", "clock": f"{at + timedelta(hours=1):%H:%M}"}
    assert await staff.post(path, fields_of(await staff.get(path)) | (when or TIME) | {"later": "1"}) == (
        f"{it.path}?om=tidsbestamt"
    )
    assert "Påminnelse till dem som inte har svarat" in (await staff.get(it.path)).text
    assert await go(staff, at + timedelta(seconds=1)) == 1
    [sent] = await of(staff)
    assert (sent["status"], sent["foreseen"], sent["reached"]) == ("sent", 1, 1)
    found = await staff.organiser.pool.fetchval(
        "select count(*) from invitation where reminded_at is not null"
    )
    assert found == 1
    assert "lika många som när tiden valdes" in (await staff.get(it.path)).text


async def test_what_cannot_go_is_said_on_the_page_of_its_cohort(staff):
    it, _ = await a_scheduled_invitation(staff)
    await staff.organiser.pool.execute("update cohort set status = 'closed'")
    assert await go(staff, EIGHT) == 0
    page = await staff.get(it.path)
    assert "gick inte 15 januari 2026" in page.text
    await staff.organiser.pool.execute("update cohort set status = 'open'")
    assert await go(staff, EIGHT) == 0, "what was given up does not go by surprise"


async def test_what_is_late_by_more_than_a_week_does_not_go(staff):
    it, _ = await a_scheduled_invitation(staff)
    assert await go(staff, EIGHT + LATEST + timedelta(seconds=1)) == 0
    assert "tiden var passerad med mer än en vecka" in (await staff.get(it.path)).text
    assert "Gun Ny" not in await invited(staff, it)


async def test_what_a_stop_interrupted_is_completed(staff):
    it, own = await a_scheduled_invitation(staff)
    await staff.organiser.pool.execute("update scheduled_sending set started_at = $1", EIGHT)
    assert "går ut just nu" in (await staff.get(it.path)).text
    assert (await staff.client.get(own)).status_code == 409, "it can no longer be changed"
    assert await go(staff, EIGHT + INTERRUPTED - timedelta(seconds=1)) == 0
    assert await go(staff, EIGHT + INTERRUPTED) == 1
    assert "Gun Ny" in await invited(staff, it)
    assert "hur många det blev står i kvittot" in (await staff.get(it.path)).text


async def test_a_chosen_time_comes_before_the_rules_own_day_and_stands_in_the_term_ahead(staff):
    it = await a_round(staff.organiser)
    await a_newcomer(staff)
    pool, organiser_id = staff.organiser.pool, staff.organiser.organiser_id
    path = f"{it.path}/bjud-in"
    await staff.post(path, fields_of(await staff.get(path)) | TIME | {"later": "1"})
    await pool.execute(
        "update invitation_rule set invited_at = null, opens_on = '2026-01-20', respond_by = null"
    )

    assert await open_invitations.send_due(pool, an_initiator(now=EIGHT - timedelta(days=1))) == 0
    async with reading(pool) as conn:
        found = await cohorts.list_after(conn, organiser_id)
        expected = await expected_mails(conn, a_caller(organiser_id, now=NOW), found)
    assert [(one.kind, one.at, one.count) for one in expected] == [("invitation", EIGHT, 1)]
    ahead = await staff.client.get("/admin/ruc/framover")
    assert "/tidsbestamt/" in ahead.text


async def wait_until_blocked(pool, number):
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    async with asyncio.timeout(10):
        while await pool.fetchval(waiting) < number:  # noqa: ASYNC110 - only the database knows
            await asyncio.sleep(0.01)


async def test_of_two_who_send_it_now_at_once_one_does_and_it_is_counted(staff):
    it, _ = await a_scheduled_invitation(staff)
    [waiting] = await of(staff)
    pool = staff.organiser.pool
    caller = a_caller(staff.organiser.organiser_id)
    async with pool.acquire() as conn, conn.transaction():
        await conn.execute("select from scheduled_sending where id = $1 for update", waiting["id"])
        both = [asyncio.create_task(send_scheduled.send_now(pool, caller, waiting["id"])) for _ in range(2)]
        await wait_until_blocked(pool, 2)
    done = await asyncio.gather(*both, return_exceptions=True)

    assert sorted(type(each).__name__ for each in done) == ["ScheduledSending", "SendingNotWaiting"]
    [sent] = await of(staff)
    assert (sent["status"], sent["reached"]) == ("sent", 1)
    assert "Gun Ny" in await invited(staff, it)


async def test_what_is_moved_while_the_task_reaches_it_waits_for_its_new_time(staff):
    it, _ = await a_scheduled_invitation(staff)
    [waiting] = await of(staff)
    pool = staff.organiser.pool
    async with pool.acquire() as conn, conn.transaction():
        await conn.execute(
            "update scheduled_sending set send_at = $2 where id = $1",
            waiting["id"],
            EIGHT + timedelta(hours=1),
        )
        running = asyncio.create_task(go(staff, EIGHT))
        await wait_until_blocked(pool, 1)

    assert await running == 0
    [moved] = await of(staff)
    assert (moved["status"], moved["started_at"]) == ("waiting", None)
    assert "Gun Ny" not in await invited(staff, it)
