"""My data: all of it in a file, its erasure, and what the personal link shows afterwards."""

from datetime import timedelta

import httpx

from tests.support.pages.states import KARIN


async def my_page_link(story):
    await story.series(2)
    return await story.said_yes(await story.invited())


async def data_link(site, link):
    """The mailed link to the data, which the page asks for."""
    asked = await site.get(
        (await site.get(link, checked=False, expect=200)).href("Hämta eller ta bort mina uppgifter")
    )
    form = asked.root.one("form")
    sent = await site.client.post(form["action"], data={"send": "yes"})
    assert "Länken är på väg till dig" in sent.text
    return await site.data_link(link)


def answers_with(monkeypatch, site, status, body):
    """Makes notify answer with this status and body."""

    def answer(request):
        assert request.url.path == "/internal/deliveries"
        assert request.url.params["sees_protected"] == "true"
        return httpx.Response(status, json=body)

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://notify")
    monkeypatch.setattr(site.app.services, "notify", client)


async def test_the_file_of_my_data_holds_everything_and_is_a_download(story, site, monkeypatch):
    link = await my_page_link(story)
    mail = {"id": "1", "kind": "confirmation", "subject": "Du är anmäld"}
    answers_with(monkeypatch, site, 200, {"items": [mail], "next": None})
    page = await site.get(await data_link(site, link))
    answer = await site.client.get(page.href("Hämta mina uppgifter"))

    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="mina-uppgifter.json"'
    assert answer.headers["cache-control"] == "no-store"
    whole = answer.json()
    assert whole["person"]["name"] == KARIN
    assert [invitation["status"] for invitation in whole["invitations"]] == ["accepted"]
    [registration] = whole["registrations"]
    assert [(seat["session"], seat["status"]) for seat in registration["seats"]] == [
        ("Lärträff 1", "confirmed"),
        ("Lärträff 2", "confirmed"),
    ]
    assert whole["mails"] == [mail]
    assert "mails_missing" not in whole


async def test_the_mailed_link_shows_the_stored_data_to_read(story, site):
    page = await site.get(await data_link(site, await my_page_link(story)))

    facts = {row.one("dt").text: row.one("dd").text for row in page.root.one("dl").all("div")}
    assert facts["Namn"] == KARIN
    assert facts["Anmälan till Att leda"] == "anmäld, plats på två datum"
    assert facts["Inbjudan till Att leda"] == "du har tackat ja"


async def test_the_file_of_my_data_says_when_the_mails_could_not_be_fetched(story, site, monkeypatch):
    link = await my_page_link(story)
    answers_with(monkeypatch, site, 503, {})
    whole = (await site.client.get(f"{await data_link(site, link)}/fil?lang=en")).json()

    assert whole["mails"] is None
    assert whole["mails_missing"].startswith("The mails to you could not be fetched")


async def test_the_file_of_my_data_is_refused_to_a_person_with_protected_identity(story, site):
    link = await my_page_link(story)
    await site.organiser.pool.execute("update person set protected_identity = true")
    own = await data_link(site, link)
    page = await site.get(f"{own}/fil", expect=403)

    assert "Hämta mina uppgifter" not in (await site.get(own)).text
    assert page.h1 == "Du har skyddade personuppgifter"
    assert KARIN not in page.text


async def test_an_erasure_asks_first_and_then_the_personal_link_answers_410(story, site):
    link = await my_page_link(story)
    question = await site.get(await data_link(site, link))
    assert "Ta bort dina uppgifter?" in question.text
    assert await site.organiser.pool.fetchval("select count(*) from erasure") == 0
    form = question.root.one("form")
    field = form.one("input", type="hidden")

    after = await site.get(await site.post(form["action"], {field["name"]: field["value"]}), expect=410)

    assert after.h1 == "Vi tar bort dina uppgifter"
    assert "senast om tre dygn" in after.text
    assert set((await site.organiser.seats(await site.registration_of(KARIN))).values()) == {"withdrawn"}
    for address in (f"{link}/uppgifter", f"{link}/radera"):
        await site.get(address, expect=410)
    await site.organiser.pool.execute("update erasure set scrubbed_at = now()")
    assert (await site.get(link, expect=410)).h1 == "Dina uppgifter är borttagna"


async def test_no_post_to_a_page_that_was_passed_on_erases_anybody_or_shows_what_is_stored(story, site):
    link = await my_page_link(story)
    for path in (f"{link}/radera", f"{link}/uppgifter"):
        for body in ({}, {"erase": "yes"}, {"send": "yes"}):
            answer = await site.client.post(path, data=body)
            assert answer.status_code == 200
            assert "/d/" not in answer.text
        assert KARIN not in (await site.client.get(path)).text

    assert await site.organiser.pool.fetchval("select count(*) from erasure") == 0
    # One mail, however often it is asked for.
    assert await site.organiser.pool.fetchval("select data_generation from registration") == 1


async def test_an_empty_post_to_the_mailed_link_erases_nobody(story, site):
    own = await data_link(site, await my_page_link(story))

    await site.post(own)

    assert await site.organiser.pool.fetchval("select count(*) from erasure") == 0


async def test_the_mailed_link_is_valid_for_a_day_and_until_the_next_one(story, site, clock):
    link = await my_page_link(story)
    first = await data_link(site, link)
    clock.now += timedelta(hours=1)
    second = await data_link(site, link)

    assert (await site.get(first, expect=404)).h1 == "Länken gäller inte längre"
    assert (await site.get(second)).h1 == "Dina uppgifter"
    clock.now += timedelta(days=1)
    for path in (second, f"{second}/fil"):
        assert (await site.get(path, expect=404)).h1 == "Länken gäller inte längre"
    assert (await site.client.post(second, data={"erase": "yes"})).status_code == 404


async def test_a_withdrawn_person_can_still_ask_for_their_data(story, site):
    link = await my_page_link(story)
    await site.post(link, {"withdraw": "all"})

    assert (await site.get(await data_link(site, link))).h1 == "Dina uppgifter"


async def test_my_page_closes_three_months_after_the_last_session_and_still_gives_out_the_data(
    story, site, clock
):
    link = await my_page_link(story)
    last = await site.organiser.pool.fetchval("select max(ends_at) from session")
    clock.now = last + timedelta(days=89)
    assert KARIN in (await site.get(link)).text

    clock.now = last + timedelta(days=91)

    page = await site.get(link, expect=410)
    assert page.h1 == "Sidan är stängd"
    assert KARIN not in page.text
    for path in (f"{link}/svar", f"{link}/ersattare"):
        await site.get(path, expect=410)
    await site.client.post(f"{link}/uppgifter", data={"send": "yes"})
    assert (await site.get(await site.data_link(link))).h1 == "Dina uppgifter"


async def test_an_address_that_was_changed_by_link_gets_no_link_to_the_data_yet(story, site):
    link = await my_page_link(story)
    form = {"name": KARIN, "organisation": "Laxå kommun", "email": "ny@kommunen.example"}
    own = (await site.post(f"{link}/andra", form)).partition("?")[0]

    refused = await site.client.post(f"{own}/uppgifter", data={"send": "yes"})

    assert refused.status_code == 409
    assert "Din adress är ny" in refused.text
