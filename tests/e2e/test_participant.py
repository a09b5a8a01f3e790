"""The participant's whole journey on a phone of 390 pixels without JavaScript: ten tests, one for each requirement.

One installation; each test creates its own cohort through the API and reads links from the mailbox.
"""

import json
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from shared import times
from tests.support.browser import PHONE, bring_axe, violations
from tests.support.calendar_readers import read_feed_with_libical, read_with_libical, read_with_vobject
from tests.support.codes import read_code
from tests.support.installation import Installation
from tests.support.journey import (
    a_cohort,
    a_session,
    at,
    invited,
    mail_to,
    make,
    publish,
    question,
    register,
)
from tests.support.pictures import png
from tests.support.waiting import until

# Far enough ahead that its Christmas Eve is always in the future.
YEAR = times.now().year + 2


@pytest.fixture(scope="module")
async def prov(tmp_path_factory):
    running = Installation(tmp_path_factory.mktemp("participant") / "d", "--empty")
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def phone(browser):
    context = await browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False, locale="sv-SE"
    )
    page = await context.new_page()
    yield page
    assert await context.cookies() == []
    await context.close()


@pytest.fixture
async def axe(browser):
    """The violations that axe finds at an address, on a phone; axe needs JavaScript, the pages do not."""
    context = await browser.new_context(viewport=PHONE, locale="sv-SE")
    await bring_axe(context)
    page = await context.new_page()

    async def look(url: str) -> list[str]:
        await page.goto(url)
        return await violations(page)

    yield look
    await context.close()


async def test_the_invitation_names_a_holiday_eve_and_is_answered_with_one_press(prov, phone, axe):
    cohort = await a_cohort(prov, "serie", registration="invitation_only")
    first = await a_session(prov, cohort, "Lärträff 1", times.instant(date(YEAR, 4, 29), time(9)))
    eve = await a_session(prov, cohort, "Lärträff 2", times.instant(date(YEAR, 12, 24), time(9)))
    [link] = await invited(prov, cohort, "karin.lindgren@nora.example")
    assert await axe(link) == []
    await phone.goto(link)
    text = await phone.inner_text("main")
    assert "Inbjudan till Karin Lindgren" in text
    assert "julafton" in text.lower()
    assert re.search(r"[Vv]ecka \d+|v\. ?\d+", text)

    await phone.locator(f"input[value='{eve['id']}']").uncheck(force=True)
    await phone.locator("button[name=answer][value=yes]").tap()

    await phone.get_by_role("heading", name="Du är anmäld", exact=True).wait_for()
    entry = await mail_to(prov, "karin.lindgren@nora.example", "confirmation")
    assert read_with_vobject(entry.calendar) == read_with_libical(entry.calendar)
    assert read_with_libical(entry.calendar).start == datetime.fromisoformat(first["starts_at"]).astimezone(
        UTC
    )
    await phone.goto(link)
    async with phone.expect_navigation():
        await phone.locator("button[name=answer][value=no]").tap()
    await mail_to(prov, "karin.lindgren@nora.example", "withdrawal")
    [invitation] = await prov.all("/invitations", cohort_id=cohort["id"])
    assert invitation["status"] == "declined"


async def test_a_substitute_takes_one_session_and_its_calendar_entry(prov, phone, axe):
    cohort = await a_cohort(prov, "vikarie", registration="invitation_only")
    first = await a_session(prov, cohort, "Träff 1", at(40))
    await a_session(prov, cohort, "Träff 2", at(47))
    [link] = await invited(prov, cohort, "sara.berg@nora.example")
    await phone.goto(link)
    await phone.locator("button[name=answer][value=yes]").tap()
    await phone.get_by_role("heading", name="Du är anmäld", exact=True).wait_for()
    own = (await mail_to(prov, "sara.berg@nora.example", "confirmation")).link("r")
    await mail_to(prov, "sara.berg@nora.example", "calendar", 2)
    [old] = [
        mail
        for mail in await prov.mailbox.to("sara.berg@nora.example", "calendar")
        if "Träff 1" in mail.subject
    ]
    assert await axe(f"{own}/ersattare") == []

    await phone.goto(f"{own}/ersattare")
    for box in await phone.locator("input[name=session_ids]").all():
        await box.set_checked(await box.get_attribute("value") == first["id"], force=True)
    await phone.fill("[name=substitute_name]", "Ali Rahimi")
    await phone.fill("[name=substitute_email]", "ali.rahimi@nora.example")
    async with phone.expect_navigation():
        await phone.locator("main form button").last.tap()

    await prov.settled()
    came = [mail for mail in await prov.mailbox.to("ali.rahimi@nora.example") if mail.calendar]
    left = [
        mail
        for mail in await prov.mailbox.to("sara.berg@nora.example")
        if mail.calendar_value("METHOD") == "CANCEL"
    ]
    assert [read_with_libical(mail.calendar).method for mail in came] == ["REQUEST"]
    assert [mail.calendar_value("UID") for mail in left] == [old.calendar_value("UID")]
    assert (await prov.web.get(old.link("j"))).status_code == 410
    seats = await prov.all(f"/sessions/{first['id']}/seats")
    assert [seat["email"] for seat in seats if seat["status"] == "confirmed"] == ["ali.rahimi@nora.example"]


