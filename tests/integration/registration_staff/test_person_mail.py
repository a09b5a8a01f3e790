"""What a coordinator sees of an address that takes no mail, and of somebody whose mailbox answers that they are away."""

import json
from datetime import date, timedelta

import httpx
import pytest

from services.registration import inbox
from services.registration.store.directory import person_mails
from services.registration.store.transaction import transaction
from shared import ids
from shared.channel.inbox import ReceivedEvent
from shared.delivery_answers import DEAD_ADDRESS
from shared.person_mail import PersonMail
from tests.support.pages.staff import signed_in
from tests.support.pages.staff_cohort import a_round, fields_of, press, spaced
from tests.support.registration import NOW, an_organiser

pytestmark = pytest.mark.usefixtures("clock")
HERE = "/admin/ruc/personer"
FAR = date(2031, 3, 14)


async def tell(organiser, person_id, *, version=1, email=None, **changes):
    """What notify tells of the mail to a person; `email`: their address is dead."""
    dead = {"address": email, "dead_since": NOW, "answer": "550 5.1.1 No such user"} if email else {}
    event = PersonMail(
        organiser_id=organiser.organiser_id, id=person_id, epoch=1, version=version, **dead | changes
    )
    async with transaction(organiser.pool) as conn:
        await inbox.act(
            conn, [ReceivedEvent(event=event, made_at=NOW, correlation_id=None, replayed_at=None)]
        )


def away(until=FAR, **changes):
    return {"away_told_at": NOW, "away_until": until, "away_subject": "Frånvarande", **changes}


@pytest.fixture
async def it(staff):
    """A round whose Anna comes to both sessions."""
    return await a_round(staff.organiser, seats=5)


async def test_a_dead_address_is_on_the_first_page_in_the_list_and_on_the_persons_pages(staff, it):
    anna = it.people["Anna Ek"]
    await tell(staff.organiser, anna, email="anna.ek@kommun.example")

    first = await staff.get("/admin/ruc")
    assert "person har en adress som inte tar emot mejl" in first.text
    assert "1 person har" not in first.text
    found = await staff.get(next(href for href in first.hrefs() if "adress=dod" in href))
    [row] = found.root.one("tbody").all("tr")
    assert "Anna Ek" in row.text
    assert "Adressen tar inte emot mejl" in row.text

    page = await staff.get(f"{HERE}/{anna}")
    assert "E-postservern svarade: 550 5.1.1 No such user" in page.text
    assert "Mejl till anna.ek@kommun.example har kommit tillbaka" in page.text
    assert "Försök igen med samma adress" in page.buttons()
    assert "The address takes no e-mail" in (await staff.get(f"{HERE}/{anna}?lang=en")).text
    assert "Adressen tar inte emot mejl" in (await staff.get(f"{it.path}/person/{anna}")).text
    assert "Adressen tar inte emot mejl" in (await staff.get(it.path)).text


async def test_another_address_is_not_the_dead_one_and_an_older_event_changes_nothing(staff, it):
    anna = it.people["Anna Ek"]
    await tell(staff.organiser, anna, version=2, email="anna.ek@kommun.example")
    await tell(staff.organiser, anna, version=1)
    assert "Adressen tar inte emot mejl" in (await staff.get(f"{HERE}/{anna}")).text

    form = await staff.get(f"{HERE}/{anna}/adress")
    await staff.post(f"{HERE}/{anna}/adress", fields_of(form) | {"email": "anna@nora.example"})

    assert "Adressen tar inte emot mejl" not in (await staff.get(f"{HERE}/{anna}")).text
    assert "adress=dod" not in (await staff.get("/admin/ruc")).raw
    assert "Adressen tar" not in (await staff.get(it.path)).text


async def test_trying_again_asks_notify_and_is_logged(staff, it, monkeypatch):
    anna, asked = it.people["Anna Ek"], []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.path))
        status = 409 if len(asked) > 1 else 200
        return httpx.Response(status, content=json.dumps({"resent": 2}))

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://notify") as client:
        monkeypatch.setattr(staff.app.services, "notify", client)
        assert (await staff.post(f"{HERE}/{anna}/forsok-igen")).endswith("om=forsoker")
        assert asked == [("POST", f"/internal/people/{anna}/try_again")]
        assert (await staff.post(f"{HERE}/{anna}/forsok-igen")).endswith("om=forsokte-inte")
        assert "Mejlen skickas igen" in (await staff.get(f"{HERE}/{anna}?om=forsoker")).text
    [entry, *_] = await staff.organiser.pool.fetch("select * from audit where action = 'delivery.resend'")
    assert (entry["subject_kind"], entry["subject_id"]) == ("person", anna)


async def test_a_viewer_sees_it_and_can_do_nothing(staff, it):
    await tell(staff.organiser, it.people["Anna Ek"], email="anna.ek@kommun.example", **away(substitute_email="kim@nora.example", substitute_name="Kim Berg"))  # fmt: skip
    async with signed_in(staff, "viewer") as viewer:
        page = await viewer.get(f"{HERE}/{it.people['Anna Ek']}")
        assert "Adressen tar inte emot mejl" in page.text
        assert page.buttons() == []
        assert (await viewer.get(f"{it.path}/person/{it.people['Anna Ek']}")).buttons() == []


