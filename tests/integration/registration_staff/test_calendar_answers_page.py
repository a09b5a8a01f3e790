"""Answers from calendars that wait stand at their session, and one press answers each."""

from datetime import timedelta

import pytest

from services.registration.actions.calendar_answers.take_answers import take_answers
from services.registration.store import calendar_answers
from services.registration.store.views.staff import calendar_answers as waiting
from shared import ids, times
from shared.calendar_answer import CalendarAnswer
from tests.support.caller import an_initiator
from tests.support.pages.staff_cohort import a_round, fields_of, spaced
from tests.support.registration import NOW

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
async def it(staff):
    return await a_round(staff.organiser)


async def answered(staff, it, answer, *, standing="counts", session=0, **more):
    """Let Anna's calendar answer about a session, and return the answer's id."""
    seat = await staff.organiser.pool.fetchrow(
        """select s.id, s.registration_id from seat s join registration r on r.id = s.registration_id
            where s.session_id = $1 and r.person_id = $2 and s.status <> 'withdrawn'""",
        it.session_ids[session], it.people["Anna Ek"],
    )  # fmt: skip
    event = CalendarAnswer(
        organiser_id=staff.organiser.organiser_id, id=ids.new(), epoch=1, version=1, seat_id=seat["id"],
        registration_id=seat["registration_id"], session_id=it.session_ids[session], answer=answer, standing=standing,
        received_at=NOW, **more,
    )  # fmt: skip
    async with staff.organiser.pool.acquire() as conn:
        await calendar_answers.insert(conn, [event])
    assert await take_answers(staff.organiser.pool, an_initiator(now=NOW)) == 1
    return event.id


async def starts_of(staff, it, session=0):
    return await staff.organiser.pool.fetchval(
        "select starts_at from session where id = $1", it.session_ids[session]
    )


def session_path(it, session=0):
    return f"/admin/ruc/traffar/{it.session_ids[session]}"


async def outcome(staff, answer_id):
    row = await staff.organiser.pool.fetchrow(
        "select status, outcome from calendar_answer where id = $1", answer_id
    )
    return tuple(row)


async def seat_of(staff, it, name, session=0):
    return await staff.organiser.pool.fetchval(
        """select s.status from seat s join registration r on r.id = s.registration_id
            where s.session_id = $1 and r.person_id = $2 order by s.id desc limit 1""",
        it.session_ids[session], it.people[name],
    )  # fmt: skip


async def test_a_proposal_stands_at_its_session_and_leads_to_the_form_filled_in(staff, it):
    wish = await starts_of(staff, it) + timedelta(days=1)
    await answered(
        staff,
        it,
        "counter",
        proposed_starts_at=wish,
        proposed_ends_at=wish + timedelta(hours=2),
        comment="Hellre då",
    )

    page = await staff.get(session_path(it))
    words = spaced(page.root.one("main"))
    assert "Anna Ek föreslår" in words
    assert "”Hellre då”" in words
    [move] = [link for link in page.root.all("a") if "Flytta träffen" in link.text]
    form = await staff.get(move["href"])
    assert form.value("day") == times.local(wish).date().isoformat()
    assert form.value("starts") == f"{times.local(wish):%H:%M}"
    assert "svar ur en kalender väntar" in spaced((await staff.get("/admin/ruc")).root.one("main"))


async def test_a_proposal_is_refused_by_one_press_and_twice_is_the_same(staff, it):
    wish = await starts_of(staff, it) + timedelta(days=1)
    answer_id = await answered(staff, it, "counter", proposed_starts_at=wish)

    for _ in range(2):
        goal = await staff.post(f"/admin/ruc/kalendersvar/{answer_id}/tacka-nej", {})

    assert "Förslaget är avböjt." in spaced((await staff.get(goal)).root.one("main"))
    assert await outcome(staff, answer_id) == ("done", "refused")
    assert await staff.organiser.pool.fetchval("select count(*) from seat where proposal_refused") == 1


async def test_a_no_by_an_assistant_counts_once_somebody_says_so(staff, it):
    answer_id = await answered(
        staff, it, "declined", standing="other_sender", session=1, by_address="assistent@nora.example"
    )
    page = await staff.get("/admin/ruc/kalendersvar")
    assert "Mejlet kom från assistent@nora.example, som inte är den inbjudna." in spaced(
        page.root.one("main")
    )
    assert await seat_of(staff, it, "Anna Ek", 1) == "confirmed"

    await staff.post(f"/admin/ruc/kalendersvar/{answer_id}/rakna", {})

    assert await seat_of(staff, it, "Anna Ek", 1) == "withdrawn"
    assert await seat_of(staff, it, "Bo Falk", 1) == "confirmed"  # the next in line
    assert await outcome(staff, answer_id) == ("done", "counted")


async def test_whoever_is_sent_instead_is_made_a_substitute(staff, it):
    await answered(staff, it, "delegated", by_address="stina@nora.example", by_name="Stina Ö")

    page = await staff.get(session_path(it))
    [link] = [link for link in page.root.all("a") if "Gör till ersättare" in link.text]
    assert "stina" not in link["href"]
    form = await staff.get(link["href"])
    posted = fields_of(form)
    assert (posted["substitute_name"], posted["substitute_email"]) == ("Stina Ö", "stina@nora.example")
    await staff.post(link["href"].partition("?")[0], posted)

    assert await seat_of(staff, it, "Anna Ek") == "withdrawn"
    assert "Inga svar väntar." in spaced((await staff.get("/admin/ruc/kalendersvar")).root.one("main"))


async def test_what_cannot_be_used_is_put_aside(staff, it):
    answer_id = await answered(staff, it, "accepted", standing="series")

    await staff.post(f"/admin/ruc/kalendersvar/{answer_id}/lagg-undan", {})

    assert await outcome(staff, answer_id) == ("done", "put_aside")
    assert "Inga svar väntar." in spaced((await staff.get("/admin/ruc/kalendersvar")).root.one("main"))


async def test_who_is_unsure_is_seen_at_the_session_on_the_roll_and_at_the_person(staff, it):
    await answered(staff, it, "tentative")

    person = f"{it.path}/person/{it.people['Anna Ek']}"
    assert "Osäkra om de kommer 1" in spaced((await staff.get(session_path(it))).root.one("main"))
    for path in (person, f"{session_path(it)}/narvaro"):
        assert "Osäker" in spaced((await staff.get(path)).root.one("main"))


async def test_answers_about_a_session_that_is_over_are_not_shown(staff, it):
    wish = await starts_of(staff, it) + timedelta(days=1)
    await answered(staff, it, "counter", proposed_starts_at=wish)

    async def shown(now):
        async with staff.organiser.pool.acquire() as conn:
            return await waiting.count_waiting(
                conn,
                staff.organiser.organiser_id,
                now=now,
                today=times.local(now).date(),
                sees_protected=True,
            )

    assert (await shown(NOW), await shown(wish)) == (1, 0)
