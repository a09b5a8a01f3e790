"""The public list, the public page of a cohort, and registration where it is open to all."""

import json
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from services.registration.actions.cohorts import publish_cohort
from shared import events
from tests.support.calendar_readers import read_feed_with_libical, read_feed_with_vobject
from tests.support.caller import a_caller
from tests.support.pages.client import Page, check
from tests.support.pages.states import DATES
from tests.support.registration import NOW

ANNA = {"name": "Anna Ek", "email": "anna@skola.example"}


@pytest.fixture
async def path(story):
    """A cohort with four dates that anybody may register for."""
    await story.dress()
    await set_registration_mode(story)
    await story.series()
    return "/ruc/varen"


async def set_registration_mode(story, registration="open"):
    await story.site.organiser.pool.execute("update programme set registration = $1", registration)


def all_dates(story):
    return {"session_ids": [str(session_id) for session_id in story.sessions]}


async def sent_events(site, kind):
    return await site.organiser.told(kind)


@pytest.mark.usefixtures("story")
async def test_the_public_list_shows_a_cohorts_next_session_and_whether_it_is_open(site, path):
    page = await site.get("/ruc")

    assert page.h1 == "På gång"
    assert page.title == "På gång – RUC"
    assert page.root.all("h2")[0].text == "Våren 2026"
    (item,) = page.root.all("li", **{"class": "day round"})
    assert item.text == (
        "Att leda forskningsbaserad skolutveckling, Våren tisdag 3 februari 2026 kl. 9.00–12.00, första träffen av fyra "
        "lärträffar digitalt Öppen för anmälan"
    )
    assert item.one("a")["href"] == path


@pytest.mark.usefixtures("story")
async def test_the_public_list_numbers_the_next_session_later_in_a_series(site, path, clock):
    clock.now = DATES[1] + timedelta(days=1)

    (item,) = (await site.get("/ruc?lang=en")).root.all("li", **{"class": "day round"})

    assert "Next session Thursday 7 May 2026, 09:00–12:00, number 3 of four" in item.text
    assert item.one("a")["href"] == f"{path}?lang=en"


@pytest.mark.usefixtures("path")
async def test_a_draft_cohort_is_not_public_and_a_closed_cohort_stays_listed(site, story):
    organiser = site.organiser
    draft = await organiser.cohort(name="Hemlig", is_open=False)
    cancelled = await organiser.cohort(name="Aldrig ute", is_open=False)
    await publish_cohort.cancel(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cancelled)
    await publish_cohort.close(organiser.pool, a_caller(organiser.organiser_id, now=NOW), story.cohort_id)

    text = (await site.get("/ruc")).text

    assert "Anmälan är stängd" in text
    assert "Hemlig" not in text
    assert "Aldrig ute" not in text
    assert draft
    for hidden in ("/ruc/hemlig", "/ruc/hemlig.ics", "/ruc/aldrig-ute"):
        assert (await site.client.get(hidden)).status_code == 404
    assert (await site.client.post("/ruc/hemlig", data=ANNA)).status_code == 404


@pytest.mark.usefixtures("story", "path")
async def test_past_cohorts_are_folded_away_and_an_empty_public_list_says_so(site, clock):
    clock.now = NOW + timedelta(days=365)

    page = await site.get("/ruc")

    assert "Inget är på gång just nu" in page.text
    assert page.root.one("details").one("summary").text == "En omgång har varit"
    assert "Har varit" in page.root.one("details").text


@pytest.mark.usefixtures("path")
async def test_the_public_list_can_be_filtered_by_form(site, story):
    await story.series(0, name="Dagen")
    await story.add(title="Konferens", form="konferens", on=date(2026, 5, 20))

    page = await site.get("/ruc")
    narrowed = await site.get(page.href("Konferenser"))

    assert [link.text for link in page.root.one("nav").all("a")] == ["Allt", "Konferenser", "Lärträffar"]
    assert [item.one("a").text for item in narrowed.root.all("li", **{"class": "day round"})] == [
        "Att leda forskningsbaserad skolutveckling, Dagen"
    ]


