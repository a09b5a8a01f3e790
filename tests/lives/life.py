"""One life: its cohort is made, its steps are carried out, and after each one every channel is compared with the API."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared import links, times
from tests.lives import compare_calendars, compare_mails, compare_pages, pages, truth
from tests.lives import deeds_of_coordinator as coordinator
from tests.lives import deeds_of_people as people
from tests.lives.calendars import ShownEntry, entries_of
from tests.lives.choosing import Deed
from tests.lives.compare_calendars import Subscribed
from tests.lives.compare_mails import Contradiction, NewestMail
from tests.lives.post import ArrivedMail, Post
from tests.lives.steps import Setting, Step
from tests.lives.truth import ApiReading, Link
from tests.lives.web import Web
from tests.lives.world import World
from tests.support.pages.client import KEYS
from tests.support.registration import OrganiserDriver

NAMES = ("Anna Ek", "Bo Ek", "Cia Ek", "Dan Ek")
_LONGEST_IN_VAIN = timedelta(days=1)  # after two days they have failed
_NEVER_IN_VAIN = {"undate"}  # one that removes an entry because its date has no day cannot be made anew
DEEDS: dict[str, Deed] = {**people.DEEDS, **coordinator.DEEDS}


@dataclass
class Happened:
    """A step in words, the mails that followed, and the contradictions that began with it."""

    text: str
    mails: list[ArrivedMail] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)


class Life:
    """Four people, of whom three are known at first, and the channels that speak to them."""

    def __init__(self, world: World, organiser: OrganiserDriver, web: Web, post: Post) -> None:
        self.world, self.organiser, self.web, self.post = world, organiser, web, post
        self.addresses: dict[str, str | None] = {
            name: f"{name.partition(' ')[0].lower()}@nora.example" for name in NAMES
        }
        self.addresses_made = 0
        self.truth = ApiReading(times.now())
        self.told: dict[tuple[str, str], NewestMail] = {}
        self.sequences: dict[str, dict[str, int]] = {}
        self.subscribed: dict[str, Subscribed] = {}
        self.silent: set[str] = set()  # dates of which mails need not say what holds
        self.seen: dict[str, tuple[object, list[Contradiction]]] = {}
        self.read_to = 0
        self.is_waiting = False  # events and mails have been left for a later step
        self.in_vain = False  # mails that wait may have been tried
        self.in_vain_since: datetime | None = None
        self.changes = 0  # steps since mails went out
        self.known: set[str] = set()

    # For the deeds.

    def title(self, session_id: str) -> str:
        session = self.truth.sessions[session_id]
        name = self.truth.cohorts[session["cohort_id"]]["name"]
        return f"{session['title']} of {name}" if len(self.truth.cohorts) > 1 else session["title"]

    def titles(self, session_ids: Sequence[str]) -> str:
        return " and ".join(self.title(one) for one in session_ids) or "nothing"

    def path(self, kind: links.Kind, subject: str) -> str:
        """A personal link of the present generation."""
        generation = self.truth.links[subject].generation
        return f"/{kind}/{links.make(kind, UUID(subject), generation, KEYS)}"

    def open_cohorts(self) -> list[dict[str, Any]]:
        return [one for one in self.truth.cohorts.values() if one["status"] == "open"]

    def dates_of_cohort(self, cohort_id: str) -> list[str]:
        """The dates that have not begun."""
        return [
            one["id"]
            for one in self.truth.sessions.values()
            if one["cohort_id"] == cohort_id and self.truth.is_ahead(one["id"])
        ]

    async def move_clock(self, now: datetime) -> None:
        await self.world.set_time(now)
        await self.world.do_periodic_tasks()

    # The life itself.

    async def make_cohort(self, setting: Setting) -> None:
        """An open cohort, with an invitation rule for everybody who is known when the coordinator invites."""
        web, now, self.in_vain = self.web, times.now(), setting.in_vain
        form = "open" if setting.is_open else "invitation_only"
        programme = await web.made("/programmes", title="Att leda", registration=form)
        cohort = await web.made(
            "/cohorts", programme_id=programme["id"], name="Omgång 1", capacity=setting.capacity,
            reminders=[{"days_before": 1}] if setting.reminds else [], offer_hours=4,
        )  # fmt: skip
        made = []
        for number in range(setting.dates):
            start = (now + timedelta(days=setting.first_day + 7 * number)).replace(hour=12)
            made.append(await web.made(
                "/sessions", cohort_id=cohort["id"], title=f"Träff {number + 1}", number=number + 1, mode="on_site",
                place="Sal A", starts_at=start.isoformat(), ends_at=(start + timedelta(hours=2)).isoformat(),
            ))  # fmt: skip
        school = await web.made("/organisations", name="Nora kommun", type="kommun")
        position = {"organisation_id": school["id"], "role": "rektor"}
        for name in NAMES[:3]:
            await web.made("/people", name=name, email=self.addresses[name], positions=[position])
        audience = await web.made("/audiences", name="Alla", everyone=True)
        last = setting.respond_days and (now + timedelta(days=setting.respond_days)).date().isoformat()
        await web.made(
            "/invitation_rules", cohort_id=cohort["id"], audience_id=audience["id"], kind=setting.kind,
            session_ids=None if setting.is_full_rule else [made[0]["id"]], respond_by=last, substitutes_allowed=True,
            waiting_list=True,
        )  # fmt: skip
        answer = await web.api("POST", f"/cohorts/{cohort['id']}/publish")
        assert answer.status == 200, answer.text
        self.truth = await truth.read(web, self.organiser.pool, self.organiser.organiser_id, None)

    async def live(self, step: Step, *, is_last: bool) -> Happened:
        """Carry out one step and compare, unless the mails wait for the next step."""
        happened = Happened(await DEEDS[step.deed](self, step))
        if not happened.text and not (self.is_waiting and is_last):
            return happened
        await self._pass_a_minute()
        # An erasure waits three days for the last mails, and whoever registers afterwards is another person of that name.
        is_settled = step.is_settled or is_last or step.deed == "erase"
        self.is_waiting = not is_settled
        self.changes += bool(happened.text)
        is_in_vain = not is_settled and self._may_be_in_vain(step)
        self.in_vain_since = (
            None if is_settled else self.in_vain_since or (times.now() if is_in_vain else None)
        )
        if is_settled:
            await self.world.settle(self.post)
        elif is_in_vain:
            await self.world.try_in_vain(self.post)
        self.truth = await truth.read(self.web, self.organiser.pool, self.organiser.organiser_id, self.truth)
        self.truth.silent = frozenset(self.silent)
        if is_settled:
            happened.mails = self.post.mails[self.read_to :]
            self.read_to = len(self.post.mails)
            for found in [one async for one in self._contradictions(happened.mails)]:
                if found.kind not in self.known:
                    self.known.add(found.kind)
                    happened.contradictions.append(found)
            self.changes = 0
        else:
            happened.text += " (the mails are tried in vain)" if is_in_vain else " (the mails wait)"
        return happened

    def _may_be_in_vain(self, step: Step) -> bool:
        """Whether the mails that wait are tried in vain: of some, and not for so long that they would have failed."""
        is_long = self.in_vain_since is not None and times.now() > self.in_vain_since + _LONGEST_IN_VAIN
        return self.in_vain and step.how % 2 == 1 and step.deed not in _NEVER_IN_VAIN and not is_long

    async def _pass_a_minute(self) -> None:
        """Let time go on; an offer that has run out goes to the next, as the service sees to by itself."""
        now = times.now() + timedelta(minutes=1)
        if any(until <= now for until in self.truth.offers()):
            await self.move_clock(now)
        else:
            await self.world.set_time(now)

    async def _contradictions(self, mails: Sequence[ArrivedMail]) -> AsyncIterator[Contradiction]:
        """Compare every channel with the API; `mails`: those that have just arrived."""
        now = self.truth
        ids = {
            (now.cohorts[one["cohort_id"]]["name"], one["title"]): one["id"] for one in now.sessions.values()
        }
        compare_mails.remember(self.told, mails, now, ids)
        feeds = await self._poll()
        # A farewell goes to another mailbox than the mails to the present address, in any order with them.
        said = {
            "mail": [entry for mail in mails if not mail.is_farewell for entry in mail.entries],
            "feed": feeds,
        }
        for found in [
            *compare_mails.new_mails(mails, now, ids, is_one_change=self.changes == 1),
            *compare_mails.newest(self.told, now, self.addresses),
            *compare_calendars.sequences(self.sequences, said),
            *compare_calendars.by_mail(self.post.calendars, now, self.addresses),
            *compare_calendars.by_feed(self.subscribed, now, self.addresses),
            *compare_pages.links(self.post.mails, *self._links(), self.addresses),
        ]:
            yield found
        for subject in [*now.registrations.values(), *now.invitations.values()]:
            for found in await self._page(subject):
                yield found
        for text in [*self.web.failed, *await self.post.not_made()]:
            yield Contradiction(text, text)

    def _links(self) -> tuple[dict[str, str], dict[str, str]]:
        """Every link that opens now, and those to the pages of people with a place ahead, each with the person."""
        now = self.truth
        takes_place = {
            seat: now.is_ahead(seat) and not now.is_cancelled(one) for seat, one in now.sessions.items()
        }
        of_pages = {
            self.path("r", one["id"]): one["person"]["name"]
            for one in now.registrations.values()
            if any(seat["status"] != "withdrawn" and takes_place[seat["session_id"]] for seat in one["seats"])
        }
        of_invitations = {self.path("i", one["id"]): one["name"] for one in now.invitations.values()}
        return of_pages | of_invitations, of_pages

    async def _page(self, subject: dict[str, Any]) -> list[Contradiction]:
        """Read a page and compare it; only where something has changed on which it depends."""
        now, is_invitation = self.truth, "invited_at" in subject
        name = subject["name"] if is_invitation else subject["person"]["name"]
        if name not in self.addresses:
            return []  # erased
        states = [
            (one, now.of(name, one), now.is_ahead(one), two["cancel_reason"])
            for one, two in now.sessions.items()
        ]
        depends = (
            subject,
            states,
            now.links[subject["id"]],
            now.cohorts[subject["cohort_id"]],
            now.now.date(),
        )
        if self.seen.get(subject["id"], (None, []))[0] != depends:
            answer = await self.web.get(self.path("i" if is_invitation else "r", subject["id"]))
            compare = compare_pages.invitation_page if is_invitation else compare_pages.own_page
            self.seen[subject["id"]] = depends, list(compare(pages.read(answer), subject, now))
        return self.seen[subject["id"]][1]

    async def _poll(self) -> list[ShownEntry]:
        """Read every feed that somebody has subscribed to; an answer without a calendar leaves the copy as it was."""
        said: list[ShownEntry] = []
        for link in self.truth.links.values():
            if link.calendar == "subscription" or link.id in self.subscribed:
                answer = await self.web.get(f"{self._feed(link)}.ics")
                copy = self.subscribed.setdefault(link.id, Subscribed())
                copy.status = answer.status
                if answer.status == 200:
                    copy.entries = list(entries_of(answer.text))
                    said += copy.entries
        return said

    def _feed(self, link: Link) -> str:
        return f"/k/{links.make('k', UUID(link.id), link.generation, KEYS)}"


async def run(
    world: World, setting: Setting, steps: Sequence[Step], *, until: str | None = None
) -> list[Happened]:
    """Live a life, or its part until this kind of contradiction, and return its steps."""
    life = Life(world, *await world.begin())
    await life.make_cohort(setting)
    happened: list[Happened] = []
    for number, step in enumerate(steps, 1):
        happened.append(await life.live(step, is_last=number == len(steps)))
        if until is not None and until in kinds(happened[-1:]):
            break
    else:
        for name in await world.broken():
            happened[-1].contradictions.append(Contradiction(f"broken: {name}", name))
    return happened


def kinds(happened: Sequence[Happened]) -> Iterator[str]:
    for one in happened:
        yield from (found.kind for found in one.contradictions)
