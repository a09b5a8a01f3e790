"""The load of one round: what people and a coordinator do. Each request is repeated until it is answered; accepted ones are recorded."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.faults.place import PATIENCE_SECONDS, Place
from tests.support import crowd
from tests.support.mail import Received
from tests.support.waiting import until

PASSING = {500, 502, 503, 504}


@dataclass
class Accepted:
    """The requests of a round that registration accepted."""

    cohort: dict[str, Any]
    sessions: list[dict[str, Any]]
    invited: int = 0
    answers: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    probes: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class RoundLoad:
    """One round's cohort: everybody is invited, half answer, some withdraw, a session may be moved and another cancelled."""

    def __init__(self, place: Place, dice: random.Random, name: str) -> None:
        self.place, self.dice, self.name = place, dice, name
        self.accepted: Accepted  # set by `prepare`
        self.is_over = False

    async def prepare(self) -> None:
        capacity = self.dice.choice([None, 8, 15])
        cohort, sessions = await crowd.new_cohort(
            self.place.installation, self.name, sessions=2, capacity=capacity
        )
        self.accepted = Accepted(cohort, sessions)

    async def run(self) -> None:
        """Run the whole load; returns when everything has been answered."""
        done = self.accepted
        answer = await self.persist("POST", f"/api/v1/cohorts/{done.cohort['id']}/invite")
        assert answer.status_code == 200, answer.text
        done.invited = answer.json()["invited"] + answer.json()["already"]
        who = self.dice.sample(range(self.place.people), self.place.people // 2)
        plans = [self._plan(n) for n in who]
        await asyncio.gather(
            *(self._answer(f"p{n}@d{n % 5}.example", *plan) for n, plan in zip(who, plans, strict=True)),
            self._coordinate(self.dice.random() < 0.7, self.dice.random() < 0.4),
        )
        leaving = sorted(address for address, (answer, _) in done.answers.items() if answer == "yes")
        await asyncio.gather(
            *(self._withdraw(address) for address in self.dice.sample(leaving, min(4, len(leaving))))
        )

    async def persist(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Repeat a request until it is answered without a passing error, at each running process in turn. Raises `TimeoutError`."""
        tries: Counter[str] = Counter()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    for base_url in self.place.base_urls():
                        try:
                            answer = await self.place.http.request(method, base_url + path, **request)
                        except httpx.HTTPError as error:
                            tries[type(error).__name__] += 1
                            continue
                        if answer.status_code not in PASSING:
                            return answer
                        tries[f"{answer.status_code} {answer.text[:200]}"] += 1
                    await asyncio.sleep(0.1)
        except TimeoutError as error:
            error.add_note(f"{method} {path.rpartition('/')[0]}/… after {dict(tries)}")
            raise

    def _plan(self, number: int) -> tuple[str, list[str]]:
        del number
        sessions = [session["id"] for session in self.accepted.sessions]
        if self.dice.random() < 0.2:
            return "no", []
        return "yes", sorted(self.dice.sample(sessions, self.dice.choice([1, 2, 2])))

    async def invitation_of(self, address: str) -> Received:
        found: list[Received] = []

        async def is_there() -> bool:
            found.extend(self.place.watcher.of(address, "invitation"))
            return bool(found)

        await until(is_there, seconds=PATIENCE_SECONDS)
        return found[0]

    async def _answer(self, address: str, answer: str, session_ids: list[str]) -> None:
        mail = await self.invitation_of(address)
        form = {"answer": answer, "session_ids": session_ids}
        response = await self.persist("POST", urlsplit(mail.link("i")).path, data=form)
        if response.status_code == 303:
            self.accepted.answers[address] = (answer, session_ids)
        else:
            # Only a session that was cancelled meanwhile may be refused.
            self.accepted.refused.append(f"{response.status_code}")

    async def _coordinate(self, moves: bool, cancels: bool) -> None:  # noqa: FBT001 - two dice
        async def some_have_answered() -> bool:
            # Those that were refused as well: that fails the round in the end, and must not look like a wait in vain.
            return len(self.accepted.answers) + len(self.accepted.refused) >= self.place.people // 6

        await until(some_have_answered, seconds=PATIENCE_SECONDS)
        first, second = self.accepted.sessions
        if moves:
            starts = datetime.fromisoformat(first["starts_at"]) + timedelta(days=1, hours=1)
            body = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=2)).isoformat()}
            answer = await self.persist("PATCH", f"/api/v1/sessions/{first['id']}", json=body)
            assert answer.status_code == 200, answer.text
        if cancels:
            body = {"reason": "Föreläsaren är sjuk"}
            answer = await self.persist("POST", f"/api/v1/sessions/{second['id']}/cancel", json=body)
            assert answer.is_success, answer.text

    async def _withdraw(self, address: str) -> None:
        rows = await self.place.fetch(
            """select r.id from registration.registration r join registration.person p on p.id = r.person_id
                where r.cohort_id = $1 and p.email = $2 and r.status <> 'withdrawn'""",
            self.accepted.cohort["id"],
            address,
        )
        for row in rows:
            answer = await self.persist("POST", f"/api/v1/registrations/{row['id']}/withdraw")
            # 409: an earlier try was accepted, but its response was lost.
            assert answer.status_code in {200, 409}, answer.text
            self.accepted.withdrawn.append(address)

    async def probe(self, number: int) -> str:
        """Register a new person with the API; returns the address that must get the confirmation."""
        address = f"probe-{self.name}-{number}@probe.example".lower()
        body = {
            "cohort_id": self.place.probe_cohort["id"],
            "person": {"name": "Prov", "email": address},
        }
        answer = await self.persist("POST", "/api/v1/registrations", json=body)
        assert answer.status_code in {201, 409}, answer.text
        self.accepted.probes.append(address)
        return address
