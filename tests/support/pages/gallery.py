"""Every state of every participant page, made from real rows: for the checks of every page, axe and viewing."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Final

import httpx
from litestar import Response

from services.registration.actions.cohorts import publish_cohort
from services.registration.actions.registrations import withdraw
from services.registration.web.kit.errors import page_for
from services.registration.web.kit.forms.posted_form import KeptForm
from shared.language import Language
from tests.support.caller import a_caller
from tests.support.pages.client import Clock, Site
from tests.support.pages.states import DATES, SeriesBuilder
from tests.support.registration import NOW

Maker = Callable[["Gallery"], Awaitable[httpx.Response]]
MAKERS: Final[dict[str, Maker]] = {}
_NUMBERS: Final = count(1)


def state(maker: Maker) -> Maker:
    """Register a state under its function's name."""
    MAKERS[maker.__name__] = maker
    return maker


class Gallery:
    """Fetches states in one language; each state has its own cohort and person."""

    def __init__(self, site: Site, clock: Clock, language: Language) -> None:
        self.site = site
        self.clock = clock
        self.language = language
        self.name = f"Karin Lindgren {next(_NUMBERS)}"
        self.story = SeriesBuilder(site, clock)

    async def get(self, path: str) -> httpx.Response:
        return await self.site.client.get(path, params={**_query(path), "lang": self.language})

    async def post(self, path: str, **data: object) -> httpx.Response:
        return await self.site.client.post(path, params={"lang": self.language}, data=data)

    async def invited(self, **rule: object) -> str:
        return await self.story.invited(self.name, **rule)

    async def series(self, **rule: object) -> str:
        await self.story.series()
        return await self.invited(**rule)

    async def mine(self) -> str:
        """The path of the participant's page after a yes to every session."""
        return await self.story.said_yes(await self.series())

    async def door(
        self,
        *,
        forwarding: str = "personal",
        is_full: bool = False,
        is_tentative: bool = False,
        **session: object,
    ) -> str:
        """The link to a meeting that begins at 13.00 on 3 February."""
        await self.story.series(0, forwarding=forwarding)
        plain = {"title": "Lärträff 1", "mode": "digital", "join_url": "https://meet.example/rum",
                 "starts_at": DATES[0], "ends_at": DATES[0] + timedelta(hours=3)}  # fmt: skip
        if is_tentative:
            session["status"] = "tentative"
        session_id = await self.story.add(**plain | session)
        link = await self.invited()
        if is_full:
            await self.story.fill(session_id)
        await self.story.said_yes(link)
        return await self.site.seat_link(await self.site.registration_of(self.name), session_id)


def _query(path: str) -> dict[str, str]:
    return dict(httpx.URL(path).params)


async def show(site: Site, clock: Clock, name: str, language: Language) -> httpx.Response:
    """Show one state in one language."""
    clock.now = NOW
    return await MAKERS[name](Gallery(site, clock, language))


@state
async def invitation(g: Gallery) -> httpx.Response:
    return await g.get(await g.series())


@state
async def invitation_wrong(g: Gallery) -> httpx.Response:
    link = await g.series()
    chosen = [str(session_id) for session_id in g.story.sessions[:2]]
    return await g.post(
        link, answer="substitute", session_ids=chosen, name=g.name, role="skolchef och förvaltningschef", organisation="",
        substitute_name="Ali Rahimi", substitute_email="ali.rahimi@hallsberg", message="Den 7 maj har vi budgetdag.",
    )  # fmt: skip


@state
async def invitation_who(g: Gallery) -> httpx.Response:
    link = await g.series()
    return await g.post(
        link,
        answer="yes",
        session_ids=[str(session_id) for session_id in g.story.sessions],
        substitute_name="Ali Rahimi",
    )


@state
async def invitation_none_chosen(g: Gallery) -> httpx.Response:
    return await g.post(await g.series(), answer="yes")


@state
async def invitation_single(g: Gallery) -> httpx.Response:
    await g.story.series(1)
    return await g.get(await g.invited())


@state
async def invitation_of_all_kinds(g: Gallery) -> httpx.Response:
    story = g.story
    await story.series()
    await story.add(
        title="Dagsseminarium", on=date(2026, 5, 20), mode="on_site", place="Örebro universitet, Långhuset"
    )
    await story.add(
        title="Konferens",
        starts_at=None,
        term="HT2026",
        status="tentative",
        note="Tillsammans med kommunchefer och skolpolitiker",
    )
    await story.add(
        title="Uppstart", starts_at=datetime(2026, 1, 13, 8, 0, tzinfo=UTC), mode="hybrid", place="Sal 3"
    )
    await story.fill(story.sessions[1])
    link = await g.invited()
    await story.cancel(story.sessions[2])
    g.clock.now = NOW + timedelta(days=2)
    return await g.get(link)