@pytest.mark.usefixtures("path")
async def test_the_public_list_shows_thirty_cohorts_a_page_and_links_to_the_rest(site, story):
    for number in range(32):
        await story.series(1, name=f"Nr {number}")

    page = await site.get("/ruc")
    rest = await site.get(page.href("Visa fler"))

    assert len(page.root.all("li", **{"class": "day round"})) == 30
    assert len(rest.root.all("li", **{"class": "day round"})) == 3


@pytest.mark.parametrize("word", ["ingen", "RUC", "a" * 200, "åäö", "%00", "-"])
async def test_the_page_of_an_unknown_organiser_is_not_found(site, word):
    answer = await site.client.get(f"/{word}")

    assert answer.status_code == 404
    check(Page(answer))


@pytest.mark.parametrize("start", ["/i", "/r", "/j", "/api", "/health", "/schema", "/static"])
async def test_a_route_prefix_is_not_taken_for_an_organiser(site, start):
    assert (await site.client.get(start)).status_code == 404


async def test_a_public_registration_is_stored_and_its_personal_link_is_shown_nowhere(site, story, path):
    location = await site.post(
        path, ANNA | all_dates(story) | {"role": "rektor", "organisation": "Nora kommun"}
    )

    assert location.startswith(f"{path}?skickat=1&kvitto=")
    page = await site.get(location)
    assert page.h1 == "Du är anmäld"
    assert "/r/" not in page.raw
    assert "anna ek" not in page.raw.lower()
    (made,) = await sent_events(site, events.Registration)
    assert (made.origin, made.status, len(made.seats)) == ("form", "registered", 4)


async def test_a_second_registration_from_one_address_looks_the_same_and_only_resends_the_link(
    site, story, path
):
    first = await site.get(await site.post(path, ANNA | all_dates(story)))
    other = {"name": "Någon Annan", "email": ANNA["email"], "session_ids": [str(story.sessions[0])]}
    second = await site.get(await site.post(path, other))
    third = await site.get(await site.post(path, other | {"email": "Anna@SKOLA.example"}))

    assert (second.h1, second.lead) == (first.h1, first.lead)
    assert (third.h1, third.lead.lower()) == (first.h1, first.lead.lower())
    made, again = await sent_events(site, events.Registration)
    assert (made.id, made.link_asked_at) == (again.id, None)
    assert (again.link_asked_at, len(again.seats), again.version) == (NOW, 4, 2)
    assert await site.organiser.pool.fetchval("select array_agg(name) from person") == ["Anna Ek"]


async def test_a_registration_in_a_cohort_without_confirmations_still_gets_its_link(site, story, path):
    await site.organiser.pool.execute("update cohort set confirmations = false")

    await site.post(path, ANNA | all_dates(story))

    assert [registration.link_asked_at for registration in await sent_events(site, events.Registration)] == [
        None,
        NOW,
    ]


async def test_the_public_form_reports_all_mistakes_at_once_and_keeps_the_input(site, story, path):
    data = {"name": "", "email": "anna@", "role": "rektor & <b>", "session_ids": [str(story.sessions[0])]}

    page = await site.refused(f"{path}?lang=en", data)

    assert page.title.startswith("Error: Att leda")
    assert page.mistakes() == {
        "name": "Write your name.",
        "email": "Write an email address, for instance name@kommun.example.",
    }
    assert (page.value("email"), page.value("role")) == ("anna@", "rektor & <b>")
    assert page.switches() == {
        str(session_id): session_id == story.sessions[0] for session_id in story.sessions
    }


async def test_the_public_form_refuses_no_session_and_a_session_of_another_cohort(site, story, path):
    own = list(story.sessions)
    await story.series(1, name="Annan")

    assert (await site.refused(path, ANNA)).mistakes() == {"datum": "Välj minst ett datum"}
    wrong = await site.refused(path, ANNA | {"session_ids": [str(own[0]), str(story.sessions[-1])]})
    assert wrong.mistakes() == {"datum": "Ett av datumen hör inte hit. Se över vilka som är valda"}


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a\x00b",
        "\ud800",
        "🧑‍🏫👩🏽‍🚀",
        "x" * 1500,
        "'; drop table person; --",
        "\u202eabc",
    ],
)
@pytest.mark.usefixtures("story")
async def test_public_forms_refuse_hostile_input_with_an_error_page(site, path, text):
    raw = {
        name: text.encode("utf-8", "surrogatepass")
        for name in ("name", "email", "organisation", "role", "session_ids")
    }

    page = await site.refused(path, raw)
    sent = {name: text.encode("utf-8", "surrogatepass") for name in
            ("subject", "audience", "people", "wanted_when", "message", "organisation", "name", "email", "reference")}  # fmt: skip
    enquiry = await site.refused("/ruc/forfragan", sent)
    watch = await site.refused("/ruc/bevaka", {"email": raw["email"]})

    for refused in (page, enquiry, watch):
        assert "<script>alert" not in refused.raw
        assert "email" in refused.mistakes()


