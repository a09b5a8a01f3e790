"""States of a registration that has to be confirmed by mail: the form, its receipts, the page before and after its time."""

from datetime import timedelta

import httpx

from tests.support.pages.gallery import Gallery, state
from tests.support.pages.gallery_others import EVA, MAKERS, rows, show
from tests.support.pages.gallery_public import cohort
from tests.support.registration import NOW

__all__ = ["MAKERS", "show"]


async def _asking(g: Gallery, count: int = 3) -> str:
    return await cohort(g, count, name=g.name, must_confirm=True)


async def _register(g: Gallery, path: str) -> httpx.Response:
    address = f"{g.name.replace(' ', '.').lower()}@nora.example"
    dates = [str(session_id) for session_id in g.story.sessions]
    return await g.post(path, name=g.name, email=address, session_ids=dates)


async def _link(g: Gallery, name: str | None = None) -> str:
    return await g.site.link("r", await g.site.registration_of(name or g.name))


@state
async def confirm_form(g: Gallery) -> httpx.Response:
    return await g.get(await _asking(g))


@state
async def confirm_sent(g: Gallery) -> httpx.Response:
    answer = await _register(g, await _asking(g))
    return await g.get(answer.headers["location"])


@state
async def confirm_page(g: Gallery) -> httpx.Response:
    """Two dates held, one of them not for the whole time, and a wait."""
    path = await _asking(g)
    await g.story.add(
        title="Frågestund", starts_at=NOW + timedelta(hours=5), ends_at=NOW + timedelta(hours=6)
    )
    await g.story.fill(g.story.sessions[1])
    await _register(g, path)
    return await g.get(await _link(g))


@state
async def confirm_page_of_colleagues(g: Gallery) -> httpx.Response:
    path, dates = await _asking(g, 1), [str(session_id) for session_id in g.story.sessions]
    await g.post(f"{path}/flera", **EVA, **rows((g.name, ""), (f"Bo {g.name}", "")), session_ids=dates)
    return await g.get(await _link(g))


@state
async def confirm_receipt_of_colleagues(g: Gallery) -> httpx.Response:
    path, dates = await _asking(g), [str(session_id) for session_id in g.story.sessions]
    answer = await g.post(f"{path}/flera", **EVA, **rows((g.name, ""), ("Bo Ek", "")), session_ids=dates)
    return await g.get(answer.headers["location"])


@state
async def confirm_over(g: Gallery) -> httpx.Response:
    await _register(g, await _asking(g))
    link = await _link(g)
    g.clock.now = NOW + timedelta(days=2)
    return await g.get(link)
