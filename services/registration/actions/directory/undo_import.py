"""Undoes an import of people, as far as nobody has built on it since."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_fields
from services.registration.domain.caller import Caller
from services.registration.domain.directory.people_import.undo import KeptPerson, RestoredPerson, plan_undo
from services.registration.domain.errors import ImportTooOld, ImportUndone
from services.registration.store.access import audit
from services.registration.store.access.audit import NewAuditEntry
from services.registration.store.directory import bulk_people, import_directory, people_imports
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Conn, Pool

Deletion: TypeAlias = Callable[[Conn, UUID, Sequence[UUID]], Awaitable[set[UUID]]]


class UndoneImport(msgspec.Struct, frozen=True, kw_only=True):
    """How many people and organisations went, how many people went back, and of whom something stays."""

    deleted: int
    restored: int
    organisations_deleted: int
    organisations_kept: int
    kept: list[KeptPerson]


@permitted("person.undo_import")
async def undo_import(pool: Pool, caller: Caller, import_id: UUID) -> UndoneImport:
    """Take an import back. Raises `NotFound`, `ImportUndone`, or `ImportTooOld` if what it changed is no longer known."""
    organiser_id = caller.organiser_id
    async with transaction(pool) as conn:
        await import_directory.lock_imports(conn, organiser_id)
        if await people_imports.lock(conn, organiser_id, import_id):
            raise ImportUndone
        stored = await people_imports.get(conn, organiser_id, import_id)
        if not stored.can_be_undone and any(
            stored.counts[name] for name in ("new", "changed", "organisations")
        ):
            raise ImportTooOld
        imported = await people_imports.list_people(conn, organiser_id, import_id)
        current = await import_directory.find(
            conn, organiser_id, person_ids=[one.person_id for one in imported], is_locked=True
        )
        plan = plan_undo(
            [(one.before, one.after) for one in imported], {person.id: person for person in current}
        )
        deleted = await _delete(conn, organiser_id, plan.delete, bulk_people.delete_people)
        await _restore(conn, organiser_id, plan.restore)
        made = await people_imports.list_organisations(conn, organiser_id, import_id)
        gone = await _delete(conn, organiser_id, made, people_imports.delete_organisations)
        kept = [
            *plan.kept,
            *(
                KeptPerson(person_id=person_id, reason="depended_upon")
                for person_id in plan.delete
                if person_id not in deleted
            ),
        ]
        outcome = UndoneImport(
            deleted=len(deleted),
            restored=len(plan.restore),
            organisations_deleted=len(gone),
            organisations_kept=len(made) - len(gone),
            kept=kept,
        )
        await _note(conn, caller, import_id, outcome, deleted=deleted, restored=plan.restore)
    return outcome


async def _delete(conn: Conn, organiser_id: UUID, wanted: Sequence[UUID], delete: Deletion) -> set[UUID]:
    """Delete those on whom nothing depends: together, or one by one if something does that the statement does not know."""
    try:
        async with conn.transaction():
            return await delete(conn, organiser_id, wanted)
    except asyncpg.ForeignKeyViolationError:
        deleted: set[UUID] = set()
        for one in [*wanted, *reversed(wanted)]:  # an organisation may stand above one that comes later
            try:
                async with conn.transaction():
                    deleted |= await delete(conn, organiser_id, [one])
            except asyncpg.ForeignKeyViolationError:
                continue
        return deleted


async def _restore(conn: Conn, organiser_id: UUID, restored: Sequence[RestoredPerson]) -> None:
    await bulk_people.update_people(conn, organiser_id, [one.after for one in restored])
    await bulk_people.delete_positions(
        conn,
        organiser_id,
        [one.after.id for one in restored],
        [position_id for one in restored for position_id in one.removed_positions],
    )
    await bulk_people.update_positions(
        conn, organiser_id, {one.after.id: one.changed_positions for one in restored}
    )
    await events.tell_people(conn, organiser_id, sorted(one.after.id for one in restored))


async def _note(
    conn: Conn,
    caller: Caller,
    import_id: UUID,
    outcome: UndoneImport,
    *,
    deleted: set[UUID],
    restored: Sequence[RestoredPerson],
) -> None:
    counts = {
        "deleted": outcome.deleted,
        "restored": outcome.restored,
        "organisations_deleted": outcome.organisations_deleted,
        "organisations_kept": outcome.organisations_kept,
        "kept": len(outcome.kept),
    }
    await people_imports.note_undone(conn, caller.organiser_id, import_id, counts, now=caller.now)
    await audit.scrub(conn, caller.organiser_id, sorted(deleted))
    entries = [
        NewAuditEntry(action="person.undo_import", subject=("people_import", import_id), after=dict(counts)),
        *(NewAuditEntry(action="person.delete", subject=("person", one)) for one in sorted(deleted)),
    ]
    for one in restored:
        before, after = changed_fields(one.before, one.after)
        entries.append(
            NewAuditEntry(
                action="person.change", subject=("person", one.after.id), before=before, after=after
            )
        )
    await audit.write_many(conn, caller, entries)
