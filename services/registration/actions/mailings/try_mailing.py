"""Mails a mailing that has not been sent to one address, as one of its recipients would get it."""

from uuid import UUID

from services.registration.actions.mailings.send_mailing import matching
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import NobodyMatches
from services.registration.domain.mailings.mailing import require_open
from services.registration.store.access import audit
from services.registration.store.mailings import mailings
from services.registration.store.outgoing import mailing_events
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("mailing.test")
async def send_test(pool: Pool, caller: Caller, mailing_id: UUID, *, to: str) -> None:
    """Mail it to this address, filled in for the first whom the selection matches; personal links open nothing.

    Raises `MailingNotOpen`, and `NobodyMatches` where there is nobody to fill it in for.
    """
    async with transaction(pool) as conn:
        mailing = await mailings.lock(conn, caller.organiser_id, mailing_id)
        require_open(mailing)
        found = await matching(conn, caller, mailing.cohort_id, mailing.selection)
        if not found:
            raise NobodyMatches
        await mailing_events.tell_mailings(conn, caller.organiser_id, [mailing_id])
        await mailing_events.tell_test(conn, caller, mailing, found[0], to=to)
        await audit.write(conn, caller, "mailing.test", ("mailing", mailing_id))
