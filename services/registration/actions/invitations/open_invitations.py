"""Sends invitations on the day that their rule names."""

import logging
from typing import Final
from uuid import UUID

from services.registration.actions.invitations.invite import invite
from services.registration.actions.one_by_one import one_by_one
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Initiator
from services.registration.domain.errors import RegistrationError
from services.registration.store import invitation_rules
from services.registration.store.transaction import reading
from shared import times
from shared.postgres import Pool

log: Final = logging.getLogger(__name__)


@permitted("invitation.send_due")
async def send_due(pool: Pool, initiator: Initiator) -> int:
    """Invite by each due rule of an open cohort that has not been sent by hand; return the number of people.

    A rule that fails (a buyer without a contact, a full session without a waiting list) is logged and retried at the
    next run; it does not stop the others.
    """
    async with reading(pool) as conn:
        due = await invitation_rules.list_due(conn, on=times.local(initiator.now).date())
    cohort_of = {rule_id: cohort_id for _, cohort_id, rule_id in due}

    async def invite_by(organiser_id: UUID, rule_id: UUID) -> int:
        caller = initiator.for_organiser(organiser_id)
        try:
            return (await invite(pool, caller, cohort_of[rule_id], invitation_rule_ids=[rule_id])).invited
        except RegistrationError as error:
            log.warning(
                "invitation_rule.not_sent", extra={"rule_id": rule_id, "reason": type(error).__name__}
            )
            return 0

    rules = [(organiser_id, rule_id) for organiser_id, _, rule_id in due]
    return sum(await one_by_one(rules, invite_by, chore="invitations.open"))
