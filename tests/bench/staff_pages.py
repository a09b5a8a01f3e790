"""i. The pages for staff with 100,000 registrations, 20,000 people and 500 cohorts, compared with the SQL that each runs."""

from collections.abc import Callable, Iterator
from typing import Final
from uuid import UUID

import httpx

from infra.local.installation import STAFF_EMAIL
from tests.bench import apart, ledger, load, page_statements, population, staff_population
from tests.bench.figures import Figure, figure
from tests.bench.page_statements import Statements
from tests.bench.population import Made
from tests.bench.running import BenchInstallation, Start
from tests.bench.staff_population import StaffMade

_GOAL_MS: Final = 50
_GOAL_RATIO: Final = 2.5  # 0.4 of the speed of the SQL alone
_GOAL_BYTES: Final = 60_000
_CROWD: Final = population.Size(people=5_650, cohorts=1, registrations=5_137)
_CROWD_GOAL_MS: Final = 100
_CROWD_GOAL_BYTES: Final = 150_000
_COOKIE: Final = "kallelse"

_FEW_ROWS: Final = population.Size(people=200, cohorts=2, registrations=100)
_FEW: Final = staff_population.StaffSize(staff=2, enquiries=3, mailings=2, imports=2)


async def measure(start: Start, *, quick: bool) -> list[Figure]:
    size, more, crowd = (
        (_FEW_ROWS, _FEW, _FEW_ROWS) if quick else (population.FULL, staff_population.FULL, _CROWD)
    )
    each, turns = (2, 1) if quick else (20, 2)
    async with start() as there:
        url = there.pair.database_url
        made = await population.add(url, there.organiser_id, size)
        staff_made = await staff_population.add(url, there.organiser_id, made, more)
        large = await population.add(url, there.organiser_id, crowd)
        await ledger.add(url)
        base = f"/admin/{there.slug}"
        paths = {
            name: [base + make(made, staff_made, n) for n in range(each)] for name, make in _PAGES.items()
        }
        large_paths = [f"{base}/omgangar/{large.cohorts[0]}{query}" for query in _OF_A_COHORT] * (each // 2)
        cookie = await _signed_in(there)
        statements = await page_statements.of_pages(
            there.pids["registration"], {**paths, _LARGE: large_paths}, {_COOKIE: cookie}
        )
        figures, sizes = [], {}
        for name, of_name in paths.items():
            figures.append(await _page(there, cookie, name, of_name, statements[name], turns=turns))
            sizes[name] = await _heaviest(there, cookie, of_name)
        figures.append(
            await _page(
                there, cookie, _LARGE, large_paths, statements[_LARGE], turns=turns, most_ms=_CROWD_GOAL_MS
            )
        )
        weight = await _heaviest(there, cookie, large_paths)
    heaviest = max(sizes, key=lambda name: sizes[name])
    return [
        *figures,
        figure(f"i. {_LARGE}: size", weight / 1000, "kB", value_at_most=_CROWD_GOAL_BYTES / 1000),
        figure(
            "i. the heaviest of the others, without style sheet", sizes[heaviest] / 1000, "kB",
            what=heaviest, value_at_most=_GOAL_BYTES / 1000,
        ),
    ]  # fmt: skip


async def _page(
    there: BenchInstallation,
    cookie: str,
    name: str,
    paths: list[str],
    statements: list[Statements],
    *,
    turns: int,
    most_ms: int = _GOAL_MS,
) -> Figure:
    ours, bare = [], []
    for _ in range(turns):
        ours.append(await apart.run(load.put, there.port, 1, 60.0, requests, cookie, paths))
        bare += await apart.run(page_statements.run_alone, there.pair.database_url, statements)
    page = load.added(ours)
    assert set(page.statuses) == {"200"}, (name, page.statuses)
    return figure(
        f"i. {name}: 95th percentile", page.percentile(0.95) * 1000, "ms",
        against=sorted(bare)[int(len(bare) * 0.95)] * 1000, what=f"its {len(statements[0])} statements by asyncpg",
        at_most=_GOAL_RATIO, value_at_most=most_ms,
    )  # fmt: skip


def requests(cookie: str, paths: list[str]) -> Iterator[bytes]:
    for path in paths:
        yield f"GET {path} HTTP/1.1\r\nHost: bench\r\nAccept-Language: sv\r\nCookie: {_COOKIE}={cookie}\r\n\r\n".encode()


async def _signed_in(there: BenchInstallation) -> str:
    async with httpx.AsyncClient(base_url=there.pair.base_url, trust_env=False) as http:
        form = {"email": STAFF_EMAIL, "password": there.pair.state.staff_password}
        await http.post("/admin/sign-in", data=form)
        return http.cookies[_COOKIE]


async def _heaviest(there: BenchInstallation, cookie: str, paths: list[str]) -> int:
    """The bytes of the largest of these pages, uncompressed."""
    async with httpx.AsyncClient(
        base_url=there.pair.base_url, trust_env=False, cookies={_COOKIE: cookie}
    ) as http:
        return max([len((await http.get(path)).content) for path in dict.fromkeys(paths)])


def _nth(ids: list[UUID], n: int) -> UUID:
    return ids[n * 7919 % len(ids)]


Path = Callable[[Made, StaffMade, int], str]

_LARGE: Final = "a cohort with 5,650 invited"
_OF_A_COHORT: Final = ("", "?urval=silent", "?urval=yes")

# The path of each page below the organiser's, for the n-th request.
_PAGES: Final[dict[str, Path]] = {
    "the first page": lambda _, __, ___: "",
    "programmes and cohorts": lambda _, __, ___: "/omgangar",
    "cohorts, a search": lambda _, __, n: f"/omgangar?q=-{n}",
    "a cohort": lambda made, _, n: f"/omgangar/{_nth(made.cohorts, n)}",
    "a cohort, who is silent": lambda made, _, n: f"/omgangar/{_nth(made.cohorts, n)}?urval=silent",
    "a session": lambda made, _, n: f"/traffar/{_nth(made.sessions, n)}",
    "a session's attendance": lambda made, _, n: f"/traffar/{_nth(made.sessions, n)}/narvaro",
    "people": lambda _, __, ___: "/personer",
    "people, a search": lambda _, __, n: f"/personer?q=berg{n}",
    "people, the second page": lambda made, _, n: f"/personer?efter={_nth(made.people, n)}",
    "a person": lambda made, _, n: f"/personer/{_nth(made.people, n)}",
    "people who may be one": lambda _, __, ___: "/personer/dubbletter",
    "lists that were read in": lambda _, __, ___: "/personer/inlasningar",
    "organisations": lambda _, __, ___: "/organisationer",
    "an organisation": lambda made, _, __: f"/organisationer/{made.organisation_id}",
    "audiences": lambda _, __, ___: "/malgrupper",
    "an audience": lambda made, _, __: f"/malgrupper/{made.audience_id}",
    "mailings": lambda _, __, ___: "/utskick",
    "a mailing": lambda _, more, n: f"/utskick/{_nth(more.mailings, n)}",
    "the term ahead": lambda _, __, ___: "/framover",
    "enquiries": lambda _, __, ___: "/forfragningar",
    "the log": lambda _, __, ___: "/logg",
    "the log of a thing": lambda made, _, n: f"/logg?subject={_nth(made.registrations, n)}",
    "colleagues": lambda _, __, ___: "/medarbetare",
    "tokens": lambda _, __, ___: "/nycklar",
    "the search in the bar": lambda _, __, n: f"/sok?q=ek{n}",
}
