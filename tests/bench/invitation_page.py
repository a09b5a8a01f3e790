"""b. The page behind an invitation's link, compared with a bare route that renders a template of the same bytes."""

import itertools
import tempfile
from collections.abc import Iterable, Iterator

import httpx

from infra.local import ports
from tests.bench import apart, bare, load, population
from tests.bench.figures import Figure, figure
from tests.bench.running import Start


async def measure(start: Start, *, quick: bool) -> list[Figure]:
    size = population.Size(people=55, cohorts=1, registrations=50) if quick else population.FULL.part(1 / 4)
    seconds, turns = (0.5, 1) if quick else (3.0, 3)
    async with start() as there:
        made = await population.add(there.pair.database_url, there.organiser_id, size)
        unanswered = [there.link("i", invitation_id) for invitation_id in made.unanswered]
        answered = [there.link("i", invitation_id) for invitation_id in made.invitations[: len(unanswered)]]
        async with httpx.AsyncClient(base_url=there.pair.base_url, trust_env=False) as http:
            shown = await http.get(unanswered[0])
        assert shown.status_code == 200, shown.text
        with tempfile.TemporaryDirectory() as folder:
            bare.write_page(folder, shown.text)
            port = ports.free()
            async with apart.served(bare.serve, port, there.pair.database_url, folder):
                ours, again, least = [], [], []
                for _ in range(turns):
                    ours.append(await apart.run(load.put, there.port, 8, seconds, requests, unanswered))
                    least.append(await apart.run(load.put, port, 8, seconds, requests, ["/page"]))
                    again.append(await apart.run(load.put, there.port, 8, seconds, requests, answered))
    page, template, settled = load.added(ours), load.added(least), load.added(again)
    assert set(page.statuses) == set(settled.statuses) == {"200"}, (page.statuses, settled.statuses)
    what = f"a bare route, a template of the same {len(shown.content):,} bytes"
    return [
        figure(
            "b. the invitation page, 8 clients", page.rate, "/s",
            against=template.rate, what=what, at_least=0.4,
        ),
        figure(
            "b. the same: 95th percentile", page.percentile(0.95) * 1000, "ms",
            against=template.percentile(0.95) * 1000, what="that route",
        ),
        figure(
            "b. an invitation that is answered, 8 clients", settled.rate, "/s",
            against=template.rate, what=what, at_least=0.4,
        ),
    ]  # fmt: skip


def requests(paths: list[str]) -> Iterator[bytes]:
    """Yield a request for each path in turn, without end."""
    return once(itertools.cycle(paths))


def once(paths: Iterable[str]) -> Iterator[bytes]:
    for path in paths:
        yield f"GET {path} HTTP/1.1\r\nHost: bench\r\nAccept-Language: sv\r\n\r\n".encode()
