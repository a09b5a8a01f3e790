"""What a visitor types as a name goes out in genuine mails and on pages: it becomes no link, and turns nothing around."""

import pytest

from tests.support.pages.states import KARIN

LINKS = ["Www.ond.example Nu", "Anna https://ond.example", "ond.example/x", "anna@ond.example"]


@pytest.fixture
async def forms(story):
    """Each form in which somebody types a name: its path, its fields, and the field of the name."""
    await story.series(2, forwarding="open")
    invitation = await story.invited()
    my_page = await story.said_yes(invitation)
    dates = [str(one) for one in story.sessions]
    return [
        (f"{my_page}/ersattare", {"substitute_email": "ny@skola.example", "session_ids": dates}, "substitute_name"),
        (f"{await story.invited('Bo Berg')}/annan", {"email": "ny@skola.example", "session_ids": dates}, "name"),
        ("/ruc/forfragan", {"subject": "Kurs", "organisation": "Skolan", "email": "ny@skola.example"}, "name"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", LINKS)
async def test_a_name_that_reads_like_a_link_is_refused_on_every_form(forms, site, name):
    for path, fields, field in forms:
        page = await site.refused(path, fields | {field: name})
        assert page.mistakes()[field].endswith("Skriv ett namn, utan webbadress eller e-postadress."), path
    assert await site.organiser.pool.fetchval("select count(*) from person where email like 'ny@%'") == 0


@pytest.mark.parametrize("name", ["J.P. Holm", "A.-M. Ek", "Dr. S:t Åsa Öberg", "Nguyễn Văn A"])
async def test_a_name_with_initials_and_abbreviations_is_accepted(forms, site, name):
    path, fields, field = forms[0]

    await site.post(path, fields | {field: name})

    assert await site.organiser.pool.fetchval("select count(*) from person where name = $1", name) == 1


async def test_signs_that_turn_the_reading_order_are_on_no_page(story, site):
    await story.series(1)
    link = await story.invited()
    await site.organiser.pool.execute("update session set title = $1", "Lär\u202eträff\u2066 1")
    await site.organiser.pool.execute("update programme set title = 'Att \u202eleda'")
    await site.organiser.pool.execute("update person set name = 'Ka\u202erin' where name = $1", KARIN)

    for path in (link, "/ruc", await story.said_yes(link)):
        page = await site.get(path, checked=False)
        assert not {"\u202e", "\u2066"} & set(page.text)
    assert "Lärträff 1" in page.text


async def test_asking_for_a_lost_link_does_its_work_after_the_answer(story, site):
    """The time until the answer does not tell whether the address is known."""
    await story.series(1)
    await story.said_yes(await story.invited())
    email = await site.organiser.pool.fetchval("select email from person where name = $1", KARIN)
    order = []

    async def app(scope, receive, send):
        async def sending(message):
            asked = await site.organiser.pool.fetchval("select count(link_asked_at) from registration")
            order.append((message["type"], asked))
            await send(message)

        await site.app(scope, receive, sending)

    transport = type(site.client._transport)(app)
    async with type(site.client)(transport=transport, base_url="http://kallelse.example") as client:
        assert (await client.post("/ruc/lank", data={"email": email})).status_code == 303

    assert order == [("http.response.start", 0), ("http.response.body", 0)]
    assert await site.organiser.pool.fetchval("select count(link_asked_at) from registration") == 1
