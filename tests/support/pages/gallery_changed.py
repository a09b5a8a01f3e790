"""States of pages on which something has changed: a moved session, an open door, one's own details, a receipt."""

from datetime import timedelta

import httpx

from services.registration.actions.sessions import change_session
from services.registration.domain.sessions.session import SessionChanges
from tests.support.caller import a_caller
from tests.support.pages.gallery import Gallery, state
from tests.support.pages.gallery_confirming import MAKERS, show
from tests.support.pages.gallery_public import cohort
from tests.support.pages.states import DATES
from tests.support.registration import NOW

__all__ = ["MAKERS", "show"]


async def move(g: Gallery) -> None:
    """Move the second session by two days, with a reason."""
    organiser, starts_at = g.site.organiser, DATES[1] + timedelta(days=2)
    g.clock.now = NOW + timedelta(days=1)
    await change_session.change(
        organiser.pool, a_caller(organiser.organiser_id, now=g.clock.now), g.story.sessions[1],
        SessionChanges(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3)),
        version=None, silent=False, reason="Föreläsaren kan inte den 17 mars.",
    )  # fmt: skip


@state
async def my_page_moved(g: Gallery) -> httpx.Response:
    mine = await g.mine()
    await move(g)
    return await g.get(mine)


@state
async def invitation_moved(g: Gallery) -> httpx.Response:
    link = await g.series()
    await move(g)
    return await g.get(link)


@state
async def my_page_door_open(g: Gallery) -> httpx.Response:
    mine = await g.mine()
    g.clock.now = DATES[0] - timedelta(minutes=10)
    return await g.get(mine)


@state
async def my_details(g: Gallery) -> httpx.Response:
    return await g.get(f"{await g.mine()}/andra")


@state
async def my_details_wrong(g: Gallery) -> httpx.Response:
    return await g.post(f"{await g.mine()}/andra", name="", email="karin@", organisation="")


@state
async def cohort_receipt(g: Gallery) -> httpx.Response:
    path = await cohort(g, 2)
    chosen = [str(session_id) for session_id in g.story.sessions]
    email = f"anna.{g.story.cohort_id}@skola.example"
    return await g.get(await g.site.post(path, {"name": "Anna Ek", "email": email, "session_ids": chosen}))


@state
async def front(g: Gallery) -> httpx.Response:
    return await g.get("/")
