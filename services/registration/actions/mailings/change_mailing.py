"""Creates, changes, schedules, cancels and deletes a mailing that has not been sent."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.mailings.send_mailing import mail
from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_names
from services.registration.domain.caller import Caller
from services.registration.domain.errors import VersionConflict
from services.registration.domain.mailings.mailing import (
    Mailing,
    MailingChanges,
    NewMailing,
    require_ahead,
    require_open,
    require_text,
)
from services.registration.store.access import audit
from services.registration.store.mailings import mailings
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool


@permitted("mailing.create")
async def create(
    pool: Pool, caller: Caller, new: NewMailing, *, is_draft: bool, mailing_id: UUID | None = None
) -> UUID:
    """Store a mailing and return its id: a draft, or scheduled for `send_at`, or sent now.

    Raises `FieldsRefused` for its texts or its time, `NotFound` for what it refers to, and `AlreadyMade` for an id that is known.
    """
    require_text(new.subject, new.body)
    require_ahead(new.send_at, caller.now)
    mailing = Mailing(
        organiser_id=caller.organiser_id,
        id=mailing_id or ids.new(),
        status="scheduled" if new.send_at is not None and not is_draft else "draft",
        created_at=caller.now,
        **msgspec.structs.asdict(new),
    )
    async with transaction(pool) as conn:
        await mailings.insert(conn, mailing)
        counts = None
        if not is_draft and new.send_at is None:
            counts = await mail(conn, caller, mailing)
        after = {"cohort_id": str(mailing.cohort_id)} | (msgspec.structs.asdict(counts) if counts else {})
        await audit.write(conn, caller, "mailing.create", ("mailing", mailing.id), after=after)
    return mailing.id


@permitted("mailing.change")
async def change(
    pool: Pool, caller: Caller, mailing_id: UUID, changes: MailingChanges, *, version: int | None
) -> None:
    """Store the changed fields; without `send_at` a scheduled mailing becomes a draft. Raises `MailingNotOpen`."""
    async with transaction(pool) as conn:
        current = await _lock_open(conn, caller, mailing_id)
        if version is not None and version != current.version:
            raise VersionConflict(mailing_id)
        changed = changes.apply(current)
        require_text(changed.subject, changed.body)
        if changed.send_at != current.send_at:
            require_ahead(changed.send_at, caller.now)
        if changed.send_at is None:
            changed = msgspec.structs.replace(changed, status="draft")
        await mailings.update(conn, changed)
        # A text may name people, whom erasure does not find here: only the names of the fields are logged.
        after = changed_names(msgspec.structs.asdict(current), msgspec.structs.asdict(changed))
        await audit.write(conn, caller, "mailing.change", ("mailing", mailing_id), after=after)


@permitted("mailing.schedule")
async def schedule(pool: Pool, caller: Caller, mailing_id: UUID, *, send_at: datetime) -> None:
    """Let a mailing go at a time that is ahead. Raises `MailingNotOpen`."""
    async with transaction(pool) as conn:
        current = await _lock_open(conn, caller, mailing_id)
        require_ahead(send_at, caller.now)
        await mailings.update(conn, msgspec.structs.replace(current, status="scheduled", send_at=send_at))
        await audit.write(
            conn, caller, "mailing.schedule", ("mailing", mailing_id), after={"send_at": send_at.isoformat()}
        )


@permitted("mailing.cancel")
async def cancel(pool: Pool, caller: Caller, mailing_id: UUID) -> None:
    """Let a mailing that has not been sent never go. Raises `MailingNotOpen`."""
    async with transaction(pool) as conn:
        current = await _lock_open(conn, caller, mailing_id)
        await mailings.update(conn, msgspec.structs.replace(current, status="cancelled"))
        await audit.write(conn, caller, "mailing.cancel", ("mailing", mailing_id))


@permitted("mailing.delete")
async def delete(pool: Pool, caller: Caller, mailing_id: UUID) -> None:
    """Delete a mailing that has not been sent, with its files. Raises `MailingNotOpen`."""
    async with transaction(pool) as conn:
        await _lock_open(conn, caller, mailing_id)
        await mailings.delete(conn, caller.organiser_id, mailing_id)
        await audit.write(conn, caller, "mailing.delete", ("mailing", mailing_id))


async def _lock_open(conn: Conn, caller: Caller, mailing_id: UUID) -> Mailing:
    mailing = await mailings.lock(conn, caller.organiser_id, mailing_id)
    require_open(mailing)
    return mailing