@pytest.mark.parametrize("where", ["/ruc/varen", "/ruc/forfragan", "/ruc/bevaka", "/ruc/lank"])
@pytest.mark.usefixtures("story", "path")
async def test_public_forms_refuse_ten_megabytes_with_a_413_page(site, where):
    answer = await site.client.post(where, content=b"name=" + b"x" * 10_000_000)

    assert answer.status_code == 413
    check(Page(answer))


async def test_the_public_form_counts_the_seats_left_only_when_they_are_few(site, story, path):
    pool = site.organiser.pool
    await pool.execute("update session set capacity = 2 where id = $1", story.sessions[0])
    await pool.execute("update session set capacity = 200 where id = $1", story.sessions[1])
    await story.fill(story.sessions[2])

    page = await site.get(path)

    assert "Två platser kvar" in page.day(story.sessions[0])
    assert "kvar" not in page.day(story.sessions[1])
    assert "Full, du hamnar på väntelistan" in page.day(story.sessions[2])


async def test_a_public_registration_for_a_full_session_gets_a_waiting_seat(site, story, path):
    await story.fill(story.sessions[0])

    await site.post(path, ANNA | {"session_ids": [str(story.sessions[0])]})

    assert await site.organiser.in_session(story.sessions[0]) == {
        "annan0@skola.example": "confirmed",
        "anna@skola.example": "waiting",
    }


async def test_a_full_session_without_waiting_list_is_refused_alike_to_known_and_new_addresses(
    site, story, path
):
    await site.organiser.pool.execute("update cohort set waiting_list = false")
    await site.post(path, ANNA | all_dates(story))
    await site.organiser.pool.execute("update session set capacity = 1 where id = $1", story.sessions[0])
    chosen = {"session_ids": [str(story.sessions[0])]}

    known = await site.refused(path, ANNA | chosen)
    unknown = await site.refused(path, {"name": "Bo", "email": "bo@skola.example"} | chosen)

    assert (
        known.mistakes()
        == unknown.mistakes()
        == {"datum": "Lärträff 1 går inte att välja längre. Se över vilka datum som är valda"}
    )


@pytest.mark.parametrize("way", ["invitation_only", "summons", "appointed_by_commissioner", "agreed_plan"])
async def test_a_cohort_that_is_not_open_to_all_has_no_public_form_and_refuses_posts(site, story, path, way):
    await set_registration_mode(story, way)

    page = await site.get(path)
    answer = await site.client.post(path, data=ANNA | all_dates(story))

    assert page.root.all("form") == []
    assert answer.status_code == 409
    assert await sent_events(site, events.Registration) == []


async def test_an_invitation_only_cohort_says_so_on_its_public_page(site, story, path):
    await set_registration_mode(story, "invitation_only")

    assert "Personlig inbjudan" in (await site.get(path)).text
    assert "By personal invitation" in (await site.get(f"{path}?lang=en")).text


async def test_public_forms_share_a_rate_limit_in_the_database_and_answer_429(site, story, path, monkeypatch):
    services = site.app.services
    few = msgspec.structs.replace(services.settings, posts_an_hour=120)
    monkeypatch.setattr(services, "settings", few)
    for number in range(120):
        await site.client.post("/ruc/lank", data={"email": f"ingen{number}@skola.example"})

    answer = await site.client.post(path, data=ANNA | all_dates(story))

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")
    assert await sent_events(site, events.Registration) == []
    assert await site.organiser.pool.fetchval("select count(*) from posted where times > 100") == 1


