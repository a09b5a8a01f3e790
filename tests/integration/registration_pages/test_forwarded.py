"""A forwarded invitation: in each of the three modes, what it says and what another person can do with it."""

from datetime import timedelta

import pytest

from services.registration.actions.cohorts import publish_cohort
from services.registration.store.health import invariants
from shared import events, links, times
from tests.support.caller import a_caller
from tests.support.pages.client import KEYS
from tests.support.pages.states import KARIN, RESPOND_BY
from tests.support.registration import NOW

ALI = {"name": "Ali Rahimi", "email": "ali.rahimi@kommun.example", "role": "utvecklingsledare"}


async def forwarded(story, mode, count=2, **rule):
    await story.series(count, forwarding=mode)
    return await story.invited(**rule)


def dates(*sessions):
    return {"session_ids": [str(session_id) for session_id in sessions]}


async def count_registrations(site):
    return await site.organiser.pool.fetchval("select count(*) from registration")


async def test_the_invitation_page_says_until_when_the_answer_can_be_changed(story, site):
    page = await site.get(await forwarded(story, "personal"))

    assert "Till och med tisdag 20 januari 2026 kan du ändra ditt svar här." in page.text


async def test_a_personal_invitation_refuses_another_person_and_names_the_contact(story, site):
    await story.dress()
    link = await forwarded(story, "personal")
    page = await site.get(link)
    assert "Inbjudan är personlig: bara du kan svara med den här länken." in page.text

    other = await site.get(page.href("Jag är någon annan"))

    assert other.h1 == "Inbjudan är personlig"
    assert "Be den som fick inbjudan att skicka dig som ersättare" in other.text
    assert "070-174 06 05" in other.text
    assert KARIN not in other.text
    assert other.href("Till inbjudan") == link
    await site.refused(f"{link}/annan", ALI | dates(*story.sessions), expect=200)
    assert await count_registrations(site) == 0


async def test_a_personal_invitation_without_substitutes_mentions_none(story, site):
    link = await forwarded(story, "personal", substitutes_allowed=False)

    assert "ersättare" not in (await site.get(f"{link}/annan")).text


async def test_a_forwarded_invitation_registers_a_colleague_of_the_same_organisation(story, site):
    link = await forwarded(story, "organisation")
    page = await site.get(link)
    assert "Du får skicka inbjudan vidare till kollegor i Hallsbergs kommun." in page.text
    form = await site.get(page.href("Jag är någon annan"))
    assert set(form.switches().values()) == {True}
    assert KARIN not in form.text

    sent = await site.get(await site.post(f"{link}/annan", ALI | dates(story.sessions[0])))

    assert sent.h1 == "Du är anmäld"
    assert ALI["email"] in sent.lead
    ali = await site.registration_of("Ali Rahimi")
    assert await site.organiser.seats(ali) == {story.sessions[0]: "confirmed"}
    row = await site.organiser.pool.fetchrow(
        "select origin, role, organisation from registration where id = $1", ali
    )
    assert tuple(row) == ("answer", "utvecklingsledare", "Hallsbergs kommun")
    assert (await site.organiser.invitations(story.cohort_id))[KARIN]["status"] == "queued"
    registration = (await site.organiser.told(events.Registration))[-1]
    assert (registration.id, registration.status) == (ali, "registered")
    async with site.organiser.pool.acquire() as conn:
        assert [name for name, _, holds in await invariants.count(conn) if not holds] == []


async def test_a_forwarded_registration_is_unaffected_by_the_invited_persons_answers(story, site):
    link = await forwarded(story, "organisation")
    await site.post(f"{link}/annan", ALI | dates(*story.sessions))
    await story.said_yes(link, [story.sessions[0]])
    await site.post(link, {"answer": "no"})

    ali = await site.registration_of("Ali Rahimi")
    assert set((await site.organiser.seats(ali)).values()) == {"confirmed"}
    own = await site.get(await site.link("r", ali))
    assert "Ali Rahimi" in own.text
    assert KARIN not in own.text
    # A declined invitation that was forwarded still leads other people on.
    assert (await site.get(link)).href("Jag är någon annan") == f"{link}/annan"


async def test_a_forwarded_invitation_refuses_an_address_outside_the_organisation(story, site):
    link = await forwarded(story, "organisation")
    page = await site.refused(f"{link}/annan", ALI | {"email": "ali@annan.example"} | dates(*story.sessions))

    assert page.mistakes() == {
        "email": "Inbjudan gäller dem som arbetar i Hallsbergs kommun. Skriv din e-postadress där, eller hör av dig till oss"
    }
    assert page.value("name") == "Ali Rahimi"
    assert await count_registrations(site) == 0
    assert await site.organiser.pool.fetchval("select count(*) from person where name = 'Ali Rahimi'") == 0


