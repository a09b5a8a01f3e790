"""Every state of the pages about other people, and of the participant's page beside its sessions."""

from datetime import date, timedelta

import httpx

from services.registration.actions.directory import forget_person
from tests.support.caller import a_caller
from tests.support.pages.gallery import Gallery, state
from tests.support.pages.gallery_public import cohort
from tests.support.pages.gallery_questions import MAKERS, show
from tests.support.pages.states import DATES
from tests.support.registration import NOW

__all__ = ["MAKERS", "show"]

SUBSTITUTE = {"substitute_name": "Ali Rahimi", "substitute_email": "ali.rahimi@hallsberg.example"}
EVA = {"assistant_name": "Eva Berg", "assistant_email": "eva@skola.example", "organisation": "Centralskolan"}


async def on_site(g: Gallery) -> str:
    """A participant's page with a next session on site, on an eve, and a registration elsewhere."""
    await g.story.series(0)
    await g.story.add(
        title="Uppstart", mode="on_site", place="Örebro universitet, Långhuset", starts_at=DATES[0],
        ends_at=DATES[0] + timedelta(hours=3),
    )  # fmt: skip
    await g.story.add(title="Avslutning", mode="hybrid", on=date(2026, 6, 19))
    return await g.story.said_yes(await g.invited())


async def forwarded(g: Gallery, mode: str) -> str:
    await g.story.series(4, forwarding=mode)
    return await g.invited()


def rows(*colleagues: tuple[str, str]) -> dict[str, str]:
    return {
        f"{field}-{number}": value
        for number, (name, email) in enumerate(colleagues, start=1)
        for field, value in (("name", name), ("email", email))
    }


@state
async def my_page_with_code(g: Gallery) -> httpx.Response:
    link = await on_site(g)
    organiser = g.site.organiser
    email = await organiser.pool.fetchval("select email from person where name = $1", g.name)
    elsewhere = await organiser.cohort(name="Hösten")
    await organiser.session(elsewhere, starts_at=DATES[3])
    await organiser.register(elsewhere, email)
    return await g.get(link)


@state
async def substitute(g: Gallery) -> httpx.Response:
    return await g.get(f"{await g.mine()}/ersattare")


@state
async def substitute_wrong(g: Gallery) -> httpx.Response:
    return await g.post(f"{await g.mine()}/ersattare", substitute_name="", substitute_email="ali@")


@state
async def substitute_for_one(g: Gallery) -> httpx.Response:
    link = await g.mine()
    await g.post(f"{link}/ersattare", **SUBSTITUTE, session_ids=[str(g.story.sessions[1])])
    return await g.get(f"{link}?om=ersattare")


@state
async def substitute_for_all(g: Gallery) -> httpx.Response:
    link = await g.mine()
    await g.post(
        f"{link}/ersattare", **SUBSTITUTE, session_ids=[str(session_id) for session_id in g.story.sessions]
    )
    return await g.get(link)


@state
async def substitute_not_allowed(g: Gallery) -> httpx.Response:
    link = await g.story.said_yes(await g.series(substitutes_allowed=False))
    return await g.get(f"{link}/ersattare")


@state
async def withdrawal_asked_with_substitute(g: Gallery) -> httpx.Response:
    return await g.get(f"{await g.mine()}?avanmal={g.story.sessions[0]}")


@state
async def forwarded_within_the_organisation(g: Gallery) -> httpx.Response:
    return await g.get(await forwarded(g, "organisation"))


@state
async def forwarded_to_somebody_else(g: Gallery) -> httpx.Response:
    return await g.get(f"{await forwarded(g, 'organisation')}/annan")


@state
async def forwarded_wrong(g: Gallery) -> httpx.Response:
    link = await forwarded(g, "open")
    return await g.post(f"{link}/annan", name="", email="ali", organisation="Nora kommun")


@state
async def forwarded_elsewhere(g: Gallery) -> httpx.Response:
    link = await forwarded(g, "organisation")
    dates = [str(session_id) for session_id in g.story.sessions]
    return await g.post(f"{link}/annan", name="Ali", email="ali@annan.example", session_ids=dates)


@state
async def forwarded_sent(g: Gallery) -> httpx.Response:
    return await g.get(f"{await forwarded(g, 'open')}/annan?skickat=1")


@state
async def forwarded_personal(g: Gallery) -> httpx.Response:
    return await g.get(f"{await forwarded(g, 'personal')}/annan")


@state
async def colleagues(g: Gallery) -> httpx.Response:
    return await g.get(f"{await cohort(g, name=g.name)}/flera")


@state
async def colleagues_wrong(g: Gallery) -> httpx.Response:
    path = await cohort(g, name=g.name)
    return await g.post(
        f"{path}/flera", **EVA | {"assistant_email": ""}, **rows(("Bo Ek", "bo@"), ("", "cia@skola.example"))
    )


@state
async def colleagues_receipt(g: Gallery) -> httpx.Response:
    path = await cohort(g, name=g.name)
    await g.story.fill(g.story.sessions[2], 3)
    dates = [str(session_id) for session_id in g.story.sessions]
    answer = await g.post(f"{path}/flera", **EVA, **rows((g.name, ""), ("Bo Ek", "")), session_ids=dates)
    return await g.get(answer.headers["location"])


@state
async def colleagues_receipt_gone(g: Gallery) -> httpx.Response:
    return await g.get(f"{await cohort(g, name=g.name)}/flera?kvitto=x")


@state
async def invitation_of_somebody_erased(g: Gallery) -> httpx.Response:
    link = await g.series()
    organiser = g.site.organiser
    person = await organiser.pool.fetchval("select id from person where name = $1", g.name)
    await forget_person.forget(organiser.pool, a_caller(organiser.organiser_id, now=NOW), person)
    return await g.get(link)


@state
async def door_hybrid(g: Gallery) -> httpx.Response:
    link = await g.door(mode="hybrid", place="Sal 3")
    g.clock.now = DATES[0]
    return await g.get(link)
