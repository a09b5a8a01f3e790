"""My data: all of it in a file, its erasure, and what the personal link shows afterwards."""

import httpx

from tests.support.pages.states import KARIN


async def my_page_link(story):
    await story.series(2)
    return await story.said_yes(await story.invited())


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
    page = await site.get(link)
    answer = await site.client.get(page.href("Mina uppgifter som en fil"))

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


async def test_the_file_of_my_data_says_when_the_mails_could_not_be_fetched(story, site, monkeypatch):
    link = await my_page_link(story)
    answers_with(monkeypatch, site, 503, {})
    whole = (await site.client.get(f"{link}/uppgifter?lang=en")).json()

    assert whole["mails"] is None
    assert whole["mails_missing"].startswith("The mails to you could not be fetched")


async def test_the_file_of_my_data_is_refused_to_a_person_with_protected_identity(story, site):
    link = await my_page_link(story)
    await site.organiser.pool.execute("update person set protected_identity = true")
    page = await site.get(f"{link}/uppgifter", expect=403)

    assert page.h1 == "Du har skyddade personuppgifter"
    assert KARIN not in page.text


async def test_an_erasure_asks_first_and_then_the_personal_link_answers_410(story, site):
    link = await my_page_link(story)
    page = await site.get(link)
    question = await site.get(page.href("Ta bort mina uppgifter"))
    assert question.h1 == "Ta bort dina uppgifter?"
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


async def test_my_page_links_to_the_file_of_my_data_and_to_erasure_after_a_withdrawal(story, site):
    link = await my_page_link(story)
    page = await site.get(await site.post(link, {"withdraw": "all"}))

    assert (await site.client.get(page.href("Mina uppgifter som en fil"))).status_code == 200
    assert (await site.get(page.href("Ta bort mina uppgifter"))).h1 == "Ta bort dina uppgifter?"
