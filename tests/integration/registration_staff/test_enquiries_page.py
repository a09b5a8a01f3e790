"""Enquiries are read, answered, marked and noted from a page."""

from datetime import timedelta

import msgspec
import pytest

from services.registration.actions.public import enquire
from services.registration.domain.enquiry import NewEnquiry
from shared import events
from tests.support.caller import a_caller
from tests.support.pages.staff import signed_in

pytestmark = pytest.mark.usefixtures("clock")
HERE = "/admin/ruc/forfragningar"


@pytest.fixture
def ask(site, clock):
    async def ask(subject="En halvdag om bedömning", **more):
        new = NewEnquiry(
            **{
                "subject": subject,
                "organisation": "Nora kommun",
                "name": "Karin Holm",
                "email": "karin@nora.example",
                "language": "sv",
                "people": 24,
                "message": "Gärna på plats.\nVi har <egen> lokal.",
                **more,
            }
        )
        clock.now += timedelta(minutes=1)
        caller = a_caller(site.organiser.organiser_id, now=clock.now)
        return f"{HERE}/{await enquire.enquire(site.organiser.pool, caller, new)}"

    return ask


async def last_told(site) -> events.Enquiry:
    payload = await site.organiser.pool.fetchval(
        "select payload from outbox where kind = 'enquiry' order by seq desc limit 1"
    )
    return msgspec.json.decode(payload, type=events.Enquiry)


async def test_an_enquiry_is_read_and_answered_by_mail(staff, site, ask):
    one = await ask()
    page = await staff.get(HERE)
    assert "Nya (1)" in page.text
    assert page.href("En halvdag om bedömning") == one
    assert "Vi har <egen> lokal." in (await staff.get(one)).text
    assert "Mejla svaret till Karin Holm" in (await staff.get(one)).buttons()

    await staff.post(f"{one}/svar", {"answer": "Det ordnar vi.\nVi ringer."})

    assert (await last_told(site)).answer == "Det ordnar vi.\nVi ringer."
    page = await staff.get(f"{one}?om=svarat")
    assert "Svaret är på väg" in page.text
    assert "Mejla svaret till Karin Holm" not in page.buttons()
    assert "Inga nya förfrågningar" in (await staff.get(HERE)).text
    assert "En halvdag" in (await staff.get(f"{HERE}?visa=besvarade")).text


async def test_of_two_who_answer_at_once_the_second_is_told_and_keeps_the_text(staff, ask):
    one = await ask()
    await staff.post(f"{one}/svar", {"answer": "Det första svaret."})

    page = await staff.refused(f"{one}/svar", {"answer": "Det andra svaret."}, expect=409)

    assert "Någon har redan svarat" in page.mistakes()["answer"]
    assert "Det första svaret." in page.text
    assert page.value("answer") == "Det andra svaret."
    assert list((await staff.refused(f"{one}/svar", {"answer": " "})).mistakes()) == ["answer"]


async def test_a_note_and_a_mark_are_stored_without_mail_and_the_second_editor_is_told(staff, site, ask):
    one = await ask()
    version = (await staff.get(one)).root.one("input", name="version")["value"]
    before = await site.organiser.pool.fetchval("select count(*) from outbox")

    await staff.post(one, {"note": "Ringde i dag", "status": "answered", "version": version})

    assert await site.organiser.pool.fetchval("select count(*) from outbox") == before
    assert (await staff.get(one)).value("note") == "Ringde i dag"
    page = await staff.refused(one, {"note": "Min text", "status": "new", "version": version}, expect=409)
    assert "Ringde i dag" in page.mistakes()["note"]
    assert page.value("note") == "Min text"


async def test_a_viewer_reads_and_has_no_buttons(site, ask):
    one = await ask()
    async with signed_in(site, "viewer") as viewer:
        assert (await viewer.get(one)).buttons() == []
        await viewer.get(HERE)


async def test_many_enquiries_are_paged_and_lead_to_the_older_ones(staff, ask):
    for number in range(51):
        await ask(f"Fråga {number}")

    page = await staff.get(HERE)
    assert "Fråga 50" in page.text
    assert "Fråga 0" not in [link.text for link in page.root.all("a")]
    older = await staff.get(page.href("Visa äldre"))
    assert "Fråga 0" in [link.text for link in older.root.all("a")]
