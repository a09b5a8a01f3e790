"""Stores a changed person, wherever the change comes from: staff, or the person's own answer.

With another e-mail address every personal link in earlier mails dies, because the earlier mailbox may be somebody else's;
notify mails the present state to the new one.
"""

from uuid import UUID

from services.registration.domain.caller import Caller
from services.registration.domain.directory.person import Person
from services.registration.domain.form import address_key
from services.registration.store.access import personal_links
from services.registration.store.directory import people
from services.registration.store.outgoing import events
from shared.postgres import Conn


def is_another_address(before: str | None, after: str | None) -> bool:
    """Whether mail to the one does not reach the other; another spelling of the same address does."""
    if before is None or after is None:
        return before is not after
    return address_key(before) != address_key(after)


async def store_person(conn: Conn, caller: Caller, before: Person, after: Person) -> bool:
    """Store a changed person and tell notify; False, with nothing stored, if another person has the address."""
    if not await people.update(conn, after):
        return False
    if is_another_address(before.email, after.email):
        await renew_links(conn, caller, after.id, is_sent_again=True)
    else:
        await events.tell_people(conn, caller.organiser_id, [after.id])
    return True


async def renew_links(conn: Conn, caller: Caller, person_id: UUID, *, is_sent_again: bool) -> None:
    """Make every personal link of the person invalid and tell notify the new ones, before it hears of another address.

    `is_sent_again`: unanswered invitations are queued again, because their mail goes to another address.
    """
    units = await personal_links.renew(conn, caller.organiser_id, person_id, is_sent_again=is_sent_again)
    await events.tell_invitations(conn, caller.organiser_id, units.invitation_ids)
    await events.tell_registrations(conn, caller.organiser_id, units.registration_ids)
    await events.tell_people(conn, caller.organiser_id, [person_id])