async def parallel(g: Gallery) -> str:
    """A day with three parallel seminars, one full and one with two seats left."""
    await g.story.series(2)
    for letter, capacity in (("A", 2), ("B", None), ("C", 1)):
        await g.story.add(
            title=f"Seminarium {letter}: att leda lärande", choice_group="eftermiddag", capacity=capacity, mode="on_site",
            place="Örebro universitet", starts_at=DATES[0] + timedelta(hours=4), ends_at=DATES[0] + timedelta(hours=5),
        )  # fmt: skip
    await g.story.fill(g.story.sessions[-1])
    return await g.invited()


@state
async def invitation_parallel(g: Gallery) -> httpx.Response:
    return await g.get(await parallel(g))


@state
async def invitation_parallel_wrong(g: Gallery) -> httpx.Response:
    return await g.post(await parallel(g), answer="yes", session_ids=str(g.story.sessions[0]))


@state
async def my_page_parallel(g: Gallery) -> httpx.Response:
    link = await parallel(g)
    await g.site.post(link, {"answer": "yes", "choice_eftermiddag": str(g.story.sessions[2])})
    return await g.get(await g.site.link("r", await g.site.registration_of(g.name)))


@state
async def invitation_full_without_list(g: Gallery) -> httpx.Response:
    await g.story.series(2)
    await g.story.fill(g.story.sessions[0])
    return await g.get(await g.invited(waiting_list=False))


@state
async def invitation_accepted(g: Gallery) -> httpx.Response:
    link = await g.series()
    await g.story.said_yes(link, g.story.sessions[:3])
    return await g.get(link)


@state
async def invitation_protected(g: Gallery) -> httpx.Response:
    link = await g.series()
    await g.story.protect(g.name)
    return await g.get(link)


@state
async def summons(g: Gallery) -> httpx.Response:
    return await g.get(await g.series(kind="kallelse"))


@state
async def summons_without_reason(g: Gallery) -> httpx.Response:
    return await g.post(await g.series(kind="kallelse"), answer="no")


@state
async def excused(g: Gallery) -> httpx.Response:
    link = await g.series(kind="kallelse")
    await g.site.post(link, {"answer": "no", "message": "Jag är på en annan konferens."})
    return await g.get(link)


@state
async def declined(g: Gallery) -> httpx.Response:
    link = await g.series()
    await g.site.post(link, {"answer": "no"})
    return await g.get(link)


@state
async def declined_with_reason(g: Gallery) -> httpx.Response:
    link = await g.series()
    await g.site.post(link, {"answer": "no"})
    return await g.get(await g.site.post(link, {"reason": "Fel vecka för oss."}))


@state
async def declined_reason_too_long(g: Gallery) -> httpx.Response:
    link = await g.series()
    await g.site.post(link, {"answer": "no"})
    return await g.post(link, reason="Nej. " * 1000)


@state
async def substituted(g: Gallery) -> httpx.Response:
    link = await g.series()
    chosen = [str(session_id) for session_id in g.story.sessions]
    address = f"ali.{g.story.cohort_id}@kommun.example"
    data = {
        "answer": "substitute",
        "session_ids": chosen,
        "substitute_name": "Ali Rahimi",
        "substitute_email": address,
    }
    await g.site.post(link, data)
    return await g.get(link)


@state
async def too_late(g: Gallery) -> httpx.Response:
    link = await g.series()
    g.clock.now = NOW + timedelta(days=9)
    return await g.get(link)


@state
async def too_late_after_yes(g: Gallery) -> httpx.Response:
    link = await g.series()
    await g.story.said_yes(link)
    g.clock.now = NOW + timedelta(days=9)
    return await g.get(link)


@state
async def closed(g: Gallery) -> httpx.Response:
    link = await g.series()
    await publish_cohort.close(
        g.site.organiser.pool, a_caller(g.site.organiser.organiser_id, now=NOW), g.story.cohort_id
    )
    return await g.get(link)


@state
async def cancelled(g: Gallery) -> httpx.Response:
    link = await g.series()
    await publish_cohort.cancel(
        g.site.organiser.pool, a_caller(g.site.organiser.organiser_id, now=NOW), g.story.cohort_id
    )
    return await g.get(link)


