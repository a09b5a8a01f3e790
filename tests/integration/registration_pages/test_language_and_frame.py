"""The two languages, the organiser's colour and logo, and the pages that need no link."""

from services.registration.actions.directory import change_organiser
from services.registration.domain.picture import make_logo
from services.registration.web.kit.assets import stylesheet
from tests.support.caller import a_caller
from tests.support.pages.states import KARIN
from tests.support.pictures import png


async def language_of(site, link, **headers):
    return (await site.get(link, **headers)).root.one("html")["lang"]


async def test_a_persons_stored_language_outranks_the_browsers_and_the_links_outranks_both(story, site):
    await story.series(1)
    link = await story.invited()
    english = {"accept-language": "en-GB,en;q=0.9"}
    both = {"accept-language": "en-GB,en;q=0.9,sv;q=0.5"}

    assert await language_of(site, link) == "sv"
    assert await language_of(site, link, **english) == "en"
    assert await language_of(site, link, **both) == "sv"
    await site.organiser.pool.execute("update person set language = 'en' where name = $1", KARIN)
    assert await language_of(site, link) == "en"
    assert await language_of(site, link, **{"accept-language": "sv"}) == "en"
    assert await language_of(site, f"{link}?lang=sv") == "sv"


async def test_a_language_chosen_on_the_invitation_lasts_through_its_form_and_is_stored(story, site):
    await story.series(2)
    page = await site.get(await story.invited())
    english = await site.get(page.href("English"))
    assert english.h1 == "Att leda"
    form = english.root.one("form")
    assert form["action"].endswith("?lang=en")

    wrong = await site.refused(form["action"], {"answer": "yes"})
    assert wrong.title.startswith("Error: ")
    where = await site.post(
        form["action"], {"answer": "yes", "session_ids": [str(session_id) for session_id in story.sessions]}
    )
    assert (await site.get(where)).h1 == "You are registered"
    assert await site.organiser.pool.fetchval("select language from person where name = $1", KARIN) == "en"


async def test_an_unknown_language_in_a_link_is_ignored(story, site):
    await story.series(1)

    assert await language_of(site, f"{await story.invited()}?lang=tlh%22") == "sv"


async def test_the_stylesheet_is_one_immutable_file_with_the_organisers_colour(story, site):
    await story.dress()
    await story.series(1)
    page = await site.get(await story.invited())
    href = page.root.one("link", rel="stylesheet")["href"]
    css = await site.client.get(href)

    assert css.headers["content-type"] == "text/css; charset=utf-8"
    assert css.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert css.text.endswith(":root{--accent:#0b5563}")


async def test_a_pale_colour_of_an_organiser_is_darkened(story, site):
    await story.dress()
    await site.organiser.pool.execute("update organiser set accent = '#ffee00'")
    await story.series(1)
    page = await site.get(await story.invited())

    assert "ffee00" not in page.root.one("link", rel="stylesheet")["href"]


async def test_an_unknown_static_file_is_not_found(site):
    for name in ("x.css", "kallelse.css", "kallelse.000000000000.zzzzzz.css", "..%2F..%2Fapp.py", "%00"):
        assert (await site.client.get(f"/static/{name}")).status_code == 404


async def test_an_outdated_stylesheet_address_serves_the_current_one_for_a_minute(site):
    answer = await site.client.get("/static/kallelse.000000000000.css")

    assert answer.text == stylesheet.CSS
    assert answer.headers["cache-control"] == "public, max-age=60"


async def test_the_organisers_privacy_and_accessibility_pages_are_public(site):
    page = await site.get("/ruc/personuppgifter")
    assert "Provkontoret är personuppgiftsansvarig" in page.text
    assert (await site.get("/ruc/tillganglighet")).h1 == "Tillgänglighetsredogörelse"

    for nobody in ("/finns-inte/personuppgifter", "/%00/personuppgifter", f"/{'x' * 5000}/tillganglighet"):
        assert (await site.get(nobody, expect=404)).h1 == "Sidan finns inte"


async def test_the_page_of_an_internal_error_shows_no_exception_text(site, monkeypatch):
    async def fail(*_args, **_kwargs):
        raise RuntimeError("secret@kommun.example")

    monkeypatch.setattr("services.registration.store.views.participant.find_organiser", fail)
    page = await site.get("/ruc/personuppgifter", expect=500)

    assert page.h1 == "Något gick fel hos oss"
    assert "secret" not in page.raw


async def test_a_page_answers_503_with_retry_after_while_the_database_is_away(site, monkeypatch):
    async def fail(*_args, **_kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("services.registration.store.views.participant.find_organiser", fail)
    page = await site.get("/ruc/personuppgifter", expect=503)

    assert page.h1 == "Vi kan inte visa sidan just nu"
    assert page.headers["retry-after"] == "5"


async def test_the_organisers_logo_replaces_the_text_mark_in_the_letterhead_of_every_page(story, site):
    await story.dress()
    await story.series(1)
    link = await story.invited()
    assert "RUC" in (await site.get(link)).root.one(**{"class": "letterhead__mark"}).parts
    picture = make_logo(png(300, 100))
    organiser = site.organiser
    await change_organiser.set_logo(organiser.pool, a_caller(organiser.organiser_id), picture)
    own = await story.said_yes(link)

    for path in (link, own, "/ruc", "/ruc/varen", "/ruc/personuppgifter"):
        root = (await site.get(path)).root
        logo = root.one("img", **{"class": "letterhead__logo"})
        assert (logo["width"], logo["height"], logo["alt"]) == ("108", "36", "")
        assert root.all(**{"class": "letterhead__mark"}) == []
        assert (await site.client.get(logo["src"])).content == picture.data
