"""h. Ten kills of notify at full speed, and what is urgent in the middle of a mailing at a relay of twenty mails a second.

It uses only what older releases have too, so that they can be measured by the same code (docs/measured.md).
"""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx

from services.registration.commands import organiser, token
from shared import times
from tests.bench import figures
from tests.bench.figures import Figure, figure
from tests.bench.running import Start, running
from tests.support import crowd

_PEOPLE: Final = 5_650
_KILLS: Final = 10
_TRIES: Final = 5
_RATE: Final = 20  # mails a second that the relay takes
_CONNECTIONS: Final = 4  # to the relay, if no setting says otherwise
_GOAL_SECONDS: Final = 2.0
_PATIENCE_SECONDS: Final = 600.0
_FEW: Final = (40, 2, 2)

# Any: an installation of this release or of an older one.
There = Any


async def measure(start: Start, *, quick: bool) -> list[Figure]:
    people, kills, tries = _FEW if quick else (_PEOPLE, _KILLS, _TRIES)
    with tempfile.TemporaryDirectory() as folder:
        async with start(crowd.write(Path(folder) / "crowd.toml", people)) as there:
            keeping = asyncio.create_task(there.supervisor.watch())
            try:
                speed = await _speed(there, people)
                copies, mails = await _killed(there, people, kills)
                own, others = await _waits(there, people, tries)
            finally:
                keeping.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await keeping
    relay = f"in {people:,} mails to a relay of {_RATE}/s"
    return [
        figure(f"h. inviting {people:,}", speed, "mails/s"),
        figure(
            f"h. copies after {kills} kills at full speed", copies, "mails",
            what=f"of {mails:,} mails", value_at_most=kills * _CONNECTIONS,
        ),
        figure(f"h. {relay}: a confirmation, at most", max(own), "s", value_at_most=_GOAL_SECONDS),
        figure(f"h. {relay}: another tenant's invitation, at most", max(others), "s", value_at_most=_GOAL_SECONDS),
    ]  # fmt: skip


async def _speed(there: There, people: int) -> float:
    """Invite everybody, and return the mails per second."""
    cohort, _ = await crowd.new_cohort(there, "Fart", kind="kallelse")
    await there.settled(seconds=_PATIENCE_SECONDS)
    await there.sink.ask("take")
    began = time.monotonic()
    await _invite(there.api, cohort["id"])
    accepted = await there.mails(people)
    await there.settled(seconds=_PATIENCE_SECONDS)
    return people / (max(accepted.times) - began)


async def _killed(there: There, people: int, kills: int) -> tuple[int, int]:
    """Invite everybody and kill notify again and again meanwhile. Returns how many mails came as copies, and all mails."""
    cohort, _ = await crowd.new_cohort(there, "Avbrott", kind="kallelse")
    await there.settled(seconds=_PATIENCE_SECONDS)
    await there.sink.ask("take")
    await _invite(there.api, cohort["id"])
    notify = next(child for child in there.supervisor.children if child.name == "notify")
    between, seen = people // (2 * kills), 0
    for _ in range(kills):
        seen = await _more_than(there, min(seen + between, people))
        notify.deaths = 0  # so that it is started again at once
        os.kill(there.pids["notify"], signal.SIGKILL)
    await there.settled(seconds=_PATIENCE_SECONDS)
    accepted = await there.sink.ask("take")
    assert len({to for to, _ in accepted.who}) == people, "everybody has got it"
    return len(accepted.who) - people, len(accepted.who)