@state
async def over(g: Gallery) -> httpx.Response:
    link = await g.series(respond_by=None)
    g.clock.now = NOW + timedelta(days=365)
    return await g.get(link)


@state
async def bad_link(g: Gallery) -> httpx.Response:
    return await g.get("/i/" + "x" * 48)


@state
async def dead_link(g: Gallery) -> httpx.Response:
    link = await g.series()
    await g.site.organiser.pool.execute(
        "update invitation set generation = 2 where cohort_id = $1", g.story.cohort_id
    )
    return await g.get(link)


@state
async def done(g: Gallery) -> httpx.Response:
    await g.story.series()
    await g.site.organiser.pool.execute(
        """update cohort set reminders = '[{"days_before": 7}, {"days_before": 1}]' where id = $1""",
        g.story.cohort_id,
    )
    link = await g.invited()
    await g.story.fill(g.story.sessions[2])
    return await g.get(f"{await g.story.said_yes(link)}?ny=1")


@state
async def done_waiting(g: Gallery) -> httpx.Response:
    await g.story.series(1)
    link = await g.invited()
    await g.story.fill(g.story.sessions[0])
    return await g.get(f"{await g.story.said_yes(link)}?ny=1")


@state
async def my_page(g: Gallery) -> httpx.Response:
    story = g.story
    await story.series()
    await story.add(
        title="Dagsseminarium", on=date(2026, 5, 20), mode="on_site", place="Örebro universitet, Långhuset"
    )
    await story.fill(story.sessions[3], capacity=2)
    mine = await story.said_yes(await g.invited())
    await g.site.post(mine, {"withdraw": str(story.sessions[4])})
    await story.cancel(story.sessions[2])
    g.clock.now = NOW + timedelta(days=40)
    return await g.get(mine)


@state
async def my_page_subscribed(g: Gallery) -> httpx.Response:
    mine = await g.mine()
    return await g.get(await g.site.post(mine, {"calendar": "subscription"}))


@state
async def withdrawn_from_one(g: Gallery) -> httpx.Response:
    mine = await g.mine()
    return await g.get(await g.site.post(mine, {"withdraw": str(g.story.sessions[1])}))


@state
async def asked_about_one(g: Gallery) -> httpx.Response:
    mine = await g.mine()
    return await g.get(f"{mine}?avanmal={g.story.sessions[1]}")


@state
async def asked_about_all(g: Gallery) -> httpx.Response:
    return await g.get(f"{await g.mine()}?avanmal=alla")


@state
async def withdrawn(g: Gallery) -> httpx.Response:
    mine = await g.mine()
    return await g.get(await g.site.post(mine, {"withdraw": "all"}))


@state
async def my_page_refused(g: Gallery) -> httpx.Response:
    mine = await g.mine()
    third = g.story.sessions[2]
    await g.site.post(mine, {"withdraw": str(third)})
    await g.site.organiser.pool.execute("update session set capacity = 0 where id = $1", third)
    await g.site.organiser.pool.execute(
        "update invitation_rule set waiting_list = false where cohort_id = $1", g.story.cohort_id
    )
    return await g.post(mine, take=str(third))


@state
async def my_page_cancelled(g: Gallery) -> httpx.Response:
    mine = await g.mine()
    await publish_cohort.cancel(
        g.site.organiser.pool, a_caller(g.site.organiser.organiser_id, now=NOW), g.story.cohort_id
    )
    return await g.get(mine)


@state
async def door_early(g: Gallery) -> httpx.Response:
    link = await g.door(note="Ta med ett exempel från din egen förvaltning.")
    g.clock.now = DATES[0] - timedelta(hours=1, minutes=40)
    return await g.get(link)


@state
async def door_another_day(g: Gallery) -> httpx.Response:
    return await g.get(await g.door())


@state
async def door_open(g: Gallery) -> httpx.Response:
    link = await g.door()
    g.clock.now = DATES[0] - timedelta(minutes=18)
    return await g.get(link)


@state
async def door_open_protected(g: Gallery) -> httpx.Response:
    link = await g.door()
    await g.story.protect(g.name)
    g.clock.now = DATES[0] + timedelta(minutes=18)
    return await g.get(link)


@state
async def door_on_site(g: Gallery) -> httpx.Response:
    link = await g.door(mode="on_site", join_url=None, place="Örebro universitet, Långhuset")
    g.clock.now = DATES[0]
    return await g.get(link)


@state
async def checked_in(g: Gallery) -> httpx.Response:
    link = await g.door(mode="on_site", join_url=None, place="Örebro universitet, Långhuset")
    g.clock.now = DATES[0]
    return await g.get(await g.site.post(link, {"who": "me"}))


