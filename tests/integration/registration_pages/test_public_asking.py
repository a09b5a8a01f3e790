"""Enquiries, interests and lost links: what is stored, what goes to notify, and what the pages do not reveal."""

from datetime import timedelta

import httpx
import pytest

from services.registration.actions.cohorts import publish_cohort
from services.registration.actions.upkeep import purge_expired
from shared import events, notice_events
from tests.support.api import BASE_URL
from tests.support.caller import a_caller, an_initiator
from tests.support.registration import NOW

ENQUIRY = {"subject": "En halvdag om bedömning", "organisation": "Nora kommun", "name": "Karin Åberg",
           "email": "karin@nora.example"}  # fmt: skip


@pytest.fixture
async def open_cohort(site, story):
    """A cohort that anybody may register for, and a draft of the next."""
    await story.dress()
    await site.organiser.pool.execute("update programme set registration = 'open'")
    await story.series(2)
    return story.cohort_id


async def publish(site, cohort_id):
    await publish_cohort.publish(
        site.organiser.pool, a_caller(site.organiser.organiser_id, now=NOW), cohort_id
    )


async def count_interests(site) -> int:
    return await site.organiser.pool.fetchval("select count(*) from interest")


@pytest.mark.usefixtures("open_cohort")
async def test_an_enquiry_is_stored_and_addressed_to_the_contact(site):
    location = await site.post(
        "/ruc/forfragan", ENQUIRY | {"people": "25", "message": "Rad 1\r\nRad 2", "reference": "R1"}
    )

    assert (await site.get(location)).h1 == "Tack, förfrågan är skickad"
    (enquiry,) = await site.organiser.told(events.Enquiry)
    assert (enquiry.to.label, enquiry.to.email) == ("Maria Ekström", "kontakt@ruc.example")
    assert (enquiry.people, enquiry.message, enquiry.reference, enquiry.language) == (
        25,
        "Rad 1\nRad 2",
        "R1",
        "sv",
    )
    assert await site.organiser.pool.fetchval("select status from enquiry") == "new"


async def test_an_enquiry_without_a_contact_has_no_recipient_and_keeps_its_language(site):
    await site.post("/ruc/forfragan?lang=en", ENQUIRY)

    (enquiry,) = await site.organiser.told(events.Enquiry)
    assert (enquiry.to, enquiry.language) == (None, "en")


async def test_an_enquiry_goes_to_a_coordinator_when_no_programme_has_a_contact(site):
    await site.organiser.pool.execute(
        """insert into staff (organiser_id, id, email, email_key, role)
           values ($1, gen_random_uuid(), 'eva@ruc.example', 'eva@ruc.example', 'coordinator')""",
        site.organiser.organiser_id,
    )

    await site.post("/ruc/forfragan", ENQUIRY)
    page = await site.get("/ruc/forfragan")

    (enquiry,) = await site.organiser.told(events.Enquiry)
    assert enquiry.to.email == "eva@ruc.example"
    assert "eva@ruc.example" not in page.raw


@pytest.mark.parametrize(
    ("people", "number"), [("0", None), ("-1", None), ("1e3", None), ("25–30", None), ("24", 24)]
)
async def test_what_is_no_positive_number_of_people_in_an_enquiry_is_kept_as_words(site, people, number):
    await site.post("/ruc/forfragan", ENQUIRY | {"people": people})

    (enquiry,) = await site.organiser.told(events.Enquiry)
    assert enquiry.people == number
    assert enquiry.people_words == (people if number is None else None)


async def test_an_interest_is_answered_once_when_registration_opens_and_then_deleted(site, open_cohort):
    organiser = site.organiser
    await site.post(f"/ruc/bevaka?program={organiser.programme_id}", {"email": "Anna@skola.example"})
    await site.post(f"/ruc/bevaka?program={organiser.programme_id}&lang=en", {"email": "anna@SKOLA.example"})
    await site.post("/ruc/bevaka", {"email": "anna@skola.example"})
    assert await count_interests(site) == 2
    following = await organiser.cohort(name="Hösten", is_open=False)
    assert await organiser.told(notice_events.Opening) == []

    await publish(site, following)
    await publish(site, following)

    (opening,) = await organiser.told(notice_events.Opening)
    assert (opening.email.lower(), opening.title, opening.cohort_slug) == (
        "anna@skola.example",
        "Att leda forskningsbaserad skolutveckling",
        "hosten",
    )
    assert await count_interests(site) == 0
    assert open_cohort != following