async def test_an_absence_stands_at_the_person_and_beside_each_date_in_its_time(staff, it):
    anna = it.people["Anna Ek"]
    days = await staff.organiser.pool.fetch("select on_date from session order by on_date")
    await tell(staff.organiser, anna, **away(days[0]["on_date"]))
    later = f"Frånvarande till {days[0]['on_date'].day} "

    page = await staff.get(f"{it.path}/person/{anna}")

    rows = [spaced(row) for row in page.root.one("tbody").all("tr")]
    expected = [row["on_date"] <= days[0]["on_date"] for row in days]
    assert [later in row for row in rows] == expected
    assert "Automatiskt svar" in page.text
    assert later in (await staff.get(f"{HERE}/{anna}")).text
    assert later in (await staff.get(it.path)).text


async def test_whom_the_reply_names_takes_the_dates_with_one_press(staff, it):
    anna = it.people["Anna Ek"]
    await tell(staff.organiser, anna, **away(substitute_email="kim@nora.example", substitute_name="Kim Berg"))
    path = f"{it.path}/person/{anna}"
    page = await staff.get(path)
    assert "Svaret hänvisar till Kim Berg, kim@nora.example." in page.text
    assert "Byt till Kim Berg" in page.buttons()
    assert "Byt till Kim Berg i" in (await staff.get(f"{HERE}/{anna}")).text

    posted = {}
    for field in page.root.all("input", type="hidden"):
        posted.setdefault(field["name"], []).append(field["value"])
    goal = await staff.post(f"{path}/ersattare", posted)

    assert goal.endswith("om=bytt")
    rows = await staff.organiser.pool.fetch(
        """select s.title from seat g join session s on s.id = g.session_id join registration r on r.id = g.registration_id
             join person p on p.id = r.person_id where p.email = 'kim@nora.example' and g.status = 'confirmed' order by 1"""
    )
    assert [row["title"] for row in rows] == ["Lärträff 1", "Lärträff 2"]
    assert "Byt till Kim Berg" not in (await staff.get(path)).buttons()


async def test_without_a_name_the_form_opens_with_the_address_in_it(staff, it):
    anna = it.people["Anna Ek"]
    await tell(staff.organiser, anna, **away(substitute_email="kb1@nora.example"))
    page = await staff.get(f"{it.path}/person/{anna}")
    href = page.href("Byt till kb1@nora.example: fyll i namnet")
    assert "kb1" not in href

    form = await staff.get(href)

    assert form.value("substitute_email") == "kb1@nora.example"
    assert (await press(staff, href, substitute_name="Kim Berg")).endswith("om=bytt")


async def test_an_absence_that_is_over_or_says_no_end_is_beside_no_date(staff, it):
    anna, path = it.people["Anna Ek"], f"{it.path}/person/{it.people['Anna Ek']}"
    await tell(staff.organiser, anna, **away(None))
    page = await staff.get(path)
    assert "Frånvarande enligt ett automatiskt svar" in page.text
    assert "Frånvarande" not in page.root.one("tbody").text

    await tell(staff.organiser, anna, version=2, **away(NOW.date() - timedelta(days=1)))
    assert "Frånvarande" not in (await staff.get(path)).text


async def test_a_mail_that_is_held_says_why_in_the_language_of_the_page(staff, it, monkeypatch):
    mail = {
        "id": str(ids.new()), "kind": "reminder", "subject": "Påminnelse", "status": "held", "attempts": 0,
        "due_at": "2026-01-12T08:00:00Z", "sent_at": None, "last_answer": DEAD_ADDRESS, "person_id": str(it.people["Anna Ek"]),
        "protected_identity": False,
    }  # fmt: skip

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=json.dumps({"items": [mail], "next": None}))

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://notify") as client:
        monkeypatch.setattr(staff.app.services, "notify", client)
        for path in (f"{HERE}/{it.people['Anna Ek']}", f"{it.path}/kvitto"):
            assert "Väntar: adressen tar inte emot mejl." in (await staff.get(path)).text, path
            assert "Waits: the address takes no e-mail." in (await staff.get(f"{path}?lang=en")).text, path


async def test_nothing_is_kept_of_whoever_is_erased_or_belongs_to_another_organiser(staff, it):
    other = await an_organiser(staff.organiser.pool, "lund")
    await tell(other, it.people["Anna Ek"], email="anna.ek@kommun.example")
    assert await staff.organiser.pool.fetchval("select count(*) from person_mail") == 0

    await tell(staff.organiser, it.people["Anna Ek"], email="anna.ek@kommun.example")
    await tell(staff.organiser, it.people["Bo Falk"], **away(substitute_email="anna.ek@kommun.example", substitute_name="Anna Ek"))  # fmt: skip
    async with signed_in(staff, "admin") as admin:
        await press(admin, f"{HERE}/{it.people['Anna Ek']}/radera")
    await tell(staff.organiser, it.people["Anna Ek"], version=2, email="anna.ek@kommun.example")

    async with staff.organiser.pool.acquire() as conn:
        known = await person_mails.find(conn, staff.organiser.organiser_id, it.people["Bo Falk"])
    assert (known.away_until, known.substitute_email, known.substitute_name) == (FAR, None, None)
    assert await staff.organiser.pool.fetchval("select count(*) from person_mail") == 1


async def test_the_person_gets_it_with_all_that_is_stored_about_them(staff, it):
    await tell(staff.organiser, it.people["Anna Ek"], email="anna.ek@kommun.example", **away(substitute_email="kim@nora.example"))  # fmt: skip
    async with signed_in(staff, "admin") as admin:
        answer = await admin.client.post(f"{HERE}/{it.people['Anna Ek']}/uppgifter")

    [known] = answer.json()["mail"]
    assert (known["answer"], known["away_until"], known["substitute_email"]) == (
        "550 5.1.1 No such user",
        FAR.isoformat(),
        "kim@nora.example",
    )
