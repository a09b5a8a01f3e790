"""Handles the events that notify sends to registration."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from services.registration.actions.directory import forget_person
from services.registration.actions.public.receive_letters import receive_letters
from services.registration.domain.caller import system
from services.registration.store import calendar_answers, invitations
from services.registration.store.directory import person_mails
from services.registration.store.outgoing import events as outgoing_events
from shared import events, times
from shared.calendar_answer import CalendarAnswer
from shared.channel.inbox import ReceivedEvent
from shared.events import InvitationStatus
from shared.person_letter import PersonLetter
from shared.person_mail import PersonMail
from shared.postgres import Conn

# A coordinator need not distinguish permanent refusals from bounces: neither arrived.
_STATUS: Final[dict[str, InvitationStatus]] = {"sent": "sent", "failed": "bounced", "bounced": "bounced"}


async def act(conn: Conn, taken: Sequence[ReceivedEvent]) -> None:
    """Record the outcome of invitations and what is known of mail to people, keep answers and letters, and finish erasures."""
    now = times.now()
    await _note_deliveries(conn, taken)
    # Kept now, acted on next, each in a transaction of its own: answers lock sessions, of which a batch may have many.
    answers = [received.event for received in taken if isinstance(received.event, CalendarAnswer)]
    if answers:
        await calendar_answers.insert(conn, answers)
    letters = [received.event for received in taken if isinstance(received.event, PersonLetter)]
    await receive_letters(conn, letters, now)
    told = [received.event for received in taken if isinstance(received.event, PersonMail)]
    if told:
        await person_mails.put(conn, told)
    scrubbed = {
        (received.event.organiser_id, received.event.id)
        for received in taken
        if isinstance(received.event, events.PersonScrubbed)
    }
    for organiser_id, person_id in sorted(scrubbed):
        await forget_person.finish(conn, system(now).for_organiser(organiser_id), [person_id])


def _rank(event: events.InvitationDelivery) -> tuple[int, datetime, int]:
    return event.epoch, event.at, event.version


async def _note_deliveries(conn: Conn, taken: Sequence[ReceivedEvent]) -> None:
    """Record which invitations were sent and which bounced; an existing answer is kept.

    Only bounces are sent back to notify: it knows that its mail was sent, and hearing so again for each of thousands
    would cost it one planning run per mail.
    """
    newest: dict[UUID, events.InvitationDelivery] = {}
    for received in taken:
        event = received.event
        if isinstance(event, events.InvitationDelivery):
            before = newest.get(event.id)
            if before is None or _rank(event) >= _rank(before):
                newest[event.id] = event
    if not newest:
        return
    changed = await invitations.set_delivered(
        conn,
        [(event.organiser_id, event.id, _STATUS[event.outcome], event.at) for event in newest.values()],
    )
    came_back = [pair for pair in changed if newest[pair[1]].outcome != "sent"]
    for organiser_id, theirs in groupby(sorted(came_back), key=lambda pair: pair[0]):
        await outgoing_events.tell_invitations(
            conn, organiser_id, [invitation_id for _, invitation_id in theirs]
        )
