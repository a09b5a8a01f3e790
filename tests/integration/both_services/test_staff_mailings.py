"""The pages for mailings, reminders and the term ahead: what a page promises is what is then sent."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest

from services.registration.actions.mailings import send_mailing
from shared import times
from tests.support.both import ahead
from tests.support.caller import an_initiator
from tests.support.mail import read
from tests.support.pages import staff as support
from tests.support.pages.client import Site
from tests.support.pages.staff_cohort import fields_of
from tests.support.registration import an_organiser

PDF = b"%PDF-1.7 program"
TEXT = {"subject": "Inför {{omgång}}", "body": "Hej {{förnamn}},\n\n**ta med** en fråga."}


@pytest.fixture
async def staff(both, office):
    transport = office._transport
    async with httpx.AsyncClient(transport=transport, base_url="http://kallelse.example") as client:
        site = Site(both.organiser, client)
        await support.let_in(both.organiser.pool, both.organiser, "maria@prov.example")
        await support.sign_in(site, "maria@prov.example")
        yield site


@pytest.fixture
async def cohort(both, office):
    """Anna comes, Bo has said no, Cia and David have not answered; Eva has no address."""
    both.post.start()
    organiser = both.organiser
    nora = await organiser.organisation("Nora kommun", municipality_code="1884")
    for name in ("Anna Ek", "Bo Lind", "Cia Ask", "David Öst", "Eva Ib"):
        await organiser.person(name, nora, "rektor")
    made = await organiser.cohort()
    await organiser.session(
        made, title="Träff 1", starts_at=ahead(30), ends_at=ahead(30) + timedelta(hours=2), place="Aulan"
    )
    await organiser.rule(made, await organiser.audience())
    await office.post(f"/cohorts/{made}/invite")
    await both.settle()
    invited = await organiser.invitations(made)
    for name, answer in (("Anna Ek", "yes"), ("Bo Lind", "no")):
        await office.post(f"/invitations/{invited[name]['id']}/answer", json={"answer": answer})
    eva = await organiser.pool.fetchval("select id from person where name = 'Eva Ib'")
    await office.patch(f"/people/{eva}", json={"email": None})
    await both.settle()
    return made


def mailed(both):
    return [mail for mail in map(read, both.post.mailbox.raws()) if mail.kind == "mailing"]


async def a_draft(staff, cohort, **fields):
    path = f"/admin/prov/utskick/nytt?omgang={cohort}"
    goal = await staff.post(path, fields_of(await staff.get(path)) | TEXT | fields)
    return goal.partition("?")[0]


async def test_a_mailing_is_written_looked_at_sent_and_followed(both, staff, cohort):
    path = f"/admin/prov/utskick/nytt?omgang={cohort}"
    form = fields_of(await staff.get(path)) | {"statuses": ["accepted", "pending"]}

    found = await staff.refused(path, form | {"vilka": "1"}, expect=200)
    assert "4 personer." in found.text
    assert "1 har ingen e-postadress" in found.text
    assert [name in found.text for name in ("Anna Ek", "Bo Lind", "Cia Ask")] == [True, False, True]

    form = fields_of(found) | TEXT
    goal = await staff.post(path, form)
    assert await staff.post(path, form) == goal.partition("?")[0], "the same form twice is one draft"
    own = goal.partition("?")[0]
    page = await staff.get(own)
    assert "Skicka 3 mejl" in page.buttons()
    assert re.search("Hej (Anna|Cia|David),", page.text)
    another = next(option["value"] for option in page.root.all("option") if "Cia Ask" in option.text)
    assert "Hej Cia," in (await staff.get(f"{own}?mottagare={another}&visa=mejl")).text
    await both.settle()
    assert mailed(both) == [], "nothing has left before the button"

    pressed = [staff.post(f"{own}/skicka", {"confirm": "3"}) for _ in range(3)]
    assert set(await asyncio.gather(*pressed)) == {f"{own}?om=skickat"}, "pressed at once it is sent once"
    await both.settle()
    assert await staff.post(f"{own}/skicka", {"confirm": "3"}) == f"{own}?om=skickat"
    await both.settle()
    assert len(mailed(both)) == 3
    receipt = await staff.get(own)
    assert receipt.text.count("Lämnat till e-postservern") == 3
    assert "till 3 personer" in receipt.text
    assert "Skicka 3 mejl" not in receipt.buttons()
    english = await staff.get(f"{own}?lang=en")
    assert "How it went for each" in english.text
    assert "Inför" in (await staff.get("/admin/prov/utskick?urval=sent")).text


async def test_every_fault_is_said_at_once_and_what_was_typed_is_kept(staff, cohort):
    path = f"/admin/prov/utskick/nytt?omgang={cohort}"
    form = fields_of(await staff.get(path))

    page = await staff.refused(
        path, form | {"subject": "{{fel}}", "body": "Hej {{annat}} {{", "organisation": "Ingenstans"}
    )

    assert set(page.mistakes()) == {"subject", "body", "organisation"}
    assert "{{fel}} betyder inget här." in page.text
    assert page.value("organisation") == "Ingenstans"
    assert (await staff.get("/admin/prov/utskick")).text.count("Utkast") == 0


async def test_a_number_that_has_changed_is_said_before_anything_goes(both, office, staff, cohort):
    own = await a_draft(staff, cohort, statuses=["pending"])
    assert "Skicka 2 mejl" in (await staff.get(own)).buttons()
    invited = await both.organiser.invitations(cohort)
    await office.post(f"/invitations/{invited['Cia Ask']['id']}/answer", json={"answer": "no"})

    page = await staff.refused(f"{own}/skicka", {"confirm": "2"}, expect=409)
    await both.settle()

    assert mailed(both) == []
    assert "Skicka ett mejl" in page.buttons()


async def test_a_mailing_is_scheduled_moved_and_stopped(both, staff, cohort):
    own = await a_draft(staff, cohort)
    day = times.local(ahead(3)).date().isoformat()

    wrong = await staff.refused(f"{own}/tid", {"day": "2020-01-01", "clock": "9"})
    bare = await staff.refused(f"{own}/tid", {"day": day, "clock": ""})
    await staff.post(f"{own}/tid", {"day": day, "clock": "9.00"})
    page = await staff.get(own)
    await staff.post(f"{own}/tid/bort", {})
    draft = await staff.get(own)
    await staff.post(f"{own}/stoppa", fields_of(await staff.get(f"{own}/stoppa")))
    stopped = await staff.get(own)

    assert (list(wrong.mistakes()), list(bare.mistakes())) == (["day"], ["clock"])
    assert wrong.value("day") == "2020-01-01"
    assert "Flytta tiden" in page.buttons()
    assert "Skicka vid den tiden" in draft.buttons()
    assert "Stoppat" in stopped.text
    later = an_initiator(now=times.now() + timedelta(days=9))
    assert await send_mailing.send_due(both.organiser.pool, later) == 0
    assert (await staff.client.post(f"{own}/skicka", data={"confirm": "okant"})).status_code == 409


async def test_a_test_a_template_and_a_file(both, staff, cohort):
    own = await a_draft(staff, cohort, statuses=["accepted"])

    await staff.post(f"{own}/prov", {})
    await both.settle()
    await staff.post(f"{own}/mall", {"name": "Inför"})
    twice = await staff.refused(f"{own}/mall", {"name": "Inför"})
    await staff.client.post(f"{own}/filer", files={"file": ("Program.pdf", PDF)})
    bad = await staff.client.post(f"{own}/filer", files={"file": ("x.exe", b"MZ\x90")})
    none = await staff.client.post(f"{own}/filer", files={"file": ("", b"")})

    [test] = mailed(both)
    assert (test.to, test.subject.startswith("Test: ")) == ("maria@prov.example", True)
    assert list(twice.mistakes()) == ["name"]
    assert [bad.status_code, none.status_code] == [422, 422]
    page = await staff.get(own)
    assert "Program.pdf, 1 kB" in page.text
    new = await staff.get(f"/admin/prov/utskick/nytt?omgang={cohort}")
    filled = await staff.get(new.href("Inför"))
    assert (filled.value("subject"), "ta med" in filled.text) == (TEXT["subject"], True)
    file_id = re.search(r'name="file" value="([^"]+)"', (await staff.client.get(own)).text)[1]
    await staff.post(f"{own}/filer/bort", {"file": file_id})
    assert "Program.pdf" not in (await staff.get(own)).text


async def test_the_second_editor_is_told_and_loses_nothing(staff, cohort):
    own = await a_draft(staff, cohort)
    mine = fields_of(await staff.get(f"{own}/andra"))
    theirs = fields_of(await staff.get(f"{own}/andra"))
    await staff.post(f"{own}/andra", theirs | {"subject": "Deras"})

    page = await staff.refused(f"{own}/andra", mine | {"body": "Min text"}, expect=409)

    assert page.value("subject") == "Deras"
    assert "Min text" in page.text


async def test_the_silent_are_reminded_as_many_as_the_button_said(both, staff, cohort):
    path = f"/admin/prov/omgangar/{cohort}/paminn"
    sent = len(both.post.mailbox.raws())

    assert path in (await staff.get(f"/admin/prov/omgangar/{cohort}")).hrefs()
    page = await staff.get(path)
    assert "Påminn 2 som inte har svarat" in page.buttons()
    assert "Cia Ask: Påminnelse om svar" in page.text
    look = await staff.refused(path, fields_of(page) | {"visa": "mejl"}, expect=200)
    assert "Påminn 2 som inte har svarat" in look.buttons()
    assert "Remind 2 who have not answered" in (await staff.get(f"{path}?lang=en")).buttons()
    goal = await staff.post(path, fields_of(page) | {"confirm": "2"})
    await both.settle()

    kinds = [read(mail).kind for mail in both.post.mailbox.raws()[sent:]]
    assert kinds == ["invitation_reminder"] * 2
    assert "Påminnelserna är på väg." in (await staff.get(goal)).text
    again = await staff.get(path)
    assert "2 är redan påminda i dag" in again.text
    assert again.buttons() == []


async def test_the_term_ahead_says_what_goes_when_to_how_many(staff, cohort):
    own = await a_draft(staff, cohort, statuses=["accepted"])
    day = times.local(ahead(3)).date().isoformat()
    await staff.post(f"{own}/tid", {"day": day, "clock": "9.00"})

    page = await staff.get(f"/admin/prov/framover?omgang={cohort}")

    assert own in page.hrefs()
    assert "till en person" in page.text
    assert (await staff.get("/admin/prov/framover?lang=en")).h1 == "Ahead"


async def test_without_notify_the_number_is_unknown_and_one_can_go_on(both, office, staff, cohort):
    own = await a_draft(staff, cohort, statuses=["accepted"])
    services = office._transport.app.services
    real = services.notify
    async with httpx.AsyncClient(base_url="http://127.0.0.1:1") as nobody:
        services.notify = nobody
        page = await staff.get(own)
        remind = await staff.get(f"/admin/prov/omgangar/{cohort}/paminn")
        term = await staff.get("/admin/prov/framover")
        await staff.post(f"{own}/skicka", {"confirm": "okant"})
        receipt = await staff.get(own)
    services.notify = real
    await both.settle()

    assert "antalet är okänt" in page.text
    assert "Skicka nu" in page.buttons()
    assert remind.buttons() == ["Skicka vid vald tid", "Påminn dem som inte har svarat"]
    assert "Vi når inte mejldelen" in term.text
    assert "läget är okänt" in receipt.text
    assert len(mailed(both)) == 1


async def test_a_viewer_reads_and_another_organiser_sees_nothing(both, office, staff, cohort):
    own = await a_draft(staff, cohort)
    other = await an_organiser(both.organiser.pool, "lund")
    for organiser, email, role in (
        (both.organiser, "vera@prov.example", "viewer"),
        (other, "lisa@lund.example", "coordinator"),
    ):
        await support.let_in(organiser.pool, organiser, email, role)

    async with httpx.AsyncClient(transport=office._transport, base_url="http://kallelse.example") as client:
        viewer = Site(both.organiser, client)
        await support.sign_in(viewer, "vera@prov.example")
        page = await viewer.get(own)
        assert page.buttons() == []
        assert f"{own}/andra" not in page.hrefs()
        assert (await client.get(f"{own}/andra")).status_code == 403
    async with httpx.AsyncClient(transport=office._transport, base_url="http://kallelse.example") as client:
        await support.sign_in(Site(other, client), "lisa@lund.example")
        theirs = own.replace("/prov/", "/lund/")
        for path in (theirs, f"{theirs}/andra", f"/admin/lund/utskick/nytt?omgang={cohort}"):
            assert (await client.get(path)).status_code == 404
        assert (await client.post(f"{theirs}/skicka", data={"confirm": "okant"})).status_code == 404
        assert (await client.get(f"/admin/lund/omgangar/{cohort}/paminn")).status_code == 404
