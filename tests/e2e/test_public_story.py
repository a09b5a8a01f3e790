"""A person without an invitation: finds an open cohort, registers, loses the link, sends an enquiry and is answered.

One installation; the tests run in order and each continues where the previous one ended.
"""

from datetime import timedelta

import pytest

from shared import times
from tests.support.calendar_readers import read_feed_with_libical
from tests.support.installation import OREBRO, Installation, weeks_ahead
from tests.support.waiting import until

ANNA = "anna.ek@skola.example"
RUC = "/ruc-orebro"


@pytest.fixture(scope="module")
async def orebro(tmp_path_factory):
    running = Installation(
        tmp_path_factory.mktemp("public") / "d", "--scenario", str(OREBRO), "--starting", str(weeks_ahead(3))
    )
    await running.start()
    yield running
    await running.stop()


async def create(running, path: str, **body):
    answer = await running.api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture(scope="module")
async def network(orebro):
    """A cohort with open registration, two sessions and a contact."""
    contact = await create(orebro, "/contacts", label="Maria Ekström", email="maria@ruc.example")
    programme = await create(
        orebro, "/programmes", title="Nätverk för förstelärare", registration="open", contact_id=contact["id"]
    )
    cohort = await create(orebro, "/cohorts", programme_id=programme["id"], name="Våren", slug="natverk")
    starts = times.local(times.now()).replace(hour=13, minute=0, second=0, microsecond=0) + timedelta(days=40)
    sessions = [
        await create(
            orebro, "/sessions", cohort_id=cohort["id"], title=f"Träff {number}", mode="on_site", place="Långhuset",
            starts_at=(starts + timedelta(days=7 * number)).isoformat(),
            ends_at=(starts + timedelta(days=7 * number, hours=2)).isoformat(),
        )
        for number in (1, 2)
    ]  # fmt: skip
    return {"cohort": cohort, "programme": programme, "sessions": [session["id"] for session in sessions]}


async def mails_to(orebro, address: str, kind: str, count: int = 1):
    async def there():
        return len(await orebro.mailbox.to(address, kind)) >= count

    await until(there)
    return await orebro.mailbox.to(address, kind)


async def test_an_interest_is_mailed_when_registration_opens(orebro, network):
    await orebro.web.post(f"{RUC}/bevaka", data={"email": "bo@skola.example"})
    assert (await orebro.web.get(f"{RUC}/natverk")).status_code == 404

    await orebro.api.post(f"/cohorts/{network['cohort']['id']}/publish")

    (mail,) = await mails_to(orebro, "bo@skola.example", "opening")
    assert f"{RUC}/natverk" in mail.text


async def test_the_public_list_and_feed_show_the_open_cohort(orebro, network):
    page = (await orebro.web.get(RUC)).text
    feed = (await orebro.web.get(f"{RUC}/kalender.ics")).content

    assert "Nätverk för förstelärare" in page
    assert "Öppen för anmälan" in page
    assert {f"{session_id}-session" for session_id in network["sessions"]} <= {
        entry.uid for entry in read_feed_with_libical(feed)
    }


async def test_a_public_registration_gets_its_personal_link_by_mail_only(orebro, network):
    data = {"name": "Anna Ek", "email": ANNA, "session_ids": network["sessions"]}

    done = await orebro.web.post(f"{RUC}/natverk", data=data)
    shown = await orebro.web.get(done.headers["location"])

    assert done.status_code == 303
    assert "/r/" not in shown.text
    (mail,) = await mails_to(orebro, ANNA, "confirmation")
    assert "Nätverk för förstelärare" in (await orebro.web.get(mail.link("r"))).text


async def test_a_second_registration_with_the_same_address_only_mails_the_link_again(orebro, network):
    (confirmation,) = await orebro.mailbox.to(ANNA, "confirmation")
    data = {"name": "Någon", "email": ANNA.upper(), "session_ids": network["sessions"][:1]}

    done = await orebro.web.post(f"{RUC}/natverk", data=data)

    assert done.status_code == 303
    assert done.headers["location"].startswith(f"{RUC}/natverk?skickat=1")
    (mail,) = await mails_to(orebro, ANNA, "link")
    assert mail.link("r") == confirmation.link("r")
    assert len(await orebro.all("/registrations", cohort_id=network["cohort"]["id"])) == 1


async def test_an_enquiry_is_mailed_to_the_contact_and_its_answer_to_the_enquirer(orebro, network):
    data = {
        "subject": "En halvdag",
        "organisation": "Nora kommun",
        "name": "Karin",
        "email": "karin@nora.example",
    }
    await orebro.web.post(f"{RUC}/forfragan", data=data)

    (enquiry_mail,) = await mails_to(orebro, "maria@ruc.example", "staff")
    (enquiry,) = await orebro.all("/enquiries")
    await orebro.api.post(f"/enquiries/{enquiry['id']}/answer", json={"answer": "Det ordnar vi."})
    (answered,) = await mails_to(orebro, "karin@nora.example", "answer")

    assert enquiry_mail.message["Reply-To"] == "Karin <karin@nora.example>"
    assert "Det ordnar vi." in answered.text
    assert network
