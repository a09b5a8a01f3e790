"""A form that cannot be taken now: the person is told so, and nothing that was typed is lost."""

import importlib

import asyncpg
import pytest

from services.registration.actions.invitations import answer_invitation
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
