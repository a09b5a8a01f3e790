"""Invitations and reminders to many go beside the request that asked for them, are followed, and are completed after a stop."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace

import pytest

from services.registration.actions.cohorts import publish_cohort
from services.registration.actions.invitations import invite as action
from services.registration.actions.invitations import remind as remind_action
from services.registration.actions.invitations import send_scheduled
from services.registration.actions.invitations.begin_sending import begin
from services.registration.domain.errors import CohortNotOpen, NotFound
from services.registration.domain.scheduled_sending import INTERRUPTED
from services.registration.store import scheduled_sendings
from services.registration.store.scheduled_sendings import GoingSendings
from services.registration.store.transaction import reading
from services.registration.web.admin.cohorts import invite
from services.registration.web.admin.kit import send_beside
from services.registration.web.admin.mailings import remind
from services.registration.web.admin.sendings import scheduled
from services.registration.web.admin.sendings.progress import shown
from services.registration.web.wording import WORDING
from shared.mail_progress import MailProgress
from tests.support.caller import a_caller, an_initiator
from tests.support.pages.staff_cohort import a_round, fields_of
from tests.support.registration import NOW

pytestmark = pytest.mark.usefixtures("clock")

NEW = 4
AFTER = NOW + timedelta(minutes=1)  # the round was begun before


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    """Three people are many here, and a transaction invites two."""
    for module in (invite, remind, scheduled, send_beside):
        monkeypatch.setattr(module, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(action, "STEP", 2)


@pytest.fixture
async def it(staff):
    """A round to which some are to be invited."""
    made = await a_round(staff.organiser)
    nora = await staff.organiser.pool.fetchval("select id from organisation where name = 'Nora'")
    for number in range(NEW):
        await staff.organiser.person(f"Ny {number}", nora, "rektor")
    return made


async def of(staff):
    rows = await staff.organiser.pool.fetch("select * from scheduled_sending order by id")
    return [dict(row) for row in rows]


async def ended(staff):
    """Wait for the work beside, and return what is stored of it."""
    await asyncio.gather(*staff.app.services.beside._tasks)
    return await of(staff)


async def invited(staff, it):
    return {name for name in await staff.organiser.invitations(it.cohort_id) if name.startswith("Ny ")}


async def go(staff, at):
    return await send_scheduled.send_due(staff.organiser.pool, an_initiator(now=at))


async def press(staff, path):
    page = await staff.get(path)
    [button] = page.root.all("button", name="confirm")
    return await staff.post(path, fields_of(page) | {"confirm": button["value"]})


class Interrupted(BaseException):
    """The process ends."""


def stop_after_the_first_step():
    raise Interrupted


async def test_many_are_invited_beside_the_request_and_the_page_leads_to_where_they_are_followed(staff, it):
    path = f"{it.path}/bjud-in"
    page = await staff.get(path)
    assert "Bjud in 4 personer" in page.buttons()
    assert "Ny 0: Inbjudan" not in page.text, "notify is away here, so there is no preview"

    assert await press(staff, path) == f"{it.path}/kvitto"

    [sending] = await ended(staff)
    assert await invited(staff, it) == {f"Ny {number}" for number in range(NEW)}
    assert (sending["status"], sending["foreseen"], sending["reached"]) == ("sent", NEW, NEW)
    page = await staff.get(it.path)
    assert "Inbjudan till Rektorer" in page.text
    assert f"till {NEW} personer" in page.text
    assert "när tiden valdes" not in page.text
    log = await staff.organiser.pool.fetch(
        "select action from audit where action like 'scheduled%' order by id"
    )
    assert [row["action"] for row in log] == ["scheduled_sending.begin", "scheduled_sending.send"]


async def test_what_is_just_going_is_followed_and_not_begun_again(staff, it):
    path = f"{it.path}/bjud-in"
    fields = fields_of(await staff.get(path)) | {"confirm": str(NEW)}
    await staff.post(path, fields)
    await staff.app.services.beside.stop()
    [begun] = await of(staff)
    assert begun["status"] == "waiting"

    assert await staff.post(path, fields) == f"{it.path}/kvitto"
    assert (await staff.client.get(path)).headers["location"] == f"{it.path}/kvitto"
    assert (await staff.client.get(f"{it.path}/paminn")).headers["location"] == f"{it.path}/kvitto"
    shown_now = (await staff.get(f"{it.path}/kvitto")).root.one(id="pagar")
    assert "Du kan stänga sidan" in shown_now.text
    assert "hidden" not in shown_now.attributes
    assert "You can close the page" in (await staff.get(f"{it.path}/kvitto?lang=en")).text
    assert len(await of(staff)) == 1

    assert await go(staff, AFTER) == 1
    assert await invited(staff, it) == {f"Ny {number}" for number in range(NEW)}
    assert "hidden" in (await staff.get(f"{it.path}/kvitto")).root.one(id="pagar").attributes
    assert (await staff.client.get(path)).status_code == 200


async def test_a_stop_in_the_middle_is_said_and_the_rest_is_invited_after_it(staff, it):
    pool, caller = staff.organiser.pool, a_caller(staff.organiser.organiser_id, now=AFTER)
    [sending_id] = await begin(pool, caller, it.cohort_id, {it.rule_id: NEW})
    with pytest.raises(Interrupted):
        await send_scheduled.send_now(pool, caller, sending_id, committed=stop_after_the_first_step)
    assert len(await invited(staff, it)) == 2

    async with reading(pool) as conn:
        going = await scheduled_sendings.read_going(
            conn, staff.organiser.organiser_id, it.cohort_id, now=AFTER
        )
    assert (going.number, going.to_reach, going.left_to_reach) == (1, NEW, 2)
    page = await staff.get(it.path)
    assert "går ut just nu" in page.text
    assert page.href("Följ Inbjudan till Rektorer") == f"{it.path}/kvitto"

    assert await go(staff, AFTER + INTERRUPTED) == 1
    assert len(await invited(staff, it)) == NEW
    [sending] = await of(staff)
    assert (sending["status"], sending["reached"]) == ("sent", None)


async def test_what_waited_for_a_later_time_goes_now_instead(staff, it):
    path = f"{it.path}/bjud-in"
    later = fields_of(await staff.get(path)) | {"day": "2026-01-15", "clock": "08.00", "later": "1"}
    await staff.post(path, later)
    [waiting] = await of(staff)

    assert await press(staff, f"/admin/ruc/tidsbestamt/{waiting['id']}") == f"{it.path}/kvitto"

    [sent] = await ended(staff)
    assert (sent["id"], sent["status"], sent["reached"]) == (waiting["id"], "sent", NEW)


async def test_what_cannot_go_is_given_up_with_its_reason(staff, it):
    pool, caller = staff.organiser.pool, a_caller(staff.organiser.organiser_id, now=AFTER)
    begun = await begin(pool, caller, it.cohort_id, {it.rule_id: NEW})
    await publish_cohort.close(pool, caller, it.cohort_id)
    with pytest.raises(CohortNotOpen):
        await begin(pool, caller, it.cohort_id, {it.rule_id: NEW})
    assert await begin_nothing_of_others(staff, it, caller)

    assert len(begun) == 1
    assert await go(staff, AFTER) == 0

    [sending] = await of(staff)
    assert (sending["status"], sending["problem"]) == ("not_sent", "CohortNotOpen")
    assert await invited(staff, it) == set()


async def begin_nothing_of_others(staff, it, caller):
    """Whether a rule of another cohort is refused."""
    other = await staff.organiser.cohort()
    with pytest.raises(NotFound):
        await begin(staff.organiser.pool, caller, other, {it.rule_id: NEW})
    return True


async def test_many_silent_are_reminded_beside_the_request_and_counted_while_they_are(staff, it, monkeypatch):
    pool = staff.organiser.pool
    caller = a_caller(staff.organiser.organiser_id, now=AFTER)
    await action.invite(pool, caller, it.cohort_id, invitation_rule_ids=None)
    await pool.execute("update invitation set status = 'sent' where status = 'queued'")
    monkeypatch.setattr(remind_action, "STEP", 2)
    [sending_id] = await begin(pool, caller, it.cohort_id, {None: NEW + 1})
    with pytest.raises(Interrupted):
        await send_scheduled.send_now(pool, caller, sending_id, committed=stop_after_the_first_step)
    async with reading(pool) as conn:
        going = await scheduled_sendings.read_going(
            conn, staff.organiser.organiser_id, it.cohort_id, now=AFTER
        )
    assert (going.number, going.left_to_reach) == (1, NEW - 1)

    await go(staff, AFTER + INTERRUPTED)

    assert await pool.fetchval("select count(*) from invitation where reminded_at is not null") == NEW + 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", "3 av 10 har gått ut. 4 återstår att nå. 1 kom inte fram."),
        ("en", "3 of 10 have gone out. 4 are still to be reached. 1 did not arrive."),
    ],
)
def test_whoever_is_not_invited_yet_counts_as_a_mail_that_has_not_gone(language, said):
    request = SimpleNamespace(words=WORDING[language])
    found = MailProgress(waiting=3, sent=2, failed=1)

    now = shown(request, found, GoingSendings(number=1, to_reach=8, left_to_reach=4))

    assert (now.done, now.all) == (3, 10)
    assert now.text == said
    assert now.is_going
    planned_later = GoingSendings(number=0, to_reach=5650, left_to_reach=0)
    assert shown(request, MailProgress(sent=10), planned_later).all == 5650, (
        "the end of the bar stays where it is"
    )
    ended = shown(request, MailProgress(sent=10), GoingSendings(number=0, to_reach=0, left_to_reach=0))
    assert (ended.done, ended.all, ended.is_going) == (10, 10, False)