async def test_the_public_form_requires_its_questions_and_hides_sensitive_answers(prov, phone, axe):
    cohort = await a_cohort(prov, "formular")
    await a_session(prov, cohort, "Dagsseminarium", at(50), mode="on_site", place="Långhuset", join_url=None)
    lunch = await make(
        prov, "/questions", cohort_id=cohort["id"], kind="yes_no", label="Äter du lunch?", required=True,
        help="Vi beställer mat.",
    )  # fmt: skip
    diet = await make(
        prov, "/questions", cohort_id=cohort["id"], kind="one_of", label="Specialkost", sensitive=True, required=True,
        options=[{"value": "vegan", "label": "Vegansk"}, {"value": "none", "label": "Ingen"}],
        condition={"question_id": lunch["id"], "values": ["yes"]},
    )  # fmt: skip
    await publish(prov, cohort)
    await register(prov, phone, "formular", "Eva Ek", "eva.ek@skola.example")
    assert await phone.locator("[role=alert] a").count() >= 1
    assert await phone.input_value("[name=name]") == "Eva Ek"
    assert "Vi beställer mat." in await phone.inner_text("main")
    assert await axe(f"{prov.run['base_url']}/prov/formular") == []

    await phone.locator(f"input[name='{question(lunch)}'][value=yes]").check(force=True)
    await phone.locator(f"input[name='{question(diet)}'][value=vegan]").check(force=True)
    async with phone.expect_navigation():
        await phone.locator("form.answer button.button--primary").tap()

    assert "skickat=1" in phone.url
    counts = (await prov.api.get(f"/questions/{diet['id']}/counts")).json()
    assert {option["value"]: option["count"] for option in counts["options"]} == {"vegan": 1, "none": 0}
    [registration] = await prov.all("/registrations", cohort_id=cohort["id"])
    assert "vegan" not in json.dumps(registration)
    own = (await mail_to(prov, "eva.ek@skola.example", "confirmation")).link("r")
    assert await axe(own) == []


async def test_one_parallel_session_is_chosen_and_an_overlapping_session_is_refused(prov, phone, axe):
    cohort = await a_cohort(prov, "konferens", waiting_list=False)
    await a_session(prov, cohort, "Inledning", at(60, 9), 1)
    a = await a_session(prov, cohort, "Seminarium A", at(60, 10), 1, choice_group="pass", capacity=1)
    b = await a_session(prov, cohort, "Seminarium B", at(60, 10), 1, choice_group="pass")
    clash = await a_session(prov, cohort, "Rundvandring", at(60, 10), 2)
    await publish(prov, cohort)
    url = f"{prov.run['base_url']}/prov/konferens"
    assert await axe(url) == []
    body = {
        "cohort_id": cohort["id"],
        "person": {"name": "Bo", "email": "bo@skola.example"},
        "session_ids": [a["id"]],
    }
    await make(prov, "/registrations", **body)

    await phone.goto(url)
    assert await phone.locator(f"input[type=radio][value='{a['id']}']").is_disabled()
    await phone.locator(f"input[type=radio][value='{b['id']}']").check(force=True)
    await phone.fill("[name=name]", "Lena Lind")
    await phone.fill("[name=email]", "lena.lind@skola.example")
    async with phone.expect_navigation():
        await phone.locator("form.answer button.button--primary").tap()
    text = await phone.inner_text("main")
    assert "Seminarium B" in text
    assert "Rundvandring" in await phone.inner_text("[role=alert]")
    await phone.locator(f"input[value='{clash['id']}']").uncheck(force=True)
    async with phone.expect_navigation():
        await phone.locator("form.answer button.button--primary").tap()

    mail = await mail_to(prov, "lena.lind@skola.example", "confirmation")
    assert "Seminarium B" in mail.text
    assert "Seminarium A" not in mail.text


