"""The people of the directory from the pages for staff: the list, one person, and what is done with them."""

import json

import httpx
import pytest

from shared import ids
from tests.support.pages.staff import signed_in
from tests.support.registration import an_organiser

pytestmark = pytest.mark.usefixtures("clock")
HERE = "/admin/ruc/personer"


def names(page):
    return [row.all("th")[0].all("a")[0].text for row in page.root.one("tbody").all("tr")]


def a_person(**changes):
    return {
        "name": "Åsa Öberg",
        "email": "asa@kumla.example",
        "language": "sv",
        "protected_identity": "no",
        "p1-organisation": "Kumla",
        "p1-role": "rektor",
        "p1-from": "2026-01-01",
        **changes,
    }


async def add(staff, **changes) -> str:
    return (await staff.post(f"{HERE}/ny", a_person(**changes))).partition("?")[0]


async def protect(site, person_id):
    await site.organiser.pool.execute("update person set protected_identity = true where id = $1", person_id)


async def test_a_person_is_added_with_a_position_found_and_changed(staff, site):
    await site.organiser.organisation("Kumla")
    await site.organiser.organisation("Nora")
    assert "Ingen än" in (await staff.get(HERE)).text

    path = await add(staff)
    page = await staff.get(path)

    assert page.h1 == "Åsa Öberg"
    assert "Kumla" in page.text
    assert "rektor" in page.text
    assert "2026-01-01" in page.text
    for query in ("q=oberg", "q=asa@kumla", "q=kuml", "plats=kumla", "roll=rektor"):
        assert names(await staff.get(f"{HERE}?{query}")) == ["Åsa Öberg"], query
    for query in ("q=nora", "plats=Nora", "roll=elev", "adress=utan", "q=%25"):
        assert "Åsa" not in (await staff.get(f"{HERE}?{query}")).text, query

    form = await staff.get(f"{path}/andra")
    assert form.value("p1-organisation") == "Kumla"
    version = form.root.one("input", name="version")["value"]
    changed = a_person(version=version, name="Åsa Ek") | {"p2-organisation": "Nora", "p2-role": "lärare"}
    assert (await staff.post(f"{path}/andra", changed)).endswith("om=sparat")
    page = await staff.get(path)
    assert page.h1 == "Åsa Ek"
    assert "Nora" in page.text
    assert "lärare" in page.text


async def test_all_that_is_wrong_with_a_person_is_said_at_once_and_kept(staff, site):
    await site.organiser.organisation(
        "Centralskolan", parent_id=await site.organiser.organisation("Malmö stad")
    )
    await site.organiser.organisation(
        "Centralskolan", parent_id=await site.organiser.organisation("Lunds kommun")
    )
    wrong = a_person(
        name="",
        email="ingen",
        **{"p1-until": "2025-01-01", "p2-role": "lärare", "p3-organisation": "Centralskolan"},
    )

    page = await staff.refused(f"{HERE}/ny", wrong)

    assert sorted(page.mistakes()) == [
        "email",
        "name",
        "p1-organisation",
        "p1-until",
        "p2-organisation",
        "p3-organisation",
    ]
    assert "Malmö stad" in page.mistakes()["p3-organisation"]
    assert page.value("email") == "ingen"
    path = await add(staff, **{"p1-organisation": "centralskolan, malmö stad"})
    assert "Centralskolan, Malmö stad" in (await staff.get(path)).text
    assert list(
        (
            await staff.refused(
                f"{HERE}/ny", a_person(**{"p1-organisation": "", "p1-role": "", "p1-from": ""})
            )
        ).mistakes()
    ) == ["email"]


