"""Disposes of personal data whose retention period has ended, each night (docs/decisions/0058)."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from services.registration.actions.directory import forget_person
from services.registration.actions.one_by_one import one_by_one
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Initiator
from services.registration.domain.directory.person import ERASED_NAME
from services.registration.store import disposal
from services.registration.store.access import audit, staff
from services.registration.store.transaction import transaction
from shared import times
from shared.postgres import Pool

# In one night: each person is erased in a transaction of their own, and mails that cancel nothing follow.
_MOST_PEOPLE: Final = 1000


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """For how many days each kind of data is kept; 0: it is not disposed of."""

    people: int
    guests: int
    enquiries: int
    audit: int


@permitted("upkeep.dispose")
async def dispose(pool: Pool, initiator: Initiator, retention: Retention) -> int:
    """Dispose of what is due, and return how many people were erased. People are erased as they can themselves."""
    now = initiator.now
    async with transaction(pool) as conn:
        if retention.guests:
            await disposal.clear_guests(conn, before=_before(now, retention.guests), name=ERASED_NAME)
        if retention.enquiries:
            await disposal.delete_enquiries(conn, before=_before(now, retention.enquiries))
        if retention.audit:
            await audit.forget(conn, before=_before(now, retention.audit))
            # Their names stay as long as the log of what they did.
            await staff.forget(conn, before=_before(now, retention.audit))
        before = _before(now, retention.people)
        day = times.local(before).date()
        due = (
            await disposal.list_people(conn, before=before, day=day, limit=_MOST_PEOPLE)
            if retention.people
            else []
        )

    async def forget_one(organiser_id: UUID, person_id: UUID) -> None:
        await forget_person.forget(pool, initiator.for_organiser(organiser_id), person_id)

    return len(await one_by_one(due, forget_one, chore="disposal"))


def _before(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)