@state
async def door_without_link(g: Gallery) -> httpx.Response:
    link = await g.door(join_url=None)
    g.clock.now = DATES[0]
    return await g.get(link)


@state
async def guest_asked(g: Gallery) -> httpx.Response:
    link = await g.door(forwarding="organisation")
    g.clock.now = DATES[0]
    return await g.get(f"{link}?vem=annan")


@state
async def guest_without_name(g: Gallery) -> httpx.Response:
    link = await g.door(forwarding="open")
    g.clock.now = DATES[0]
    return await g.post(link, who="guest", guest_name="")


@state
async def guest_refused(g: Gallery) -> httpx.Response:
    link = await g.door()
    g.clock.now = DATES[0]
    return await g.get(f"{link}?vem=annan")


@state
async def door_over(g: Gallery) -> httpx.Response:
    link = await g.door()
    g.clock.now = DATES[0] + timedelta(hours=4)
    return await g.get(link)


@state
async def door_cancelled(g: Gallery) -> httpx.Response:
    link = await g.door()
    await g.story.cancel(g.story.sessions[0])
    return await g.get(link)


@state
async def door_withdrawn(g: Gallery) -> httpx.Response:
    link = await g.door()
    organiser = g.site.organiser
    own = await g.site.registration_of(g.name)
    await withdraw.withdraw(organiser.pool, a_caller(organiser.organiser_id, now=NOW), own, session_ids=None)
    return await g.get(link)


@state
async def door_waiting(g: Gallery) -> httpx.Response:
    return await g.get(await g.door(is_full=True))


@state
async def door_without_a_day(g: Gallery) -> httpx.Response:
    return await g.get(await g.door(starts_at=None, ends_at=None, term="VT2026", is_tentative=True))


@state
async def front(g: Gallery) -> httpx.Response:
    return await g.get("/")


@state
async def privacy(g: Gallery) -> httpx.Response:
    return await g.get("/ruc/personuppgifter")


@state
async def accessibility(g: Gallery) -> httpx.Response:
    return await g.get("/ruc/tillganglighet")


@state
async def no_such_page(g: Gallery) -> httpx.Response:
    return await g.get("/ruc/finns-inte")


@state
async def our_fault(g: Gallery) -> httpx.Response:
    return _answered(page_for(500, g.language, "0197f3c2"))


@state
async def database_away(g: Gallery) -> httpx.Response:
    return _answered(page_for(503, g.language))


@state
async def form_not_taken(g: Gallery) -> httpx.Response:
    fields = (("answer", "yes"), ("name", "Karin Lindgren"), ("message", "Rad ett\nRad två"))
    return _answered(page_for(503, g.language, posted=KeptForm("/i/made-up", fields)))


def _answered(page: Response[bytes]) -> httpx.Response:
    headers = {**page.headers, "content-type": "text/html; charset=utf-8"}
    return httpx.Response(page.status_code or 200, headers=headers, content=page.content)


@state
async def my_data_asked(g: Gallery) -> httpx.Response:
    """The page that mails a link to a person's data."""
    return await g.get(f"{await g.mine()}/uppgifter")


@state
async def my_data_link_mailed(g: Gallery) -> httpx.Response:
    """The answer once the link is mailed."""
    return await g.post(f"{await g.mine()}/uppgifter", send="yes")


@state
async def my_data_opened(g: Gallery) -> httpx.Response:
    """What the mailed link leads to."""
    link = await g.mine()
    await g.post(f"{link}/uppgifter", send="yes")
    return await g.get(await g.site.data_link(link))


@state
async def my_data_erased(g: Gallery) -> httpx.Response:
    """The page of a link after its person has asked for erasure."""
    link = await g.mine()
    await g.post(f"{link}/uppgifter", send="yes")
    await g.post(await g.site.data_link(link), erase="yes")
    return await g.get(link)


@state
async def my_page_closed(g: Gallery) -> httpx.Response:
    """One's own page long after the last session."""
    link = await g.mine()
    g.clock.now += timedelta(days=400)
    answer = await g.get(link)
    g.clock.now -= timedelta(days=400)
    return answer


@state
async def new_links_asked(g: Gallery) -> httpx.Response:
    """The confirmation before a person's links are replaced."""
    return await g.get(f"{await g.mine()}/ny-lank")


@state
async def new_links_mailed(g: Gallery) -> httpx.Response:
    """The answer once the links are replaced."""
    return await g.post(f"{await g.mine()}/ny-lank", replace="yes")