async def test_the_public_page_of_a_cohort_describes_its_sessions_as_json_ld(site, story, path):
    await story.add(title="</script><script>alert(1)", on=date(2026, 5, 20), mode="on_site", place="Sal 3")

    page = await site.get(path)
    found = json.loads(page.root.one("script").text)

    assert (found["@type"], found["name"]) == ("EventSeries", "Att leda forskningsbaserad skolutveckling")
    assert found["url"] == "http://kallelse.example/ruc/varen"
    assert found["isAccessibleForFree"] is True
    first = found["subEvent"][0]
    assert (first["startDate"], first["endDate"]) == ("2026-02-03T09:00+01:00", "2026-02-03T12:00+01:00")
    assert first["location"] == {"@type": "VirtualLocation", "url": found["url"]}
    assert first["offers"]["availability"] == "https://schema.org/InStock"
    assert found["subEvent"][3]["name"] == "</script><script>alert(1)"
    assert "meet.example" not in page.raw


@pytest.mark.usefixtures("story")
async def test_public_pages_may_be_indexed_except_the_page_after_a_registration(site, path):
    assert "x-robots-tag" not in (await site.get(path)).headers
    assert "x-robots-tag" not in (await site.get("/ruc")).headers
    assert (await site.get(f"{path}?skickat=1")).headers["x-robots-tag"] == "noindex"


@pytest.mark.usefixtures("story")
async def test_only_the_embedded_public_list_may_be_framed_by_other_sites(site, path):
    embedded = await site.get("/ruc/embed")

    assert "frame-ancestors *" in embedded.headers["content-security-policy"]
    assert {link["target"] for link in embedded.root.all("a")} == {"_top"}
    for other in ("/ruc", path, "/ruc/forfragan"):
        assert "frame-ancestors 'none'" in (await site.get(other)).headers["content-security-policy"]


@pytest.mark.parametrize("where", ["/ruc/varen.ics", "/ruc/kalender.ics"])
@pytest.mark.usefixtures("path")
async def test_two_independent_readers_agree_on_the_public_feed(site, story, where):
    await story.add(title="Dag", on=date(2026, 5, 20), mode="on_site", place="Sal 3")
    await story.add(title="Någon gång", starts_at=None, term="HT2026", status="announced")
    await story.cancel(story.sessions[1])

    answer = await site.client.get(where)

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert b"meet.example" not in answer.content
    found = read_feed_with_libical(answer.content)
    assert read_feed_with_vobject(answer.content) == found
    in_order = sorted(found, key=lambda entry: str(entry.start))
    assert [(entry.start, entry.status) for entry in in_order] == [
        (DATES[0], "CONFIRMED"),
        (DATES[1], "CANCELLED"),
        (DATES[2], "CONFIRMED"),
        (date(2026, 5, 20), "CONFIRMED"),
        (DATES[3], "CONFIRMED"),
    ]
    assert [entry.sequence - in_order[0].sequence for entry in in_order] == [0, 1, 0, 0, 0]
    assert found[0].uid == f"{story.sessions[0]}-session"
    assert found[0].url == "http://kallelse.example/ruc/varen"


async def test_the_public_page_of_a_cohort_without_sessions_says_that_dates_will_come(site, story):
    await story.dress()
    await set_registration_mode(story)
    await story.series(0)

    page = await site.get("/ruc/varen")

    assert "Datumen är inte klara" in page.text
    assert page.root.all("script") == []


async def test_a_session_can_be_chosen_on_the_public_form_until_it_is_over(site, story, path, clock):
    clock.now = datetime(2026, 2, 3, 8, 30, tzinfo=UTC)
    assert str(story.sessions[0]) in (await site.get(path)).switches()

    clock.now = datetime(2026, 2, 3, 11, 0, tzinfo=UTC)
    assert str(story.sessions[0]) not in (await site.get(path)).switches()


async def test_the_public_page_of_a_closed_cohort_shows_the_next_session_to_come(site, story, path, clock):
    organiser = site.organiser
    await publish_cohort.close(organiser.pool, a_caller(organiser.organiser_id, now=NOW), story.cohort_id)
    clock.now = DATES[0] + timedelta(days=1)

    assert (await site.get(path)).lead.endswith(" Tisdag 17 mars 2026 kl. 9.00–12.00.")
