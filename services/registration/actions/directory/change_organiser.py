"""Changes an organiser's name, colour and logo; notify gets those that mails show."""

import hashlib

from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_fields
from services.registration.domain.caller import Caller
from services.registration.domain.errors import VersionConflict
from services.registration.domain.picture import Picture
from services.registration.domain.tenant import OrganiserChanges
from services.registration.store.access import audit
from services.registration.store.directory import organisers
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("organiser.change")
async def change(
    pool: Pool,
    caller: Caller,
    changes: OrganiserChanges,
    *,
    version: int | None,
) -> None:
    """Store the changed fields: `name`, `short_name`, `accent`."""
    async with transaction(pool) as conn:
        current = await organisers.lock(conn, caller.organiser_id)
        if version is not None and version != current.version:
            raise VersionConflict(caller.organiser_id)
        changed = changes.apply(current)
        await organisers.update(conn, changed)
        before, after = changed_fields(current, changed)
        await audit.write(
            conn, caller, "organiser.change", ("organiser", caller.organiser_id), before=before, after=after
        )
        await events.tell_organisers(conn, caller.organiser_id, [caller.organiser_id])


@permitted("organiser.set_logo")
async def set_logo(pool: Pool, caller: Caller, picture: Picture) -> None:
    """Set the logo, under a new URL, so that no cache shows the old one."""
    async with transaction(pool) as conn:
        current = await organisers.lock(conn, caller.organiser_id)
        logo_hash = hashlib.sha256(picture.data).hexdigest()[:16]
        await organisers.set_logo(conn, caller.organiser_id, picture, logo_hash=logo_hash)
        before, after = changed_fields(current, {"logo_hash": logo_hash})
        await audit.write(
            conn, caller, "organiser.set_logo", ("organiser", caller.organiser_id), before=before, after=after
        )
        await events.tell_organisers(conn, caller.organiser_id, [caller.organiser_id])


@permitted("organiser.remove_logo")
async def remove_logo(pool: Pool, caller: Caller) -> None:
    """Remove the logo; does nothing if there is none."""
    async with transaction(pool) as conn:
        current = await organisers.lock(conn, caller.organiser_id)
        if current.logo_hash is not None:
            await organisers.remove_logo(conn, caller.organiser_id)
            before = {"logo_hash": current.logo_hash}
            await audit.write(
                conn, caller, "organiser.remove_logo", ("organiser", caller.organiser_id), before=before
            )
            await events.tell_organisers(conn, caller.organiser_id, [caller.organiser_id])