async def test_the_same_form_twice_makes_one_person_and_a_second_editor_loses_nothing(staff, site):
    await site.organiser.organisation("Kumla")
    key = {"form_key": str(ids.new())}
    assert await add(staff, **key) == await add(staff, **key)
    path = await add(staff, email="b@kumla.example", name="Bo Ek")
    form = await staff.get(f"{path}/andra")
    hidden = {name: form.root.one("input", name=name)["value"] for name in ("version", "was")}
    same = {"name": "Bo Ek", "email": "b@kumla.example"}
    await staff.post(f"{path}/andra", a_person(**same, **hidden, phone="070-1"))

    page = await staff.refused(f"{path}/andra", a_person(**same, **hidden, phone="070-2"), expect=409)

    assert page.value("phone") == "070-2"
    assert "070-1" in page.text


async def test_people_come_by_key_sixty_at_a_time(staff, site):
    for n in range(61):
        await site.organiser.person(f"Person {n:02}")

    page = await staff.get(HERE)
    rest = await staff.get(page.href("Visa fler"))

    assert "61 personer" in page.text
    assert len(names(page)) == 60
    assert names(rest) == ["Person 60"]


async def test_a_protected_person_is_masked_until_asked_for_which_is_logged(staff, site):
    place = await site.organiser.organisation("Kumla")
    person_id = await site.organiser.person("Hemlig Ek", place, "rektor")
    await protect(site, person_id)
    path = f"{HERE}/{person_id}"

    for page in [await staff.get(HERE), await staff.get(path), await staff.get(f"{path}?lang=en")]:
        assert "Hemlig" not in page.raw
        assert "hemlig.ek" not in page.raw
    for query in ("q=hemlig", "q=hemlig.ek", "plats=Kumla", "roll=rektor"):
        assert "kyddad identitet hittas inte" in (await staff.get(f"{HERE}?{query}")).text
    for form in ("andra", "adress"):
        assert (await staff.client.get(f"{path}/{form}")).status_code == 303
    assert await revealed(site) == 0

    shown = await staff.client.post(f"{path}/visa")
    assert "Hemlig Ek" in shown.text
    assert "hemlig.ek@kommun.example" in shown.text
    assert await revealed(site) == 1
    assert 'value="Hemlig Ek"' in (await staff.client.post(f"{path}/visa-och-andra")).text
    assert await revealed(site) == 2
    async with signed_in(site, "viewer") as viewer:
        assert "Ingen än" in (await viewer.get(HERE)).text
        assert (await viewer.client.get(path)).status_code == 404
        assert (await viewer.client.post(f"{path}/visa")).status_code == 403


async def revealed(site) -> int:
    return await site.organiser.pool.fetchval("select count(*) from audit where action = 'person.reveal'")


async def test_a_viewer_sees_the_list_and_no_button(site):
    person_id = await site.organiser.person("Anna Ek")
    async with signed_in(site, "viewer") as viewer:
        page = await viewer.get(HERE)
        assert "Lägg till en person" not in page.text
        assert page.buttons() == ["Visa"]
        assert (await viewer.get(f"{HERE}/{person_id}")).buttons() == []


async def test_another_organisers_person_is_not_there(admin, site):
    other = await an_organiser(site.organiser.pool, "lund")
    person_id = await other.person("Anna Ek")
    for deed in ("", "/andra", "/adress", "/byt-lankar", "/ta-bort", "/radera"):
        assert (await admin.client.get(f"{HERE}/{person_id}{deed}")).status_code == 404, deed
    for deed in (
        "visa",
        "visa-och-andra",
        "andra",
        "adress",
        "lankar",
        "skicka-om",
        "forsok-igen",
        "byt-lankar",
        "ta-bort",
        "radera",
        "uppgifter",
    ):
        data = {"mejl": str(ids.new()), "name": "X"}
        assert (await admin.client.post(f"{HERE}/{person_id}/{deed}", data=data)).status_code == 404, deed
    assert "Anna" not in (await admin.get(HERE)).text


async def registered(site):
    cohort_id = await site.organiser.cohort()
    session_id = await site.organiser.session(cohort_id, title="Träff ett")
    registration_id = await site.organiser.register(cohort_id, "anna@skola.example", [session_id])
    return await site.organiser.pool.fetchval(
        "select person_id from registration where id = $1", registration_id
    )


