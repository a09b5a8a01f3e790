"""Sends a mailing: fixes who gets it, and tells notify."""

from typing import Final
from uuid import UUID

import msgspec

from services.registration.actions.one_by_one import one_by_one
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller, Initiator
from services.registration.domain.errors import NotFound
from services.registration.domain.mailings.mailing import (
    Mailing,
    SelectedPerson,
    Selection,
    is_due,
    require_open,
)
from services.registration.store import sessions
from services.registration.store.access import audit
from services.registration.store.directory import audience_people, audiences, organisations
from services.registration.store.mailings import mailing_parts, mailings
from services.registration.store.outgoing import mailing_events
from services.registration.store.transaction import reading, transaction
from shared import ids, times
from shared.postgres import Conn, Pool

_MOST_DUE: Final = 100  # mailings in one run of the periodic task


class MailingCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many people a mailing goes to, and how many match that have no address."""

    recipients: int
    without_address: int


@permitted("mailing.send")
async def send(pool: Pool, caller: Caller, mailing_id: UUID) -> MailingCounts:
    """Send a draft or scheduled mailing now. Raises `MailingNotOpen`."""
    async with transaction(pool) as conn:
        mailing = await mailings.lock(conn, caller.organiser_id, mailing_id)
        require_open(mailing)
        return await _send(conn, caller, mailing)


@permitted("mailing.send_due")
async def send_due(pool: Pool, initiator: Initiator) -> int:
    """Send each scheduled mailing whose time has come; return how many. One that fails is logged and tried again."""
    async with reading(pool) as conn:
        due = await mailings.list_due(conn, now=initiator.now, most=_MOST_DUE)

    async def send_one(organiser_id: UUID, mailing_id: UUID) -> bool:
        async with transaction(pool) as conn:
            mailing = await mailings.lock(conn, organiser_id, mailing_id)
            if not is_due(mailing, initiator.now):
                return False  # changed since
            await _send(conn, initiator.for_organiser(organiser_id), mailing)
            return True

    return sum(await one_by_one(due, send_one, chore="mailings.send"))


async def _send(conn: Conn, caller: Caller, mailing: Mailing) -> MailingCounts:
    counts = await mail(conn, caller, mailing)
    await audit.write(
        conn, caller, "mailing.send", ("mailing", mailing.id), after=msgspec.structs.asdict(counts)
    )
    return counts


async def mail(conn: Conn, caller: Caller, mailing: Mailing) -> MailingCounts:
    """Fix who gets a mailing and tell notify, in the caller's transaction, which holds the mailing."""
    found = await matching(conn, caller, mailing.cohort_id, mailing.selection)
    recipients = [(ids.new(), each) for each in found if each.has_address]
    counts = MailingCounts(recipients=len(recipients), without_address=len(found) - len(recipients))
    await mailing_parts.insert_recipients(conn, caller.organiser_id, mailing.id, recipients)
    await mailings.mark_sent(
        conn,
        caller.organiser_id,
        mailing.id,
        now=caller.now,
        recipients=counts.recipients,
        without_address=counts.without_address,
    )
    if recipients:
        await mailing_events.tell_mailings(conn, caller.organiser_id, [mailing.id])
        await mailing_events.tell_recipients(
            conn, caller.organiser_id, [recipient_id for recipient_id, _ in recipients]
        )
    return counts


async def matching(conn: Conn, caller: Caller, cohort_id: UUID, selection: Selection) -> list[SelectedPerson]:
    """Return whom a selection matches now. Raises `NotFound` for a session, organisation or audience that is not there."""
    on = times.local(caller.now).date()
    for session_id in (selection.session_id, selection.not_session_id):
        if session_id is not None:
            session = await sessions.get(conn, caller.organiser_id, session_id)
            if session.cohort_id != cohort_id:
                raise NotFound("session")
    if selection.organisation_id is not None:
        await organisations.get(conn, caller.organiser_id, selection.organisation_id)
    among = None
    if selection.audience_id is not None:
        await audiences.get(conn, caller.organiser_id, selection.audience_id)
        members = await audience_people.match(conn, caller.organiser_id, selection.audience_id, on=on)
        among = [member.person_id for member in members]
    return await mailings.match(conn, caller.organiser_id, cohort_id, selection, on=on, among=among)