async def test_a_waiting_participant_sees_the_place_in_line_and_accepts_an_offer_with_one_press(
    prov, phone, axe
):
    cohort = await a_cohort(prov, "liten", capacity=1)
    await a_session(prov, cohort, "Handledning", at(30), 1)
    await publish(prov, cohort)
    await register(prov, phone, "liten", "Första Först", "forst@skola.example")
    await register(prov, phone, "liten", "Andra Sedan", "sedan@skola.example")
    own = (await mail_to(prov, "sedan@skola.example", "waiting")).link("r")
    await phone.goto(own)
    text = await phone.inner_text("main")
    assert re.search(r"[Rr]eservplats 1|plats 1", text)
    assert await axe(own) == []

    first = (await mail_to(prov, "forst@skola.example", "confirmation")).link("r")
    await phone.goto(f"{first}?avanmal=alla")
    async with phone.expect_navigation():
        await phone.get_by_role("button", name="Avanmäl mig").tap()
    offer = await mail_to(prov, "sedan@skola.example", "offer")
    assert offer.link("r") == own
    await phone.goto(own)
    assert await axe(own) == []
    [waiting] = await prov.all("/registrations", cohort_id=cohort["id"], status="waiting")
    async with phone.expect_navigation():
        await phone.get_by_role("button", name="Ta platsen").tap()

    promoted = await mail_to(prov, "sedan@skola.example", "promoted")
    assert promoted.calendar_value("METHOD") == "REQUEST"
    assert (await prov.api.get(f"/registrations/{waiting['id']}")).json()["status"] == "registered"


async def test_my_page_changes_calendar_seats_and_language_and_starts_an_erasure(prov, phone, axe):
    cohort, other = await a_cohort(prov, "egen"), await a_cohort(prov, "andra")
    session = await a_session(prov, cohort, "Träff 1", at(20))
    await a_session(prov, cohort, "Träff 2", at(27))
    await a_session(prov, other, "Något annat", at(70))
    await publish(prov, cohort)
    await publish(prov, other)
    await register(prov, phone, "egen", "Ida Holm", "ida.holm@skola.example")
    await register(prov, phone, "andra", "Ida Holm", "ida.holm@skola.example")
    await mail_to(prov, "ida.holm@skola.example", "confirmation", 2)
    [own] = [
        mail.link("r")
        for mail in await prov.mailbox.to("ida.holm@skola.example", "confirmation")
        if "egen" in mail.subject.lower() or "Program egen" in mail.text
    ]
    await phone.goto(own)
    assert "Program andra" in await phone.inner_text("main")

    await phone.locator("input[name=calendar][value=subscription]").check(force=True)
    async with phone.expect_navigation():
        await phone.get_by_role("button", name="Spara kalenderval").tap()
    [feed] = set(re.findall(r"https?://[^\s\"<>]+/k/[^\s\"<>]+\.ics", await phone.content()))
    assert len(read_feed_with_libical((await prov.web.get(feed)).content)) == 2

    await phone.goto(f"{own}?avanmal={session['id']}")
    async with phone.expect_navigation():
        await phone.get_by_role("button", name="Avanmäl mig").tap()
    assert len(read_feed_with_libical((await prov.web.get(feed)).content)) == 1

    await phone.goto(own)
    async with phone.expect_navigation():
        await phone.get_by_role("button", name="English").tap()
    assert await phone.get_attribute("html", "lang") == "en"
    assert await axe(own) == []

    await prov.web.post(f"{own}/uppgifter", data={"send": "yes"})
    data = (await mail_to(prov, "ida.holm@skola.example", "link")).link("d")
    whole = (await prov.web.get(f"{data}/fil")).json()
    assert {mail["to"] for mail in whole["mails"]} == {"ida.holm@skola.example"}
    await prov.web.post("/prov/lank", data={"email": "ida.holm@skola.example"})
    unknown = await prov.web.post("/prov/lank", data={"email": "ingen@skola.example"})
    assert unknown.status_code == 303
    assert (await mail_to(prov, "ida.holm@skola.example", "link", 2)).link("r")

    await phone.goto(data)
    async with phone.expect_navigation():
        await phone.locator("main form button").first.tap()

    async def is_gone() -> bool:
        return (await prov.web.get(own)).status_code == 410

    await until(is_gone, seconds=60)


