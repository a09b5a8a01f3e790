"""What a page for staff says before a move or a cancellation is what then happens: the same plan, rolled back."""

from datetime import timedelta

import httpx
import pytest

from services.registration.web.admin.kit import plan
from shared import times
from tests.support.both import ahead
from tests.support.mail import read
from tests.support.pages import staff as support
from tests.support.pages.client import Site
from tests.support.pages.staff_cohort import fields_of

HOLDERS = 50


@pytest.fixture
async def staff(both, office):
    transport = office._transport
    async with httpx.AsyncClient(transport=transport, base_url="http://kallelse.example") as client:
        site = Site(both.organiser, client)
        await support.let_in(both.organiser.pool, both.organiser, "maria@prov.example")
        await support.sign_in(site, "maria@prov.example")
        yield site


async def a_session(both):
    cohort_id = await both.organiser.cohort()
    session_id = await both.organiser.session(
        cohort_id, title="Träff", starts_at=ahead(14), ends_at=ahead(14) + timedelta(hours=2), place="Aulan"
    )
    for number in range(HOLDERS):
        await both.organiser.register(
            cohort_id, f"n{number}@skola.example", now=times.now(), name=f"Person {number}"
        )
    both.post.start()
    await both.settle()
    return cohort_id, session_id


async def test_a_move_mails_as_many_as_the_button_said(both, staff):
    _, session_id = await a_session(both)
    path = f"/admin/prov/traffar/{session_id}/andra"
    sent = len(both.post.mailbox.raws())
    day = times.local(ahead(16)).date().isoformat()

    page = await staff.refused(path, fields_of(await staff.get(path)) | {"day": day}, expect=200)

    assert f"Flytta och skicka {HOLDERS} mejl" in page.buttons()
    assert "Person 0: Ändring" in page.text
    assert "Så ser mejlet ut" in page.text
    assert "Ligger i kalendern: Träff" in page.text
    [another] = [one["value"] for one in page.root.all("option") if one.text == "Person 1: Ändring"]
    other = await staff.refused(
        path, fields_of(page) | {"mottagare": another, "visa": "mejl", "day": day}, expect=200
    )
    assert "n1@skola.example" in other.text
    await both.settle()
    assert len(both.post.mailbox.raws()) == sent, "nothing has left before the button"
    await staff.post(path, fields_of(page) | {"confirm": str(HOLDERS)})
    await both.settle(seconds=60)
    kinds = [read(mail).kind for mail in both.post.mailbox.raws()[sent:]]
    assert kinds == ["update"] * HOLDERS


async def test_cancelling_the_cohort_mails_as_many_as_the_button_said(both, staff):
    cohort_id, _ = await a_session(both)
    path = f"/admin/prov/omgangar/{cohort_id}/stall-in"
    sent = len(both.post.mailbox.raws())

    page = await staff.get(path)

    assert f"Ställ in och skicka {HOLDERS} mejl" in page.buttons()
    assert "Tas bort ur kalendern: Träff" in page.text
    every = await staff.refused(path, fields_of(page) | {"reason": "Snö", "visa": "alla"}, expect=200)
    assert every.text.count(": Inställt") >= HOLDERS, "nothing is cancelled by looking"
    assert every.value("reason") == "Snö"
    await staff.post(path, fields_of(page) | {"reason": "Snö"})
    await both.settle(seconds=60)
    assert len(both.post.mailbox.raws()) - sent == HOLDERS


async def test_without_notify_the_people_are_counted(both, staff, monkeypatch):
    _, session_id = await a_session(both)

    async def away(*_, **__):
        raise plan.ServiceUnavailableException

    monkeypatch.setattr(plan, "dry_run", away)

    page = await staff.get(f"/admin/prov/traffar/{session_id}/stall-in")

    assert page.buttons() == [f"Ställ in och skicka {HOLDERS} mejl"]
    assert "Har en plats" in page.text
    assert "Vi når inte mejldelen just nu" in page.text


async def test_inviting_shows_the_invitation_and_mails_as_many_as_the_button_said(both, staff):
    cohort_id = await both.organiser.cohort()
    await both.organiser.session(cohort_id, title="Träff", starts_at=ahead(14), ends_at=None)
    home = await both.organiser.organisation("Nora")
    for name in ("Anna Ek", "Bo Falk", "Cia Gran"):
        await both.organiser.person(name, home, "rektor")
    await both.organiser.rule(cohort_id, await both.organiser.audience(roles=("rektor",)))
    both.post.start()
    await both.settle()
    sent = len(both.post.mailbox.raws())
    path = f"/admin/prov/omgangar/{cohort_id}/bjud-in"

    page = await staff.get(path)

    assert "Bjud in 3 personer" in page.buttons()
    assert "Anna Ek: Inbjudan" in page.text
    assert await both.organiser.invitations(cohort_id) == {}
    await staff.post(path, fields_of(page) | {"confirm": "3"})
    await both.settle(seconds=60)
    assert [read(mail).kind for mail in both.post.mailbox.raws()[sent:]] == ["invitation"] * 3


async def test_a_position_changes_hands_with_the_mails_that_were_shown(both, staff):
    organiser = both.organiser
    home = await organiser.organisation("Nora")
    anna = await organiser.person("Anna Ek", home, "rektor")
    cohort_id = await organiser.cohort()
    session_id = await organiser.session(cohort_id, title="Träff", starts_at=ahead(14), ends_at=None)
    await organiser.register(cohort_id, "anna.ek@kommun.example", now=times.now(), name="Anna Ek")
    both.post.start()
    await both.settle()
    sent, path = len(both.post.mailbox.raws()), f"/admin/prov/personer/{anna}/tar-over"
    new = {"name": "Gun Ny", "email": "gun@nora.example"}

    page = await staff.refused(path, fields_of(await staff.get(path)) | new, expect=200)

    assert "Lämna över och skicka 2 mejl" in page.buttons()
    assert "Anmälningar som följer med: 1" in page.text
    [theirs] = [one["value"] for one in page.root.all("option") if one.text.startswith("Gun Ny: ")]
    looked = await staff.refused(path, fields_of(page) | {"mottagare": theirs, "visa": "mejl"}, expect=200)
    assert "gun@nora.example" in looked.text
    assert "Ligger i kalendern: Träff" in looked.text
    await both.settle()
    assert len(both.post.mailbox.raws()) == sent, "nothing has left before the button"
    await staff.post(path, fields_of(looked) | {"confirm": "2"})
    await both.settle(seconds=60)
    mails = [read(mail) for mail in both.post.mailbox.raws()[sent:]]
    assert {(mail.to, mail.calendar_value("METHOD")) for mail in mails} == {
        ("gun@nora.example", "REQUEST"),
        ("anna.ek@kommun.example", "CANCEL"),
    }
    assert await organiser.in_session(session_id) == {"gun@nora.example": "confirmed"}
    assert await both.broken() == []
