"""e. The API's lists with 100,000 registrations, 20,000 people and 500 cohorts, compared with their SQL run by asyncpg."""

import time
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from services.registration.store.directory import audience_people, people
from services.registration.store.views.api import cohorts, invitations, registrations, seats, sessions
from shared import times
from shared.postgres import connect
from tests.bench import apart, load, population
from tests.bench.figures import Figure, figure
from tests.bench.population import Made
from tests.bench.running import Start

_FIRST: Final = UUID(int=0)
_PAGE: Final = 50
_GOAL_MS: Final = 50

# A request for a list: its path, and the statement with its arguments that the same page reads.
ListQuery = tuple[str, str, list[Any]]


async def measure(start: Start, *, quick: bool) -> list[Figure]:
    size = population.Size(people=200, cohorts=2, registrations=100) if quick else population.FULL
    each, turns = (5, 1) if quick else (40, 2)
    async with start() as there:
        made = await population.add(there.pair.database_url, there.organiser_id, size)
        queries = {
            name: [make(there.organiser_id, made, n) for n in range(each)] for name, make in _LISTS.items()
        }
        figures = []
        for name, of_list in queries.items():
            ours, bare = [], []
            paths = [path for path, _, _ in of_list]
            for _ in range(turns):
                ours.append(await apart.run(load.put, there.port, 1, 60.0, requests, there.token, paths))
                bare += await apart.run(_fetch, there.pair.database_url, of_list)
            page = load.added(ours)
            assert set(page.statuses) == {"200"}, (name, page.statuses)
            figures.append(
                figure(
                    f"e. {name}: 95th percentile", page.percentile(0.95) * 1000, "ms",
                    against=sorted(bare)[int(len(bare) * 0.95)] * 1000, what="its SQL by asyncpg", value_at_most=_GOAL_MS,
                )
            )  # fmt: skip
    return figures


def requests(token: str, paths: list[str]) -> Iterator[bytes]:
    for path in paths:
        yield f"GET /api/v1{path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


async def _fetch(database_url: str, queries: list[ListQuery]) -> list[float]:
    """Seconds that each statement takes."""
    conn = await connect(database_url, "registration")
    taken = []
    for _, statement, values in queries:
        began = time.perf_counter()
        await conn.fetch(statement, *values)
        taken.append(time.perf_counter() - began)
    await conn.close()
    return taken


def _nth(ids: list[UUID], n: int) -> UUID:
    return ids[n * 7919 % len(ids)]


def _people(tenant: UUID, _: Made, __: int) -> ListQuery:
    return "/people", people.LIST, [tenant, "", _FIRST, _PAGE + 1, True, None, None, None, None]


def _people_found(tenant: UUID, _: Made, n: int) -> ListQuery:
    word = f"berg{n}"
    return (
        f"/people?q={word}",
        people.LIST,
        [tenant, "", _FIRST, _PAGE + 1, True, word, word, None, None],
    )


def _registrations(tenant: UUID, _: Made, __: int) -> ListQuery:
    return "/registrations", registrations.LIST, [tenant, _FIRST, _PAGE + 1, True, *[None] * 5]


def _registrations_of_cohort(tenant: UUID, made: Made, n: int) -> ListQuery:
    cohort_id = _nth(made.cohorts, n)
    values = [tenant, _FIRST, _PAGE + 1, True, cohort_id, *[None] * 4]
    return f"/registrations?cohort_id={cohort_id}", registrations.LIST, values


def _registrations_of_person(tenant: UUID, made: Made, n: int) -> ListQuery:
    person_id = _nth(made.people, n)
    values = [tenant, _FIRST, _PAGE + 1, True, None, None, None, person_id, None]
    return f"/registrations?person_id={person_id}", registrations.LIST, values


def _registrations_of_session(tenant: UUID, made: Made, n: int) -> ListQuery:
    session_id = _nth(made.sessions, n)
    values = [tenant, _FIRST, _PAGE + 1, True, None, None, session_id, None, None]
    return f"/registrations?session_id={session_id}", registrations.LIST, values


def _invitations_of_cohort(tenant: UUID, made: Made, n: int) -> ListQuery:
    cohort_id = _nth(made.cohorts, n)
    values = [tenant, _FIRST, _PAGE + 1, True, cohort_id, *[None] * 5]
    return f"/invitations?cohort_id={cohort_id}", invitations.LIST, values


def _invitations_of_session(tenant: UUID, made: Made, n: int) -> ListQuery:
    session_id = _nth(made.sessions, n)
    values = [tenant, _FIRST, _PAGE + 1, True, None, None, session_id, None, None, None]
    return f"/invitations?session_id={session_id}", invitations.LIST, values


def _seats(tenant: UUID, made: Made, n: int) -> ListQuery:
    session_id = _nth(made.sessions, n)
    return f"/sessions/{session_id}/seats", seats.LIST, [tenant, session_id, _FIRST, _PAGE + 1, True, None]


def _cohorts(tenant: UUID, _: Made, __: int) -> ListQuery:
    return "/cohorts", cohorts.LIST, [tenant, _FIRST, _PAGE + 1, None, None]


def _sessions(tenant: UUID, made: Made, n: int) -> ListQuery:
    cohort_id = _nth(made.cohorts, n)
    return (
        f"/sessions?cohort_id={cohort_id}",
        sessions.LIST,
        [tenant, "", _FIRST, _PAGE + 1, cohort_id, None, None],
    )


def _all_sessions(tenant: UUID, _: Made, __: int) -> ListQuery:
    return "/sessions", sessions.LIST, [tenant, "", _FIRST, _PAGE + 1, None, None, None]


def _audience(tenant: UUID, made: Made, _: int) -> ListQuery:
    values = [tenant, made.audience_id, times.local(times.now()).date(), "", _FIRST, _PAGE + 1, True]
    return f"/audiences/{made.audience_id}/people", audience_people.MATCH, values


_LISTS: Final = {
    "people": _people,
    "people, a search": _people_found,
    "registrations": _registrations,
    "registrations of a cohort": _registrations_of_cohort,
    "registrations of a person": _registrations_of_person,
    "registrations of a session": _registrations_of_session,
    "invitations of a cohort": _invitations_of_cohort,
    "invitations of a session": _invitations_of_session,
    "seats of a session": _seats,
    "cohorts": _cohorts,
    "sessions": _all_sessions,
    "sessions of a cohort": _sessions,
    "an audience's people": _audience,
}
