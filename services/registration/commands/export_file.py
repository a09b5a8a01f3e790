"""`kallelse export FILE`: writes a programme, or one of its cohorts, as a scenario file."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from services.registration.domain.scenario.rows import ScenarioRows
from services.registration.domain.scenario.selection import of_cohort, of_programme, without_protected
from services.registration.domain.scenario.to_file import to_document
from services.registration.domain.scenario.toml_writer import write
from services.registration.store.directory import audience_people
from services.registration.store.scenario import read
from services.registration.store.scenario.read import FoundProgramme
from shared import postgres, times
from shared.postgres import Conn


class NothingToExport(Exception):
    """The name matches no programme or cohort, or more than one; the message lists the choices."""


async def run(
    database_url: str,
    programme: str | None = None,
    cohort: str | None = None,
    *,
    for_viewer: bool = False,
    on_wider: Callable[[str], None] | None = None,
) -> str:
    """Return the file's text. Names may be left out if there is only one. `for_viewer`: without protected people.

    `on_wider` is called with the name of each audience that excludes cohorts which are not in the file.
    """
    now = times.now()
    today = times.local(now).date()
    conn = await postgres.connect(database_url, "registration")
    try:
        # One snapshot for all statements.
        async with conn.transaction(isolation="repeatable_read", readonly=True):
            found = await _find(conn, programme, cohort)
            tenant = await read.read_tenant(conn, found.organiser_id, found.programme_id, today=today)
            others = await read.list_other_files(conn, found.organiser_id, found.programme_id)
            elsewhere = await read.list_used_elsewhere(conn, found.organiser_id, found.programme_id)
            rows = of_programme(tenant, others, elsewhere)
            if found.cohort_id is not None:
                people = await read.list_people_of_cohort(conn, found.organiser_id, found.cohort_id)
                for rule in _rules(rows, found):
                    reached = await audience_people.match(conn, found.organiser_id, rule, on=today)
                    people |= {match.person_id for match in reached}
                rows = of_cohort(rows, found.cohort_id, people)
    finally:
        await conn.close()
    for name in _wider(rows):
        if on_wider is not None:
            on_wider(name)
    if for_viewer:
        rows = without_protected(rows)
    return write(to_document(rows, now=now, is_part=for_viewer or found.cohort_id is not None))


def count_protected(text: str) -> int:
    """Return how many people with a protected identity an exported file holds."""
    return sum(table.get("protected_identity") is True for table in _tables(tomllib.loads(text)))


def _tables(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _tables(part)


def _wider(rows: ScenarioRows) -> list[str]:
    """Return the audiences that would find more people by the file than they do here."""
    cohorts = {row.id for row in rows.cohorts}
    return [row.name for row in rows.audiences if not cohorts.issuperset(row.excluded_cohort_ids)]


def _rules(rows: ScenarioRows, found: FoundProgramme) -> list[UUID]:
    return list({rule.audience_id for rule in rows.rules if rule.cohort_id == found.cohort_id})


async def _find(conn: Conn, programme: str | None, cohort: str | None) -> FoundProgramme:
    if programme is None and cohort is not None:
        return _only(await read.find_cohorts(conn, cohort, None), f'omgång som heter "{cohort}"')
    name = f'satsning som heter "{programme}"' if programme is not None else "satsning"
    found = _only(await read.find_programmes(conn, programme), name)
    if cohort is None:
        return found
    cohorts = await read.find_cohorts(conn, cohort, found.programme_id)
    return _only(cohorts, f'omgång som heter "{cohort}" i {found.name}')


def _only(found: Sequence[FoundProgramme], what: str) -> FoundProgramme:
    if not found:
        raise NothingToExport(f"Det finns ingen {what}.")
    if len(found) > 1:
        names = ", ".join(match.name for match in found)
        raise NothingToExport(f"Det finns mer än en {what}. Välj en: {names}")
    return found[0]
