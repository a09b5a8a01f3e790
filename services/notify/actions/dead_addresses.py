"""Lets an address count as dead no longer: it was corrected, or somebody says that it is to be tried again."""

from collections.abc import Sequence
from uuid import UUID

from services.notify.actions.tell_person_mails import tell_person_mails
from services.notify.store import delivery_steps, mail_reports, person_mails, resending
from services.notify.store.resending import StoppedDelivery
from shared.events import Person
from shared.postgres import Conn


async def revive_address(conn: Conn, organiser_id: UUID, person_id: UUID) -> list[StoppedDelivery] | None:
    """Try a dead address again, in the caller's transaction; return what bounced or was held. None: it is not dead."""
    stopped = await resending.of_dead_address(conn, organiser_id, person_id)
    if not await person_mails.revive(conn, organiser_id, [person_id]):
        return None
    await mail_reports.count_no_longer(conn, organiser_id, [person_id])
    await tell_person_mails(conn, organiser_id, [person_id])
    return stopped


async def follow_addresses(conn: Conn, organiser_id: UUID, people: Sequence[Person]) -> None:
    """Forget that an address was dead that is no longer the person's, in the caller's transaction, before it plans.

    The plan says to the new address what it has to be told; what was held is made for it.
    """
    if not people:
        return
    moved = await person_mails.revive_moved(conn, organiser_id, {one.id: one.email for one in people})
    if moved:
        await mail_reports.count_no_longer(conn, organiser_id, moved)
        await person_mails.release_moved(conn, organiser_id, moved)
        await tell_person_mails(conn, organiser_id, moved)


async def take_back_refusals(conn: Conn, delivery_ids: Sequence[UUID]) -> bool:
    """Forget what was said of these mails while they were handed over: it was the relay's trouble, in the caller's transaction.

    What was held since is sent. Returns whether registration was told.
    """
    has_told = False
    for organiser_id, person_ids in (await mail_reports.take_back(conn, delivery_ids)).items():
        revived = await person_mails.revive(conn, organiser_id, person_ids)
        if revived:
            await person_mails.release_moved(conn, organiser_id, revived)
        has_told |= await tell_person_mails(conn, organiser_id, revived)
    return has_told


async def forget_mail_of(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> None:
    """Remove what servers and mailboxes said of these people's mails, in the caller's transaction."""
    if person_ids:
        await mail_reports.erase(conn, organiser_id, person_ids)
        await delivery_steps.erase(conn, organiser_id, person_ids)
        await person_mails.forget(conn, organiser_id, person_ids)
