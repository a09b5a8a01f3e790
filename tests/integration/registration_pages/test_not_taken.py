"""A form that cannot be taken now: the person is told so, nothing that was typed is lost, and who tries again is let through."""

import importlib

import asyncpg
import pytest

from services.registration.actions.invitations import answer_invitation
from services.registration.web.kit import rate_limit
from tests.support.pages import staff as support
from tests.support.pages.states import KARIN

# The transaction fails as PostgreSQL fails it: on a full disk, and where the server has become a standby.
FULL = "create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'x' using errcode = '{}'; end $$"
STATES = {"full disk": "53100", "read-only": "25006"}


@pytest.fixture
async def broken(database):
    """Make every change of a table fail, and mend it."""
    conn = await asyncpg.connect(database.admin_url, server_settings={"search_path": "registration"})

    class Broken:
        async def fail(self, table: str, state: str) -> None:
            await conn.execute(FULL.format(state))
            await conn.execute(
                f"create trigger full_disk before insert or update on {table} execute function full_disk()"
            )

        async def mend(self) -> None:
            await conn.execute("drop function if exists full_disk cascade")

    it = Broken()
    try:
        yield it
    finally:
        await it.mend()
        await conn.close()


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
async def test_an_answer_that_could_not_be_stored_is_kept_on_the_page_and_can_be_sent_again(
    story, site, broken, state
):
    await story.series(1)
    link = await story.invited()
    await broken.fail("registration", state)
    typed = {
        "answer": "yes",
        "name": KARIN,
        "message": 'Rad ett\nRad "två"',
        "session_ids": [str(story.sessions[0])],
    }
    page = await site.refused(link, typed, expect=503)

    assert page.h1 == "Det gick inte att skicka just nu"
    assert page.headers["retry-after"] == "5"
    assert page.buttons() == ["Skicka igen"]
    form = page.root.one("form")
    assert form["action"] == link
    kept = {one["name"]: one["value"] for one in form.all("input", type="hidden")}
    assert kept == {**typed, "session_ids": str(story.sessions[0])}

    await broken.mend()
    await site.post(form["action"], kept)
    assert await site.registration_of(KARIN) is not None


async def test_a_form_is_kept_even_if_its_page_could_not_be_read(story, site, monkeypatch):
    await story.series(1)

    async def away(*_args, **_kwargs):
        raise ConnectionRefusedError

    enquiry = importlib.import_module("services.registration.web.pages.public.enquiry")
    monkeypatch.setattr(enquiry, "host_and_contact", away)
    page = await site.refused("/ruc/forfragan?lang=en", {"subject": "Help with <this>"}, expect=503)

    assert page.h1 == "It could not be sent right now"
    form = page.root.one("form")
    assert form["action"] == "/ruc/forfragan?lang=en"
    assert [(one["name"], one["value"]) for one in form.all("input")] == [("subject", "Help with <this>")]


async def test_a_page_that_was_only_to_be_read_asks_nobody_to_send_anything(site, monkeypatch):
    async def away(*_args, **_kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("services.registration.store.views.participant.find_organiser", away)
    page = await site.get("/ruc/personuppgifter", expect=503)

    assert page.buttons() == []


async def test_an_answer_that_was_stored_although_nobody_was_told_shows_after_sending_again(
    story, site, monkeypatch
):
    """As when a synchronous standby is gone: the commit stands, and its answer never comes."""
    await story.series(1)
    link = await story.invited()
    usual, typed = answer_invitation.answer, {"answer": "yes", "name": KARIN}

    async def stored_and_silent(*args, **kwargs):
        await usual(*args, **kwargs)
        raise TimeoutError

    with monkeypatch.context() as patch:
        patch.setattr(answer_invitation, "answer", stored_and_silent)
        page = await site.refused(link, typed, expect=503)
    assert "Hann det sparas ändå, så visar nästa sida det." in page.text

    after = await site.get(await site.post(page.root.one("form")["action"], typed))
    assert "Du är anmäld" in after.text
    assert await site.registration_of(KARIN) is not None


ANYBODY = {"name": "Anna Ek", "email": "anna.ek@kommun.example"}
# By the table whose changes fail, a form that is sent again: to one's own link, to others by it, and by anybody.
SENT_AGAIN = {
    "registration": ("{link}", {"answer": "yes", "name": KARIN}),
    "person": (
        "{link}",
        {"answer": "substitute", "substitute_name": "Bo Ek", "substitute_email": "bo@x.example"},
    ),
    "seat": ("/ruc/varen", ANYBODY),
    "enquiry": ("/ruc/forfragan", ANYBODY | {"subject": "En halvdag", "organisation": "Nora kommun"}),
}


@pytest.mark.parametrize("table", SENT_AGAIN)
async def test_whoever_sends_again_what_we_could_not_take_is_not_asked_to_wait(
    story, site, broken, table, monkeypatch
):
    """As one does while a disk is full for a minute: only what was taken counts towards a limit."""
    for budget in ("posts", "to_others"):
        monkeypatch.setitem(rate_limit._MOST_BY_LINK, budget, 2)
    monkeypatch.setattr(rate_limit, "MOST_FOR_ADDRESS", 2)
    await story.dress()
    await story.series(1)
    await site.organiser.pool.execute("update programme set registration = 'open'")
    path, fields = SENT_AGAIN[table]
    path = path.format(link=await story.invited())
    typed = fields | {"session_ids": [str(story.sessions[0])]}
    await broken.fail(table, STATES["full disk"])
    for _ in range(4):
        await site.refused(path, typed, expect=503)
    await broken.mend()

    await site.post(path, typed)

    assert set(await site.organiser.pool.fetch("select times from posted")) == {(1,)}


@pytest.mark.usefixtures("clock")
async def test_whoever_signs_in_again_because_we_could_not_is_not_locked_out(site, broken):
    typed = {"email": "maria@ruc.example", "password": support.PASSWORD}
    await support.let_in(site.organiser.pool, site.organiser, typed["email"])
    await broken.fail("staff_session", STATES["full disk"])
    for _ in range(11):
        await site.refused("/admin/sign-in", typed, expect=503)
    await broken.mend()

    assert await site.post("/admin/sign-in", typed) == "/admin"
    assert set(await site.organiser.pool.fetch("select times from sign_in_attempt")) == {(0,)}


@pytest.mark.usefixtures("clock")
async def test_whoever_changes_the_password_again_because_we_could_not_is_not_locked_out(site, broken):
    own, new = "/admin/ruc/jag/losenord", "korrekt häst batteri"
    async with support.signed_in(site) as staff:
        typed = {"old_password": support.PASSWORD, "new_password": new}
        await broken.fail("audit", STATES["full disk"])
        for _ in range(11):
            await staff.refused(own, typed, expect=503)
        await broken.mend()

        assert await staff.post(own, typed) == "/admin/ruc/jag?om=losenord"
