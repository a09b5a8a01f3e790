"""What each kind of event from notify leads to."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final
from uuid import UUID

from services.registration.actions.directory import forget_person
from services.registration.domain.caller import system
from services.registration.store import invitations
from services.registration.store.outgoing import events as telling
from shared import events, times
from shared.channel.inbox import ReceivedEvent
from shared.events import InvitationStatus
from shared.postgres import Conn

# What a mail server refused for good and what came back later are one thing to a coordinator: it did not arrive.
_STATUS: Final[dict[str, InvitationStatus]] = {"sent": "sent", "failed": "bounced", "bounced": "bounced"}


async def act(conn: Conn, taken: Sequence[ReceivedEvent]) -> None:
    """Note what became of invitations, and finish what is left of those who asked to be forgotten."""
    now = times.now()
    await _note_deliveries(conn, taken)
    scrubbed = {
        (one.event.organiser_id, one.event.id)
        for one in taken
        if isinstance(one.event, events.PersonScrubbed)
    }
    for organiser_id, person_id in sorted(scrubbed):
        await forget_person.finish(conn, system(now).for_organiser(organiser_id), [person_id])


async def _note_deliveries(conn: Conn, taken: Sequence[ReceivedEvent]) -> None:
    """Note which invitations went and which came back; an answer that is there already stands.

    Notify is told only of what came back: that its mail went it has from itself, and hearing it again for each of
    thousands would cost it a plan a mail.
    """
    newest: dict[UUID, events.InvitationDelivery] = {}
    for one in taken:
        event = one.event
        if isinstance(event, events.InvitationDelivery):
            before = newest.get(event.id)
            if before is None or (event.epoch, event.version) >= (before.epoch, before.version):
                newest[event.id] = event
    if not newest:
        return
    changed = await invitations.set_delivered(
        conn, [(event.organiser_id, event.id, _STATUS[event.outcome]) for event in newest.values()]
    )
    came_back = [pair for pair in changed if newest[pair[1]].outcome != "sent"]
    for organiser_id, theirs in groupby(sorted(came_back), key=lambda pair: pair[0]):
        await telling.tell_invitations(conn, organiser_id, [invitation_id for _, invitation_id in theirs])