async def _waits(there: There, people: int, tries: int) -> tuple[list[float], list[float]]:
    """In the middle of a mailing: the seconds until confirmations, and until the invitations of another tenant."""
    cohort, _ = await crowd.new_cohort(there, "Trängsel", kind="kallelse")
    async with _other_tenant(there) as other:
        await there.settled(seconds=_PATIENCE_SECONDS)
        await there.sink.ask("take")
        await there.sink.ask(1 / _RATE)
        await _invite(there.api, cohort["id"])
        await _more_than(there, min(people // 8, 3 * _RATE))
        waiting = []
        for n in range(tries):
            waiting += [asyncio.create_task(_registered(there, cohort["id"], n)),
                        asyncio.create_task(other.invited(n))]  # fmt: skip
            await asyncio.sleep(1.3)
        waited = await asyncio.gather(*waiting)
        await there.sink.ask(0.0)
        await there.settled(seconds=_PATIENCE_SECONDS)
    return waited[::2], waited[1::2]


async def _registered(there: There, cohort_id: str, n: int) -> float:
    email = f"anmald{n}@rusning.example"
    began = time.monotonic()
    person = {"name": f"Anmäld {n}", "email": email}
    await _made(there.api, "/registrations", {"cohort_id": cohort_id, "person": person})
    return await _first_mail(there, email) - began


class _OtherTenant:
    """A small organiser, who invites one person at a time."""

    def __init__(self, there: There, api: httpx.AsyncClient) -> None:
        self.there = there
        self.api = api
        self.cohort_id = ""
        self.organisation_id = ""

    async def begin(self) -> None:
        organisation = await _made(self.api, "/organisations", {"name": "Liten", "type": "kommun"})
        self.organisation_id = organisation["id"]
        audience = await _made(self.api, "/audiences", {"name": "Alla", "everyone": True})
        programme = await _made(
            self.api, "/programmes", {"title": "Liten", "registration": "invitation_only"}
        )
        cohort = await _made(self.api, "/cohorts", {"programme_id": programme["id"], "name": "Liten"})
        starts_at = times.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=40)
        session = {
            "cohort_id": cohort["id"], "title": "Träff", "mode": "digital", "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
        }  # fmt: skip
        await _made(self.api, "/sessions", session)
        rule = {"cohort_id": cohort["id"], "audience_id": audience["id"], "kind": "inbjudan"}
        await _made(self.api, "/invitation_rules", rule)
        (await self.api.post(f"/cohorts/{cohort['id']}/publish")).raise_for_status()
        self.cohort_id = cohort["id"]

    async def invited(self, n: int) -> float:
        """Seconds until the invitation of somebody new has arrived."""
        email = f"annan{n}@liten.example"
        positions = [{"organisation_id": self.organisation_id, "role": "lärare"}]
        await _made(self.api, "/people", {"name": f"Annan {n}", "email": email, "positions": positions})
        began = time.monotonic()
        await _invite(self.api, self.cohort_id)
        return await _first_mail(self.there, email) - began


@contextlib.asynccontextmanager
async def _other_tenant(there: There) -> Any:
    url = there.pair.database_url
    await organiser.add(url, "liten", "Liten")
    key = await token.create(url, "liten", "bench", "admin")
    async with httpx.AsyncClient(
        base_url=f"{there.pair.base_url}/api/v1",
        headers={"Authorization": f"Bearer {key}"},
        timeout=300,
        trust_env=False,
    ) as api:
        other = _OtherTenant(there, api)
        await other.begin()
        yield other


async def _made(api: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def _invite(api: httpx.AsyncClient, cohort_id: str) -> None:
    answer = await api.post(f"/cohorts/{cohort_id}/invite", json={})
    assert answer.is_success, answer.text


async def _more_than(there: There, number: int) -> int:
    """Wait until so many mails have arrived; returns how many there are."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        # Another process receives the mails, so there is nothing to await.
        while (count := await there.sink.ask("count")) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return int(count)


async def _first_mail(there: There, email: str) -> float:
    """When the first mail to an address arrived."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not (moments := await there.sink.ask(email)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return float(moments[0])


def main() -> None:
    """Measure this part alone, which older releases can too."""
    print(figures.table(asyncio.run(measure(running, quick="--quick" in sys.argv))))


if __name__ == "__main__":
    main()