async def test_the_join_page_says_when_it_opens_and_a_door_code_checks_in_on_site(prov, phone, axe):
    cohort = await a_cohort(prov, "dorr")
    here = await a_session(
        prov,
        cohort,
        "På plats",
        times.now() + timedelta(minutes=20),
        mode="on_site",
        place="Långhuset",
        join_url=None,
    )
    await a_session(prov, cohort, "Om en vecka", at(7))
    await publish(prov, cohort)
    await register(prov, phone, "dorr", "Per Dahl", "per.dahl@skola.example")
    own = (await mail_to(prov, "per.dahl@skola.example", "confirmation")).link("r")
    await mail_to(prov, "per.dahl@skola.example", "calendar", 2)
    [early] = [
        mail.link("j")
        for mail in await prov.mailbox.to("per.dahl@skola.example", "calendar")
        if "Om en vecka" in mail.subject
    ]
    await phone.goto(early)
    assert "öppnar" in (await phone.inner_text("main")).lower()
    assert await axe(early) == []

    await phone.goto(own)
    [picture] = await phone.locator("img[src*='/kod/']").all()
    door = read_code((await prov.web.get(await picture.get_attribute("src"))).content)
    assert await axe(door) == []
    await phone.goto(door)
    async with phone.expect_navigation():
        await phone.get_by_role("button", name="Jag är här, Per Dahl").tap()

    assert "Långhuset" in await phone.inner_text("main")
    [seat] = await prov.all(f"/sessions/{here['id']}/seats")
    assert seat["attendance"] == "present"


async def test_the_public_pages_announce_a_cohort_have_a_feed_and_take_an_enquiry(prov, phone, axe):
    cohort = await a_cohort(prov, "natverk")
    session = await a_session(prov, cohort, "Nätverksträff", at(80), form="nätverk")
    base = f"{prov.run['base_url']}/prov"
    await prov.web.post("/prov/bevaka", data={"email": "vantar@skola.example"})
    await publish(prov, cohort)
    assert f"{base}/natverk" in (await mail_to(prov, "vantar@skola.example", "opening")).text
    for path in ("", "/natverk", "/forfragan", "/bevaka", "/embed", "/lank"):
        assert await axe(base + path) == []

    await phone.goto(base)
    await phone.get_by_role("link", name="Program natverk").first.tap()
    await phone.wait_for_url("**/natverk")
    data = json.loads(await phone.text_content("script[type='application/ld+json']"))
    assert data["@context"] == "https://schema.org"
    feed = read_feed_with_libical((await prov.web.get("/prov/kalender.ics")).content)
    assert f"{session['id']}-session" in {entry.uid for entry in feed}

    await phone.goto(f"{base}/forfragan")
    async with phone.expect_navigation():
        await phone.locator("main form button").last.tap()
    assert await phone.locator("[role=alert] a").count() >= 2
    for field, text in {
        "subject": "En halvdag", "organisation": "Nora kommun", "name": "Eva", "email": "eva@nora.example",
    }.items():  # fmt: skip
        await phone.fill(f"[name={field}]", text)
    async with phone.expect_navigation():
        await phone.locator("main form button").last.tap()
    [enquiry] = await prov.all("/enquiries")
    await make(prov, f"/enquiries/{enquiry['id']}/answer", answer="Det ordnar vi.")
    assert "Det ordnar vi." in (await mail_to(prov, "eva@nora.example", "answer")).text


async def test_the_accessibility_and_privacy_pages_exist_in_both_languages_and_are_linked(prov, phone, axe):
    base = f"{prov.run['base_url']}/prov"
    for path in ("/tillganglighet", "/personuppgifter"):
        for language in ("sv", "en"):
            await phone.goto(f"{base}{path}?lang={language}")
            assert await phone.get_attribute("html", "lang") == language
            assert await axe(f"{base}{path}?lang={language}") == []
            assert await phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await phone.goto(base)
    for path in ("/tillganglighet", "/personuppgifter"):
        assert await phone.locator(f".foot a[href*='{path}']").count() == 1


async def test_the_organisers_name_logo_and_readable_colour_are_shown(prov, phone, axe):
    changed = await prov.api.patch("/organiser", json={"name": "Regionalt centrum", "accent": "#ffd500"})
    assert changed.status_code == 200, changed.text
    # Yellow cannot carry white text: what is shown is darker.
    assert changed.json()["accent_shown"] != "#ffd500"
    picture = png(width=200, height=60)
    assert (await prov.api.put("/organiser/logo", content=picture)).status_code == 200

    await phone.goto(f"{prov.run['base_url']}/prov")

    logo = phone.locator("img.letterhead__logo")
    served = await prov.web.get(await logo.get_attribute("src"))
    assert served.headers["content-type"] == "image/png"
    assert "Regionalt centrum" in await phone.inner_text(".letterhead__from")
    assert await logo.evaluate("it => it.naturalWidth") == 200
    assert await axe(f"{prov.run['base_url']}/prov") == []
    colour = await phone.evaluate("getComputedStyle(document.querySelector('.band, header')).backgroundColor")
    red, green, blue = (int(changed.json()["accent_shown"][at : at + 2], 16) for at in (1, 3, 5))
    assert colour == f"rgb({red}, {green}, {blue})"
