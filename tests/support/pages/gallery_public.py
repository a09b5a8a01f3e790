"""Every state of the public pages, registered in the same gallery."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from services.registration.actions.cohorts import publish_cohort
from shared import ids
from tests.support.caller import a_caller
from tests.support.pages.gallery import MAKERS, Gallery, show, state
from tests.support.registration import NOW

__all__ = ["MAKERS", "show"]

WRITTEN = {"name": "", "email": "karin@nora", "organisation": "Nora kommun", "role": "rektor"}


async def open_programme(g: Gallery, registration: str = "open", **fields: Any) -> UUID:
    """Create a programme with public registration and a contact."""
    programme_id, organiser = ids.new(), g.site.organiser
    values = {"title": "Nätverk för förstelärare", "summary": "Tre eftermiddagar om undervisning."} | fields
    await organiser.pool.execute(
        """insert into programme (organiser_id, id, title, summary, registration, contact_id, extra)
           select $1, $2, $3, $4, $5, (select min(id::text)::uuid from contact where organiser_id = $1), '{"price_sek": 0}'""",
        organiser.organiser_id,
        programme_id,
        values["title"],
        values["summary"],
        registration,
    )
    return programme_id


async def cohort(g: Gallery, count: int = 3, *, registration: str = "open", **fields: Any) -> str:
    """Create a cohort with this many sessions and return its path."""
    fields.setdefault("programme_id", await open_programme(g, registration))
    await g.story.series(count, **fields)
    return await path_of(g)


async def path_of(g: Gallery) -> str:
    slug = await g.site.organiser.pool.fetchval("select slug from cohort where id = $1", g.story.cohort_id)
    return f"/ruc/{slug}"


async def _close(g: Gallery, action: str) -> None:
    organiser = g.site.organiser
    await getattr(publish_cohort, action)(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), g.story.cohort_id
    )


@state
async def public_list(g: Gallery) -> httpx.Response:
    path = await cohort(g, name="Våren 2026")
    await cohort(g, 1, waiting_list=True, name="Full")
    await g.story.fill(g.story.sessions[-1])
    await cohort(g, 2, registration="invitation_only", name="Inbjudna")
    await cohort(g, 2, name="Stängd")
    await _close(g, "close")
    await cohort(g, 0, name="Odaterad")
    await g.story.add(
        title="Konferens", form="konferens", starts_at=None, term="HT2026", status="tentative", mode="on_site"
    )
    await cohort(g, 0, name="Förra")
    await g.story.add(title="Förr", form="seminarium", on=date(2025, 5, 20), mode="on_site", place="Sal 3")
    assert path
    return await g.get("/ruc")


@state
async def cohort_drop_in(g: Gallery) -> httpx.Response:
    path = await cohort(g, 3, registration="invitation_only", name="Serien", drop_in=True, capacity=2)
    await g.story.fill(g.story.sessions[0])
    return await g.get(path)


@state
async def cohort_drop_in_soon(g: Gallery) -> httpx.Response:
    return await g.get(
        await cohort(
            g, 2, registration="invitation_only", name="Snart", drop_in=True, drop_in_from=date(2026, 1, 20)
        )
    )


async def _offered(g: Gallery) -> str:
    """The page of a person who is offered a seat that another has left."""
    await cohort(g, 2, name="Kö", capacity=1)
    first = await g.site.organiser.register(g.story.cohort_id, f"first.{g.story.cohort_id}@skola.example")
    mine = await g.site.organiser.register(
        g.story.cohort_id, f"mine.{g.story.cohort_id}@skola.example", name=g.name
    )
    await g.site.post(await g.site.link("r", first), {"withdraw": str(g.story.sessions[0])})
    return await g.site.link("r", mine)


@state
async def my_page_offered(g: Gallery) -> httpx.Response:
    return await g.get(await _offered(g))


@state
async def my_page_unsure(g: Gallery) -> httpx.Response:
    await cohort(g, 2, name="Kanske")
    mine = await g.site.organiser.register(g.story.cohort_id, f"unsure.{g.story.cohort_id}@skola.example")
    await g.site.organiser.pool.execute(
        "update seat set unsure_at = now() where registration_id = $1 and session_id = $2",
        mine,
        g.story.sessions[0],
    )
    return await g.get(await g.site.link("r", mine))


@state
async def my_page_offer_over(g: Gallery) -> httpx.Response:
    link = await _offered(g)
    g.clock.now = NOW + timedelta(days=2)
    return await g.get(link)


@state
async def my_page_offer_too_late(g: Gallery) -> httpx.Response:
    link = await _offered(g)
    g.clock.now = NOW + timedelta(days=2)
    return await g.post(link, accept=str(g.story.sessions[0]))


@state
async def public_one_form(g: Gallery) -> httpx.Response:
    await cohort(g, 0)
    await g.story.add(title="Seminarium", form="seminarium", on=date(2026, 5, 20))
    return await g.get("/ruc?form=seminarium")


@state
async def public_no_such_form(g: Gallery) -> httpx.Response:
    await cohort(g, 1)
    return await g.get("/ruc?form=workshop")


@state
async def public_empty(g: Gallery) -> httpx.Response:
    await g.site.organiser.pool.execute(
        "insert into organiser (id, slug, name) values ($1, 'tom', 'Tomma kontoret') on conflict do nothing",
        ids.new(),
    )
    return await g.get("/tom")


@state
async def public_embedded(g: Gallery) -> httpx.Response:
    await cohort(g)
    return await g.get("/ruc/embed")


@state
async def cohort_open(g: Gallery) -> httpx.Response:
    path = await cohort(g, 4)
    await g.story.fill(g.story.sessions[1])
    await g.site.organiser.pool.execute("update session set capacity = 3 where id = $1", g.story.sessions[0])
    await g.story.cancel(g.story.sessions[3])
    await g.story.add(title="Konferens", starts_at=None, term="HT2026", status="announced")
    await g.story.add(
        title="Dag", on=date(2026, 5, 20), mode="on_site", place="Örebro universitet, Långhuset"
    )
    return await g.get(path)


@state
async def cohort_wrong(g: Gallery) -> httpx.Response:
    path = await cohort(g)
    return await g.post(path, session_ids=[str(ids.new())], **WRITTEN)


@state
async def cohort_single(g: Gallery) -> httpx.Response:
    return await g.get(await cohort(g, 1))


@state
async def cohort_sent(g: Gallery) -> httpx.Response:
    path = await cohort(g, 1)
    return await g.get(await g.site.post(path, {"name": "Anna Ek", "email": "anna@skola.example"}))


@state
async def cohort_full_waits(g: Gallery) -> httpx.Response:
    path = await cohort(g, 1)
    await g.story.fill(g.story.sessions[0])
    return await g.get(path)


@state
async def cohort_full(g: Gallery) -> httpx.Response:
    path = await cohort(g, 1, waiting_list=False)
    await g.story.fill(g.story.sessions[0])
    return await g.get(path)


@state
async def cohort_personal(g: Gallery) -> httpx.Response:
    return await g.get(await cohort(g, registration="invitation_only"))


@state
async def cohort_closed(g: Gallery) -> httpx.Response:
    path = await cohort(g)
    await _close(g, "close")
    g.clock.now = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    return await g.get(path)


@state
async def cohort_cancelled(g: Gallery) -> httpx.Response:
    path = await cohort(g)
    await _close(g, "cancel")
    return await g.get(path)


@state
async def cohort_over(g: Gallery) -> httpx.Response:
    path = await cohort(g)
    g.clock.now = NOW + timedelta(days=365)
    return await g.get(path)


@state
async def cohort_without_dates(g: Gallery) -> httpx.Response:
    return await g.get(await cohort(g, 0))


@state
async def enquiry(g: Gallery) -> httpx.Response:
    return await g.get("/ruc/forfragan")


@state
async def enquiry_wrong(g: Gallery) -> httpx.Response:
    return await g.post("/ruc/forfragan", people="många", message="Hej\nHej", **WRITTEN)


@state
async def enquiry_sent(g: Gallery) -> httpx.Response:
    return await g.get("/ruc/forfragan?skickat=1")


@state
async def watch(g: Gallery) -> httpx.Response:
    programme_id = await open_programme(g)
    await cohort(g, programme_id=programme_id)
    return await g.get(f"/ruc/bevaka?program={programme_id}")


@state
async def watch_wrong(g: Gallery) -> httpx.Response:
    return await g.post("/ruc/bevaka", email="karin")


@state
async def watch_sent(g: Gallery) -> httpx.Response:
    return await g.get("/ruc/bevaka?skickat=1")


@state
async def lost_link(g: Gallery) -> httpx.Response:
    return await g.get("/ruc/lank")


@state
async def lost_link_sent(g: Gallery) -> httpx.Response:
    return await g.get("/ruc/lank?skickat=1")
