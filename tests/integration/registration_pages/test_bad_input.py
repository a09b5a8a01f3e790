"""Malformed requests to the pages: each is answered with a page that we intended, and nothing wrong is stored."""

from datetime import timedelta

import pytest

from tests.support.pages.states import DATES, KARIN

STRANGE = {
    "nul": "Karin\x00Lindgren",
    "line breaks": "Karin\r\nBcc: alla@kommun.example",
    "too long": "K" * 201,
}


async def post_form(site, link, raw: bytes, **headers):
    return await site.client.post(
        link, content=raw, headers={"content-type": "application/x-www-form-urlencoded"} | headers
    )


@pytest.mark.parametrize("name", STRANGE)
async def test_a_name_with_control_characters_or_over_200_letters_is_refused_at_its_field(story, site, name):
    await story.series(1)
    page = await site.refused(await story.invited(), {"answer": "yes", "name": STRANGE[name]})

    assert list(page.mistakes()) == ["name"]
    assert await site.registration_of(KARIN) is None


async def test_an_answer_in_bytes_that_are_not_utf_8_is_refused(story, site):
    await story.series(1)
    link = await story.invited()
    answer = await post_form(site, link, b"answer=yes&name=%C5sa+%D6berg&organisation=Hallsbergs+kommun")

    assert answer.status_code == 422
    assert "Här finns tecken som vi inte kan läsa" in answer.text
    assert await site.registration_of(KARIN) is None


async def test_html_typed_into_a_form_is_shown_as_text(story, site):
    await story.series(1)
    link = await story.invited()
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    page = await site.refused(link, {"answer": "substitute", "substitute_name": evil, "message": evil})
    assert page.value("substitute_name") == evil

    my_page = await site.post(link, {"answer": "yes", "name": evil, "message": evil})
    assert not (await site.get(my_page)).root.all("img")


async def test_a_message_of_48_kilobytes_is_refused_and_stays_in_the_form(story, site):
    await story.series(1)
    long = "Ett långt svar. " * 3_000
    answer = await site.client.post(await story.invited(), data={"answer": "no", "message": long})

    assert answer.status_code == 422
    assert "Skriv kortare, högst 4\u00a0000 tecken." in answer.text
    assert long.strip() in answer.text


async def test_a_post_of_over_64_kilobytes_is_refused_with_a_413_page(story, site):
    await story.series(1)
    page = await site.refused(await story.invited(), {"answer": "no", "message": "x" * 66_000}, expect=413)

    assert page.h1 == "Det var för mycket på en gång"


async def test_an_answer_with_an_unknown_session_is_refused_and_keeps_the_chosen_ones(story, site):
    await story.series()
    link = await story.invited()
    for wrong in ("x", "", "0197f3c2-0000-7000-8000-000000000000", "%", "1" * 5000):
        page = await site.refused(link, {"answer": "yes", "session_ids": [str(story.sessions[0]), wrong]})

        assert page.mistakes() == {
            "datum": "Ett av datumen hör inte till inbjudan. Se över vilka som är valda"
        }
        assert list(page.switches().values()) == [True, False, False, False]


async def test_an_answer_with_a_session_of_another_cohort_is_refused(story, site):
    await story.series(2)
    link = await story.invited()
    other = await site.organiser.session(await site.organiser.cohort(name="Andra"))
    await site.refused(link, {"answer": "yes", "session_ids": [str(other)]})

    assert await site.registration_of(KARIN) is None


async def test_an_unknown_answer_to_an_invitation_is_refused_at_its_field(story, site):
    await story.series(1)
    link = await story.invited()
    for data in ({}, {"answer": ""}, {"answer": "maybe"}, {"answer": "YES"}):
        assert list((await site.refused(link, data)).mistakes()) == ["svar"]


async def test_a_form_field_posted_twice_is_read_once(story, site):
    await story.series(2)
    link, first = await story.invited(), story.sessions[0]
    raw = f"answer=no&answer=yes&session_ids={first}&session_ids={first}&name=A&name=Karin+Lindgren"
    answer = await post_form(site, link, raw.encode())

    assert answer.status_code == 303
    assert await site.organiser.seats(await site.registration_of(KARIN)) == {first: "confirmed"}


async def test_an_empty_or_malformed_body_is_refused_with_422(story, site):
    await story.series(1)
    link = await story.invited()
    strange = (b"", b"&&&", b"=", b"answer", b"%", b"answer=%FF", b"\xff\xfe\x00", b"a=b&" * 5000, b"{}")
    for raw in strange:
        assert (await post_form(site, link, raw)).status_code == 422


async def test_a_malformed_personal_link_gets_a_404_page(site):
    tokens = ("x", "x" * 48, "å" * 48, "%00" * 16, "..%2F..%2Fetc", "A" * 5000, "-_" * 24)
    for path in (f"/{kind}/{token}" for kind in "irj" for token in tokens):
        answer = await site.client.get(path)

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_a_personal_link_of_one_kind_opens_no_page_of_another_kind(story, site):
    await story.series(1)
    link = await story.invited()
    my_page = await story.said_yes(link)

    for wrong in (link.replace("/i/", "/r/"), my_page.replace("/r/", "/i/"), my_page.replace("/r/", "/j/")):
        assert (await site.get(wrong, expect=404)).h1 == "Länken stämmer inte"


async def test_an_unsupported_http_method_gets_a_405_page(story, site):
    await story.series(1)
    link = await story.invited()
    for method in ("PUT", "DELETE", "PATCH"):
        answer = await site.client.request(method, link)

        assert answer.status_code == 405
        assert "Så kan sidan inte användas" in answer.text


async def test_my_page_ignores_posted_actions_that_it_does_not_offer(story, site, clock):
    await story.series(2)
    link = await story.said_yes(await story.invited())
    before = await site.organiser.pool.fetch("select id, status from seat order by id")
    clock.now = DATES[0] + timedelta(hours=4)  # the first date is over
    for data in ({}, {"withdraw": "x"}, {"withdraw": "0197f3c2-0000-7000-8000-000000000000"}, {"take": "x"},
                 {"calendar": "x"}, {"withdraw": str(story.sessions[0])}, {"take": str(story.sessions[1])}):  # fmt: skip
        await site.post(link, data)

    assert await site.organiser.pool.fetch("select id, status from seat order by id") == before


async def test_the_log_holds_no_name_and_no_personal_link(story, site, caplog):
    await story.series(2)
    link = await story.invited()
    caplog.set_level("WARNING", logger="httpx")  # the test's own client, which may log the links
    with caplog.at_level("DEBUG", logger="services"):
        await site.get(link)
        await site.refused(link, {"answer": "yes", "name": "Karin Lindgren", "organisation": ""})
        await site.get(await story.said_yes(link))

    log = caplog.text
    assert "Karin" not in log
    assert link.removeprefix("/i/") not in log
