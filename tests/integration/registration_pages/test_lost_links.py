"""Every personal link of an address can be asked for again: of registrations, and of invitations without an answer."""

from datetime import timedelta

import asyncpg
import pytest

from services.registration.web.pages.public import email_forms
from shared import events
from tests.support.pages.states import KARIN
from tests.support.registration import NOW

ADDRESS = "karin.lindgren@kommun.example"


async def asked_at(site):
    return [event.link_asked_at for event in await site.organiser.told(events.Invitation)][-1]


async def test_a_lost_link_of_an_unanswered_invitation_is_mailed(story, site):
    await story.series(2)
    await story.invited()
    await site.organiser.pool.execute("update invitation set status = 'sent'")

    assert await site.post("/ruc/lank", {"email": ADDRESS}) == "/ruc/lank?skickat=1"

    assert await asked_at(site) == NOW
    assert "kommer länken inom några minuter" in (await site.get("/ruc/lank?skickat=1")).lead


@pytest.mark.parametrize("later", [timedelta(days=9), timedelta(days=365)])
async def test_a_lost_link_is_not_mailed_for_an_invitation_that_can_no_longer_be_answered(
    story, site, clock, later
):
    await story.series(2)
    await story.invited()
    await site.organiser.pool.execute("update invitation set status = 'sent'")
    clock.now = NOW + later

    await site.post("/ruc/lank", {"email": ADDRESS})

    assert await asked_at(site) is None


async def test_a_registered_person_gets_the_link_of_the_registration_and_not_of_the_invitation(story, site):
    await story.series(2)
    await story.said_yes(await story.invited(KARIN))

    await site.post("/ruc/lank", {"email": ADDRESS})

    assert await asked_at(site) is None
    assert (await site.organiser.told(events.Registration))[-1].link_asked_at == NOW


async def test_the_front_page_leads_to_each_organiser_and_its_lost_links(site):
    page = await site.get("/")

    assert "/ruc" in page.hrefs()
    assert "/ruc/lank" in page.hrefs()


async def test_an_unknown_page_under_an_organiser_leads_to_what_the_organiser_has_on(site):
    page = await site.get("/ruc/finns-inte", expect=404)

    assert page.href("Allt som är på gång") == "/ruc"


async def test_a_lost_link_that_could_not_be_mailed_at_once_is_mailed_later(story, site, monkeypatch):
    """The answer has gone by then, and says that it is mailed."""
    await story.series(2)
    await story.said_yes(await story.invited(KARIN))
    usual, tries = email_forms.send_links, 0

    async def fails_at_first(*args):
        nonlocal tries
        tries += 1
        if tries <= 3:
            raise asyncpg.DiskFullError
        await usual(*args)

    async def at_once(_):
        pass

    monkeypatch.setattr(email_forms, "send_links", fails_at_first)
    monkeypatch.setattr("shared.service.loops.asyncio.sleep", at_once)
    await site.post("/ruc/lank", {"email": ADDRESS})

    assert tries == 4
    assert (await site.organiser.told(events.Registration))[-1].link_asked_at == NOW
