"""Webhooks on pages for staff: added, shown with their log, tried, paused, sent again, given another secret, removed."""

import pytest

from services.registration.web.webhooks.delivering import WebhookDeliveries
from services.registration.web.webhooks.outside_post import OutsidePost
from tests.support import webhook_receiver
from tests.support.pages.client import open_site
from tests.support.pages.staff import signed_in

HERE = "/admin/ruc/webhooks"


@pytest.fixture
async def site(database):
    async with open_site(database, webhooks_anywhere=True) as it:
        yield it


@pytest.fixture
async def other():
    async with webhook_receiver.receiving() as it:
        yield it


@pytest.fixture
async def deliveries(site):
    post = OutsidePost(anywhere=True)
    yield WebhookDeliveries(site.app.services, post)
    await post.aclose()


def values(other, **fields):
    posted = {
        "webhook_name": "Kurskatalogen",
        "url": f"http://127.0.0.1:{other.port}/hook",
        "kinds": ["session.changed", "registration.changed"],
    }
    return posted | fields


def hidden(page):
    return {one["name"]: one["value"] for one in page.root.all("input", type="hidden")}


async def add(admin, other, **fields):
    form = hidden(await admin.get(f"{HERE}/ny"))
    answer = await admin.client.post(f"{HERE}/ny", data=values(other, **fields) | form)
    return form, admin._page(answer, 200, checked=True)


def address_of(page):
    [found] = {href.removesuffix("/andra") for href in page.hrefs() if href.endswith("/andra")}
    return found


async def test_it_is_added_with_a_secret_that_is_shown_once_and_once_only(admin, site, other):
    assert "Inga webhookar än" in (await admin.get(HERE)).text

    form, page = await add(admin, other)

    assert "Webhooken är tillagd" in page.text
    assert "whsec_" in page.text
    again = await admin.client.post(f"{HERE}/ny", data=values(other) | form)
    assert again.status_code == 303, "the same form posted twice makes one"
    assert await site.organiser.pool.fetchval("select count(*) from webhook") == 1
    shown = await admin.get(again.headers["location"])
    assert "whsec_" not in shown.raw
    assert "en träff är ny, har ändrats eller är inställd" in shown.text
    assert "Kurskatalogen" in (await admin.get(HERE)).text
    assert "Tell it when" in (await admin.get(f"{HERE}/ny?lang=en")).text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", {"webhook_name": "Skriv vilket program det är.", "url": "Skriv en webbadress som börjar med https://", "kinds": "Välj minst en sak att berätta om."}),
        ("?lang=en", {"webhook_name": "Write which program it is.", "kinds": "Choose at least one thing to tell of."}),
    ],
)  # fmt: skip
async def test_everything_that_is_wrong_is_said_at_once_and_what_was_typed_is_kept(admin, query, said):
    posted = {"webhook_name": "", "url": "kurser.kommun.example"}

    page = await admin.refused(f"{HERE}/ny{query}", posted)

    assert said.items() <= page.mistakes().items()
    assert sorted(page.mistakes()) == ["kinds", "url", "webhook_name"]
    assert page.value("url") == "kurser.kommun.example"


async def test_the_name_is_the_organisers_own_and_there_is_an_end_to_how_many(admin, site, other):
    await add(admin, other)
    page = await admin.refused(f"{HERE}/ny", values(other))
    assert page.mistakes() == {
        "webhook_name": "Det finns redan en webhook med det här namnet. Välj ett annat."
    }

    await site.organiser.pool.execute("""
        insert into webhook (organiser_id, id, name, url, kinds, key_number, created_at)
        select organiser_id, gen_random_uuid(), 'nr ' || n, url, kinds, key_number, created_at
          from webhook, generate_series(1, 19) n""")
    page = await admin.refused(f"{HERE}/ny", values(other, webhook_name="En till"))
    assert list(page.mistakes()) == ["webhook_name"]
    assert "20" in page.mistakes()["webhook_name"]


async def test_without_the_switch_an_address_is_https_and_public(database):
    async with open_site(database) as site, signed_in(site, "admin") as admin:
        for url, said in (
            ("http://kurser.example/", "https://"),
            ("https://10.0.0.1/", "nås utifrån"),
            ("https://localhost/", "nås utifrån"),
        ):
            posted = {"webhook_name": "A", "url": url, "kinds": "session.changed"}
            page = await admin.refused(f"{HERE}/ny", posted)
            assert list(page.mistakes()) == ["url"]
            assert said in page.mistakes()["url"]


async def test_a_test_is_sent_logged_and_sent_again(admin, site, other, deliveries):
    _, page = await add(admin, other)
    here = address_of(page)
    other.answers = [500]
    assert await admin.post(f"{here}/prov") == f"{here}?om=prov"
    assert "Väntar" in (await admin.get(f"{here}?om=prov")).text
    await deliveries.drain()

    shown = await admin.get(here)
    assert "Programmet svarade 500" in shown.text
    assert "Inget har kommit fram sedan" in shown.text
    [to_message] = [href for href in shown.hrefs() if "/meddelanden/" in href]
    message = await admin.get(to_message)
    assert message.h1 == "Meddelande: ett prov"
    assert "Försök 1" in message.text
    other.answers = [200]
    await site.organiser.pool.execute(
        "update webhook_message set due_at = clock_timestamp() + interval '1 hour'"
    )
    assert await admin.post(f"{to_message}/igen") == f"{here}?om=igen"
    await deliveries.drain()
    assert other.ids[0] == other.ids[-1]
    assert "Kom fram (200)" in (await admin.get(here)).text