async def test_an_interest_is_stored_before_the_page_says_so(site):
    stored = []

    async def app(scope, receive, send):
        async def noting(message):
            if message["type"] == "http.response.start":
                stored.append(await count_interests(site))
            await send(message)

        await site.app(scope, receive, noting)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE_URL) as client:
        await client.post("/ruc/bevaka", data={"email": "anna@skola.example"})

    # An opening right after the answer mails the address, and a process that ends then has lost nothing.
    assert stored == [1]


async def test_an_interest_ignores_other_programmes_and_invitation_only_cohorts(site, open_cohort):
    organiser = site.organiser
    await site.post(f"/ruc/bevaka?program={organiser.programme_id}", {"email": "anna@skola.example"})
    other = await organiser.pool.fetchval(
        """insert into programme (organiser_id, id, title, registration)
           values ($1, gen_random_uuid(), 'Annat', 'open') returning id""",
        organiser.organiser_id,
    )
    await publish(site, await organiser.cohort(name="Annan", programme_id=other, is_open=False))
    await organiser.pool.execute(
        "update programme set registration = 'invitation_only' where id = $1", organiser.programme_id
    )
    await publish(site, await organiser.cohort(name="Inbjudna", is_open=False))

    assert await organiser.told(notice_events.Opening) == []
    assert await count_interests(site) == 1
    assert open_cohort


async def test_the_interest_form_does_not_name_a_programme_that_is_not_public(site, story):
    await story.dress()
    page = await site.get(f"/ruc/bevaka?program={site.organiser.programme_id}")

    assert "Att leda" not in page.text
    assert "Vi mejlar dig när nästa anmälan öppnar för alla." in page.text


@pytest.mark.usefixtures("clock")
async def test_an_interest_is_deleted_after_a_year(site):
    await site.post("/ruc/bevaka", {"email": "anna@skola.example"})

    await purge_expired.forget(site.organiser.pool, an_initiator(now=NOW + timedelta(days=364)))
    assert (
        await count_interests(site),
        await site.organiser.pool.fetchval("select count(*) from posted"),
    ) == (1, 0)
    await purge_expired.forget(site.organiser.pool, an_initiator(now=NOW + timedelta(days=366)))
    assert await count_interests(site) == 0


@pytest.mark.usefixtures("open_cohort")
async def test_a_lost_link_is_mailed_only_to_a_registered_address_and_the_answer_is_the_same(site, story):
    await site.post("/ruc/varen", {"name": "Anna Ek", "email": "anna@skola.example",
                                   "session_ids": [str(session_id) for session_id in story.sessions]})  # fmt: skip

    known = await site.post("/ruc/lank", {"email": "ANNA@skola.example"})
    unknown = await site.post("/ruc/lank", {"email": "bo@skola.example"})

    assert known == unknown == "/ruc/lank?skickat=1"
    assert [
        registration.link_asked_at for registration in await site.organiser.told(events.Registration)
    ] == [None, NOW]
    assert (await site.get(known)).h1 == "Titta i din inkorg"


@pytest.mark.usefixtures("open_cohort")
async def test_a_lost_link_is_not_mailed_for_a_cohort_that_is_over(site, story, clock):
    await site.post("/ruc/varen", {"name": "Anna Ek", "email": "anna@skola.example",
                                   "session_ids": [str(session_id) for session_id in story.sessions]})  # fmt: skip
    clock.now = NOW + timedelta(days=365)

    await site.post("/ruc/lank", {"email": "anna@skola.example"})

    assert len(await site.organiser.told(events.Registration)) == 1


@pytest.mark.usefixtures("open_cohort")
async def test_a_lost_link_asked_for_repeatedly_is_mailed_once_in_ten_minutes(site, story, clock):
    await site.post("/ruc/varen", {"name": "Anna Ek", "email": "anna@skola.example",
                                   "session_ids": [str(session_id) for session_id in story.sessions]})  # fmt: skip
    for minutes in (0, 5, 11):
        clock.now = NOW + timedelta(minutes=minutes)
        await site.post("/ruc/lank", {"email": "anna@skola.example"})

    requested_at = [
        registration.link_asked_at for registration in await site.organiser.told(events.Registration)
    ]
    assert requested_at == [None, NOW, NOW + timedelta(minutes=11)]
