"""An invitation that was sent on: in each of the three modes, what it says and what somebody else can do with it."""

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
    return {"session_ids": [str(one) for one in sessions]}


async def everything(site):
    return await site.organiser.pool.fetchval("select count(*) from registration")


async def test_an_answer_can_be_changed_until_the_last_day_and_the_page_says_so(story, site):
    page = await site.get(await forwarded(story, "personal"))

    assert "Du kan ändra ditt svar till och med tisdag 20 januari 2026." in page.text


async def test_a_personal_invitation_says_so_and_tells_somebody_else_what_to_do(story, site):
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
    assert await everything(site) == 0


async def test_a_personal_invitation_without_substitutes_speaks_of_none(story, site):
    link = await forwarded(story, "personal", substitutes_allowed=False)

    assert "ersättare" not in (await site.get(f"{link}/annan")).text


async def test_within_the_organisation_somebody_else_registers_beside_the_one_invited(story, site):
    link = await forwarded(story, "organisation")
    page = await site.get(link)
    assert "Du får skicka inbjudan vidare till kollegor i Hallsbergs kommun." in page.text
    form = await site.get(page.href("Jag är någon annan"))
    assert set(form.switches().values()) == {True}
    assert KARIN not in form.text

    sent = await site.get(await site.post(f"{link}/annan", ALI | dates(story.sessions[0])))

    assert sent.h1 == "Titta i din inkorg"
    ali = await site.registration_of("Ali Rahimi")
    assert await site.organiser.seats(ali) == {story.sessions[0]: "confirmed"}
    row = await site.organiser.pool.fetchrow(
        "select origin, role, organisation from registration where id = $1", ali
    )
    assert tuple(row) == ("answer", "utvecklingsledare", "Hallsbergs kommun")
    assert (await site.organiser.invitations(story.cohort_id))[KARIN]["status"] == "queued"
    told = (await site.organiser.told(events.Registration))[-1]
    assert (told.id, told.status) == (ali, "registered")
    async with site.organiser.pool.acquire() as conn:
        assert [name for name, _, holds in await invariants.count(conn) if not holds] == []


async def test_what_the_one_invited_answers_afterwards_leaves_the_other_alone(story, site):
    link = await forwarded(story, "organisation")
    await site.post(f"{link}/annan", ALI | dates(*story.sessions))
    await story.said_yes(link, [story.sessions[0]])
    await site.post(link, {"answer": "no"})

    ali = await site.registration_of("Ali Rahimi")
    assert set((await site.organiser.seats(ali)).values()) == {"confirmed"}
    own = await site.get(await site.link("r", ali))
    assert "Ali Rahimi" in own.text
    assert KARIN not in own.text
    # A no that was forwarded is no dead end for whoever gets it.
    assert (await site.get(link)).href("Jag är någon annan") == f"{link}/annan"


async def test_an_address_elsewhere_is_not_of_the_organisation(story, site):
    link = await forwarded(story, "organisation")
    page = await site.refused(f"{link}/annan", ALI | {"email": "ali@annan.example"} | dates(*story.sessions))

    assert page.mistakes() == {
        "email": "Inbjudan gäller dem som arbetar i Hallsbergs kommun. Skriv din e-postadress där, eller hör av dig till oss"
    }
    assert page.value("name") == "Ali Rahimi"
    assert await everything(site) == 0
    assert await site.organiser.pool.fetchval("select count(*) from person where name = 'Ali Rahimi'") == 0


async def test_somebody_known_to_work_there_may_have_any_address(story, site):
    link = await forwarded(story, "organisation")
    nora = await site.organiser.pool.fetchval("select id from organisation")
    await site.organiser.person("Ali Rahimi", nora)
    await site.organiser.pool.execute(
        "update person set email = 'ali@annan.example', email_key = 'ali@annan.example' where name = 'Ali Rahimi'"
    )
    await site.post(f"{link}/annan", ALI | {"email": "ali@annan.example"} | dates(*story.sessions))

    assert await everything(site) == 1


async def test_an_open_invitation_is_for_anybody_who_has_it(story, site):
    link = await forwarded(story, "open")
    page = await site.get(link)
    assert "Du får skicka inbjudan vidare till vem du vill." in page.text
    said = ALI | {"email": "ali@annan.example", "organisation": "Nora kommun"}

    await site.post(f"{link}/annan", said | dates(*story.sessions))

    ali = await site.registration_of("Ali Rahimi")
    organisation = await site.organiser.pool.fetchval(
        "select organisation from registration where id = $1", ali
    )
    assert organisation == "Nora kommun"
    assert set((await site.organiser.seats(ali)).values()) == {"confirmed"}


async def test_a_second_time_only_the_link_is_sent_and_nobody_can_tell(story, site):
    link = await forwarded(story, "open")
    first = await site.post(f"{link}/annan", ALI | dates(story.sessions[0]))
    second = await site.post(f"{link}/annan", ALI | {"name": "Någon"} | dates(*story.sessions))

    assert first == second
    assert await everything(site) == 1
    ali = await site.registration_of("Ali Rahimi")
    assert await site.organiser.seats(ali) == {story.sessions[0]: "confirmed"}
    assert (await site.organiser.told(events.Registration))[-1].link_asked_at is not None


async def test_the_one_invited_answers_on_the_invitation_itself(story, site):
    link = await forwarded(story, "open")
    page = await site.refused(
        f"{link}/annan", ALI | {"email": "karin.lindgren@kommun.example"} | dates(*story.sessions)
    )

    assert page.mistakes() == {"email": "Adressen är den som fick inbjudan. Gå tillbaka och svara där"}


async def test_everything_wrong_is_said_at_once(story, site):
    link = await forwarded(story, "open")
    page = await site.refused(f"{link}/annan", {"name": "", "email": "x"})

    assert list(page.mistakes()) == ["datum", "name", "email"]


async def test_a_full_date_gives_a_wait_or_says_so(story, site):
    link = await forwarded(story, "open", count=1)
    await story.fill(story.sessions[0])
    assert "Full, du hamnar på väntelistan" in (await site.get(f"{link}/annan")).text
    await site.post(f"{link}/annan", ALI | dates(story.sessions[0]))

    assert await site.organiser.seats(await site.registration_of("Ali Rahimi")) == {
        story.sessions[0]: "waiting"
    }


async def test_after_the_last_day_and_when_closed_nobody_registers_by_it(story, site, clock):
    link = await forwarded(story, "open")
    clock.now = times.end_of_day(RESPOND_BY) + timedelta(minutes=1)
    assert (await site.get(f"{link}/annan", expect=410)).h1 == "Det är för sent att svara"
    clock.now = NOW
    await publish_cohort.close(
        site.organiser.pool, a_caller(site.organiser.organiser_id, now=NOW), story.cohort_id
    )
    await site.refused(f"{link}/annan", ALI | dates(*story.sessions), expect=410)
    assert await everything(site) == 0


@pytest.mark.parametrize("mode", ["organisation", "open"])
async def test_a_kallelse_is_to_one_person_in_every_mode(story, site, mode):
    link = await forwarded(story, mode, kind="kallelse")

    assert "Jag är någon annan" not in (await site.get(link)).text
    assert (await site.get(f"{link}/annan")).h1 == "Inbjudan är personlig"


async def test_a_link_that_is_not_ours_leads_nowhere(site, story):
    await story.series(1)
    token = links.make("i", story.cohort_id, 1, KEYS)

    assert (await site.get(f"/i/{token}/annan", expect=404)).h1 == "Länken stämmer inte"