async def test_what_has_failed_is_sent_again_with_one_button_that_says_how_many(
    admin, site, other, deliveries
):
    _, page = await add(admin, other)
    here = address_of(page)
    for _ in range(2):
        await admin.post(f"{here}/prov")
    await site.organiser.pool.execute("update webhook_message set status = 'failed'")

    assert "Skicka 2 igen" in [text.replace("två", "2") for text in (await admin.get(here)).buttons()]
    assert await admin.post(f"{here}/igen") == f"{here}?om=igen"
    await deliveries.drain()

    shown = await admin.get(here)
    assert len(other.told) == 2
    assert "Kom fram (204)" in shown.text
    assert not any("igen" in text for text in shown.buttons())


async def test_it_is_paused_changed_given_another_secret_and_removed(admin, site, other):
    _, page = await add(admin, other)
    here = address_of(page)
    assert await admin.post(f"{here}/pausa") == f"{here}?om=paus"
    assert "Pausad" in (await admin.get(here)).text
    assert await admin.post(f"{here}/starta") == f"{here}?om=gar"

    form = hidden(await admin.get(f"{here}/andra"))
    changed = values(other, webhook_name="Katalogen", kinds="cohort.changed")
    assert await admin.post(f"{here}/andra", changed | form) == here
    page = await admin.refused(f"{here}/andra", values(other, webhook_name="Min") | form, expect=409)
    assert "Katalogen" in page.text
    assert page.value("webhook_name") == "Min"

    asked = await admin.get(f"{here}/byt")
    assert "Byt 1 hemlighet" in asked.buttons()
    rotated = admin._page(await admin.client.post(f"{here}/byt"), 200, checked=True)
    assert "whsec_" in rotated.text
    assert "Gäller också till" in rotated.text

    assert "Ta bort 1 webhook" in (await admin.get(f"{here}/ta-bort")).buttons()
    assert await admin.post(f"{here}/ta-bort") == f"{HERE}?om=bort"
    assert await site.organiser.pool.fetchval("select count(*) from webhook") == 0
    log = (await admin.get("/admin/ruc/logg")).text
    for deed in (
        "lade till webhooken",
        "ändrade webhooken",
        "bytte hemlighet för webhooken",
        "tog bort webhooken",
    ):
        assert deed in log


async def test_one_that_is_switched_off_stands_first_on_the_first_page_for_whoever_signs_in(
    admin, staff, site, other
):
    _, page = await add(admin, other)
    assert "Kurskatalogen" not in (await admin.get("/admin/ruc")).text
    await site.organiser.pool.execute("update webhook set status = 'off'")

    first = await admin.get("/admin/ruc")
    assert "webhook är avstängd: Kurskatalogen" in first.text
    assert address_of(page) in first.hrefs()
    for_coordinator = await staff.get("/admin/ruc")
    assert "Be en administratör" in for_coordinator.text
    assert address_of(page) not in for_coordinator.hrefs()
    assert "Avstängd av Kallelse" in (await admin.get(address_of(page))).text


async def test_the_log_goes_on_on_older_pages(admin, site, other):
    _, page = await add(admin, other)
    here = address_of(page)
    await site.organiser.pool.execute("""
        insert into webhook_message (organiser_id, id, webhook_id, kind, subject_id)
        select organiser_id, gen_random_uuid(), id, 'session.changed', id from webhook, generate_series(1, 51)""")

    shown = await admin.get(here)
    older = await admin.get(shown.href("Visa äldre"))

    assert sum("/meddelanden/" in href for href in shown.hrefs()) == 50
    assert sum("/meddelanden/" in href for href in older.hrefs()) == 1
    assert older.href("Visa de nyaste") == here


async def test_the_log_says_what_waits_for_a_paused_one_and_what_could_not_be_made(
    admin, site, other, deliveries, monkeypatch
):
    _, page = await add(admin, other)
    here = address_of(page)
    await admin.post(f"{here}/prov")

    async def broken(*_):
        raise ValueError("a row that no program understands")

    with monkeypatch.context() as patch:
        patch.setattr("services.registration.web.webhooks.payload.body_of", broken)
        await deliveries.drain()
    shown = await admin.get(here)
    assert "Vi kunde inte sätta ihop meddelandet. Felet är vårt" in shown.text
    assert "The fault is ours" in (await admin.get(f"{here}?lang=en")).text
    await site.organiser.pool.execute("update webhook_message set kind = 'session.changed'")
    await admin.post(f"{here}/pausa")

    [to_message] = [href for href in shown.hrefs() if "/meddelanden/" in href]
    page = await admin.get(await admin.post(f"{to_message}/igen"))

    assert "Det skickas när webhooken går igen." in page.text
    assert "När webhooken går" in page.text
    assert "When the webhook is on" in (await admin.get(f"{to_message}?lang=en")).text


async def test_whoever_sends_test_after_test_is_asked_to_wait(admin, other, monkeypatch):
    monkeypatch.setattr("services.registration.actions.webhooks.send_again.MOST_TESTS", 1)
    _, page = await add(admin, other)
    here = address_of(page)
    await admin.post(f"{here}/prov")

    answer = await admin.client.post(f"{here}/prov")

    assert answer.status_code == 429
    assert "Det är många prov på en timme" in answer.text
