"""Imports a scenario file in one transaction; invites no one."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from services.registration.actions.directory.store_person import is_another_address, renew_links
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller, Initiator
from services.registration.domain.scenario.format import Document, rows_of
from services.registration.domain.scenario.from_file import read_rows, tenant_row
from services.registration.domain.scenario.rows import Person, ScenarioRows
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.scenario import write
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool

# Attempts of an import; it is repeated if people register during it, which is not expected three times in a row.
_TRIES = 3


class ImportResult(msgspec.Struct, frozen=True, kw_only=True):
    """What exists now, or would after a dry run; `rows` is None if the programme existed already."""

    programme_id: UUID
    rows: ScenarioRows | None = None
    people_there: int = 0


class _DryRun(Exception):
    def __init__(self, imported: ImportResult) -> None:
        self.imported = imported


@permitted("scenario.import")
async def import_scenario(
    pool: Pool, initiator: Initiator, document: Document, *, dry_run: bool
) -> ImportResult:
    """Write a checked document and tell notify; a dry run does the same and rolls back."""
    for attempt in range(1, _TRIES + 1):
        try:
            async with transaction(pool) as conn:
                return await _import(conn, initiator, document, dry_run=dry_run)
        except _DryRun as done:
            return done.imported
        except write.SomebodyWasQuicker:
            if attempt == _TRIES:
                raise
    raise AssertionError


async def _import(conn: Conn, initiator: Initiator, document: Document, *, dry_run: bool) -> ImportResult:
    new_ids = iter(sorted(ids.new() for _ in range(_most_rows(document))))
    new = tenant_row(document, next(new_ids))
    await write.lock(conn, new.slug)
    tenant = await write.find_tenant(conn, new.slug)
    if tenant is None:
        tenant = new
        await write.insert_tenant(conn, tenant)
    elif found := await write.find_programme(conn, tenant.id, document["programme"]["id"]):
        return ImportResult(programme_id=found)
    known = await write.list_known(conn, tenant.id)
    rows = read_rows(document, tenant, known, lambda: next(new_ids))
    await write.write(conn, rows, initiator.now)
    caller = initiator.for_organiser(tenant.id)
    counts = {"cohorts": len(rows.cohorts), "sessions": len(rows.sessions), "people": len(rows.people)}
    await audit.write(conn, caller, "scenario.import", ("programme", rows.programme.id), after=counts)
    await _tell(conn, rows)
    await _renew_links(conn, caller, known.people, rows.people)
    there = {row.id for row in known.people}
    imported = ImportResult(
        programme_id=rows.programme.id, rows=rows, people_there=sum(row.id in there for row in rows.people)
    )
    if dry_run:
        raise _DryRun(imported)
    return imported


async def _tell(conn: Conn, rows: ScenarioRows) -> None:
    organiser_id = rows.tenant.id
    await events.tell_organisers(conn, organiser_id, [organiser_id])
    await events.tell_programmes(conn, organiser_id, [rows.programme.id])
    await events.tell_cohorts(conn, organiser_id, [row.id for row in rows.cohorts])
    await events.tell_sessions(conn, organiser_id, [row.id for row in rows.sessions])
    await events.tell_people(conn, organiser_id, [row.id for row in rows.people])


async def _renew_links(conn: Conn, caller: Caller, before: Sequence[Person], after: Sequence[Person]) -> None:
    """Replace the links of known people to whom the file gives another e-mail address."""
    addresses = {person.id: person.email for person in before}
    for person in after:
        if person.email and person.id in addresses and is_another_address(addresses[person.id], person.email):
            await renew_links(conn, caller, person.id, is_sent_again=True)


def _most_rows(document: Document) -> int:
    """Upper bound of the ids needed: made at once and sorted, so that lists by id have the order of the file."""
    rules = len(rows_of(document, "invitation")) * max(1, len(rows_of(document, "cohort")))
    tables = (
        "organisation",
        "contact",
        "cohort",
        "session",
        "question",
        "audience",
        "directory.recipients",
        "directory.recipients",
    )
    return sum(len(rows_of(document, table)) for table in tables) + rules + 2