async def test_the_page_of_a_person_tells_seats_and_says_so_where_notify_is_away(staff, site):
    path = f"{HERE}/{await registered(site)}"

    page = await staff.get(path)

    assert "Träff ett" in page.text
    assert "Har plats" in page.text
    assert "Det går inte att visa mejlen just nu" in page.text
    assert "Radera personen" not in page.text
    assert "The mails cannot be shown" in (await staff.get(f"{path}?lang=en")).text


async def test_every_mail_is_shown_and_one_that_stopped_is_sent_again(staff, site, monkeypatch):
    person_id = await registered(site)
    mail = {
        "id": str(ids.new()), "kind": "confirmation", "subject": "Du är anmäld", "status": "bounced", "attempts": 2,
        "due_at": None, "sent_at": "2026-01-12T08:00:00Z", "last_answer": "550 No such user", "person_id": str(person_id),
    }  # fmt: skip
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.path))
        found = {"items": [mail], "next": None} if request.url.path.endswith("deliveries") else mail
        return httpx.Response(200, content=json.dumps(found))

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://notify") as client:
        monkeypatch.setattr(site.app.services, "notify", client)
        page = await staff.get(f"{HERE}/{person_id}")
        assert "Kom tillbaka" in page.text
        assert "550 No such user" in page.text
        assert "2 försök" in page.text
        assert "Skicka igen: Du är anmäld" in page.buttons()
        assert (await staff.post(f"{HERE}/{person_id}/skicka-om", {"mejl": mail["id"]})).endswith(
            "om=skickat"
        )
        assert asked[-1] == ("POST", f"/internal/deliveries/{mail['id']}/resend")
        other = await site.organiser.person("Bo Ek")
        assert (
            await staff.client.post(f"{HERE}/{other}/skicka-om", data={"mejl": mail["id"]})
        ).status_code == 404


async def test_another_address_says_what_follows_and_links_are_sent_again_and_replaced(staff, site):
    person_id = await registered(site)
    path = f"{HERE}/{person_id}"
    old = await site.link("r", await site.registration_of("Anna Ek"))

    form = await staff.get(f"{path}/adress")
    assert "Träffar framåt: 1" in form.text
    version = form.root.one("input", name="version")["value"]
    assert (await staff.post(f"{path}/adress", {"version": version, "email": "ny@skola.example"})).endswith(
        "om=adress"
    )
    assert "ny@skola.example" in (await staff.get(path)).text
    assert (await site.client.get(old)).status_code in {404, 410}

    assert (await staff.post(f"{path}/lankar")).endswith("om=lankar")
    assert (await staff.post(f"{path}/lankar")).endswith("om=inga-lankar")
    now = await site.link("r", await site.registration_of("Anna Ek"))
    assert "till träffarna framåt: 1." in (await staff.get(f"{path}/byt-lankar")).text
    await staff.post(f"{path}/byt-lankar")
    assert (await site.client.get(now)).status_code in {404, 410}


async def test_only_who_was_never_invited_can_be_deleted(staff, site):
    person_id = await site.organiser.person("Bo Ek")
    assert (await staff.post(f"{HERE}/{person_id}/ta-bort")).endswith("om=borttagen")
    assert (await staff.client.get(f"{HERE}/{person_id}")).status_code == 404

    registered_id = await registered(site)
    assert (await staff.client.post(f"{HERE}/{registered_id}/ta-bort")).status_code == 409
    assert (await staff.client.post(f"{HERE}/{registered_id}/radera")).status_code == 403


async def test_an_admin_exports_and_erases(admin, site):
    person_id = await registered(site)
    path = f"{HERE}/{person_id}"

    found = await admin.client.post(f"{path}/uppgifter")
    assert found.json()["person"]["name"] == "Anna Ek"
    assert "attachment" in found.headers["content-disposition"]
    assert "från träffarna framåt: 1." in (await admin.get(f"{path}/radera")).text
    assert (await admin.post(f"{path}/radera")).endswith("om=raderas")
    page = await admin.get(path)
    assert "Personen raderas" in page.text
    assert page.buttons() == []
