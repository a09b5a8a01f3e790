"""Replaces every personal link of a person: the old ones open nothing, and the new ones are mailed to the stored address."""

from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import NotFound
from services.registration.store import erasures
from services.registration.store.access import audit, personal_links
from services.registration.store.directory import people
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import times
from shared.postgres import Pool


class ReplacedLinks(msgspec.Struct, frozen=True, kw_only=True):
    """How many links were replaced, and how many mails with a new one follow."""

    invitations: int
    registrations: int
    mailed: int


@permitted("person.replace_links")
async def replace_links(pool: Pool, caller: Caller, person_id: UUID) -> ReplacedLinks:
    """Make every link of the person invalid, and mail the new ones of what is ahead. Raises `NotFound`.

    That includes the links to meetings: notify updates each calendar entry that holds one.
    """
    async with transaction(pool) as conn:
        await personal_links.lock(conn, caller.organiser_id, person_id)
        if await erasures.find(conn, caller.organiser_id, person_id):
            raise NotFound("person")
        person = await people.lock(conn, caller.organiser_id, person_id)
        units = await personal_links.renew(conn, caller.organiser_id, person_id, is_sent_again=False)
        mailed = 0
        if person.email is not None:
            today = times.local(caller.now).date()
            mailed = await personal_links.ask_to_be_mailed(
                conn, caller.organiser_id, person_id, now=caller.now, today=today
            )
        await audit.write(conn, caller, "person.replace_links", ("person", person_id))
        await events.tell_people(conn, caller.organiser_id, [person_id])
        await events.tell_invitations(conn, caller.organiser_id, units.invitation_ids)
        await events.tell_registrations(conn, caller.organiser_id, units.registration_ids)
        await events.tell_people(conn, caller.organiser_id, [person_id])
    return ReplacedLinks(
        invitations=len(units.invitation_ids), registrations=len(units.registration_ids), mailed=mailed
    )