async def test_a_forwarded_invitation_accepts_any_address_of_a_person_with_a_position_there(story, site):
    link = await forwarded(story, "organisation")
    nora = await site.organiser.pool.fetchval("select id from organisation")
    await site.organiser.person("Ali Rahimi", nora)
    await site.organiser.pool.execute(
        "update person set email = 'ali@annan.example', email_key = 'ali@annan.example' where name = 'Ali Rahimi'"
    )
    await site.post(f"{link}/annan", ALI | {"email": "ali@annan.example"} | dates(*story.sessions))

    assert await count_registrations(site) == 1


async def test_an_openly_forwarded_invitation_registers_anybody(story, site):
    link = await forwarded(story, "open")
    page = await site.get(link)
    assert "Du får skicka inbjudan vidare till vem du vill." in page.text
    fields = ALI | {"email": "ali@annan.example", "organisation": "Nora kommun"}

    await site.post(f"{link}/annan", fields | dates(*story.sessions))

    ali = await site.registration_of("Ali Rahimi")
    organisation = await site.organiser.pool.fetchval(
        "select organisation from registration where id = $1", ali
    )
    assert organisation == "Nora kommun"
    assert set((await site.organiser.seats(ali)).values()) == {"confirmed"}


async def test_a_second_answer_to_a_forwarded_invitation_only_resends_the_link(story, site):
    link = await forwarded(story, "open")
    first = await site.post(f"{link}/annan", ALI | dates(story.sessions[0]))
    second = await site.post(f"{link}/annan", ALI | {"name": "Någon"} | dates(*story.sessions))

    assert first.partition("kvitto")[0] == second.partition("kvitto")[0]
    assert (await site.get(first)).lead == (await site.get(second)).lead
    assert await count_registrations(site) == 1
    ali = await site.registration_of("Ali Rahimi")
    assert await site.organiser.seats(ali) == {story.sessions[0]: "confirmed"}
    assert (await site.organiser.told(events.Registration))[-1].link_asked_at is not None


async def test_a_forwarded_invitation_refuses_the_invited_persons_own_address(story, site):
    link = await forwarded(story, "open")
    page = await site.refused(
        f"{link}/annan", ALI | {"email": "karin.lindgren@kommun.example"} | dates(*story.sessions)
    )

    assert page.mistakes() == {"email": "Adressen är den som fick inbjudan. Gå tillbaka och svara där"}


async def test_the_form_of_a_forwarded_invitation_reports_all_mistakes_at_once(story, site):
    link = await forwarded(story, "open")
    page = await site.refused(f"{link}/annan", {"name": "", "email": "x"})

    assert list(page.mistakes()) == ["datum", "name", "email"]


async def test_a_forwarded_invitation_to_a_full_session_gives_a_waiting_seat(story, site):
    link = await forwarded(story, "open", count=1)
    await story.fill(story.sessions[0])
    assert "Full, du hamnar på väntelistan" in (await site.get(f"{link}/annan")).text
    await site.post(f"{link}/annan", ALI | dates(story.sessions[0]))

    assert await site.organiser.seats(await site.registration_of("Ali Rahimi")) == {
        story.sessions[0]: "waiting"
    }


async def test_a_forwarded_invitation_is_refused_after_the_last_day_and_in_a_closed_cohort(
    story, site, clock
):
    link = await forwarded(story, "open")
    clock.now = times.end_of_day(RESPOND_BY) + timedelta(minutes=1)
    assert (await site.get(f"{link}/annan", expect=410)).h1 == "Det är för sent att svara"
    clock.now = NOW
    await publish_cohort.close(
        site.organiser.pool, a_caller(site.organiser.organiser_id, now=NOW), story.cohort_id
    )
    await site.refused(f"{link}/annan", ALI | dates(*story.sessions), expect=410)
    assert await count_registrations(site) == 0


@pytest.mark.parametrize("mode", ["organisation", "open"])
async def test_a_summons_cannot_be_forwarded_in_any_mode(story, site, mode):
    link = await forwarded(story, mode, kind="kallelse")

    assert "Jag är någon annan" not in (await site.get(link)).text
    assert (await site.get(f"{link}/annan")).h1 == "Inbjudan är personlig"


async def test_a_forwarded_link_to_an_unknown_invitation_is_not_found(site, story):
    await story.series(1)
    token = links.make("i", story.cohort_id, 1, KEYS)

    assert (await site.get(f"/i/{token}/annan", expect=404)).h1 == "Länken stämmer inte"
