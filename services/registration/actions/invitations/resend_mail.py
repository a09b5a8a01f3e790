"""Has mails sent again that did not arrive; notify, which keeps the ledger, thinks each over."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from shared.postgres import Pool

T = TypeVar("T")


@permitted("delivery.resend")
async def resend(
    pool: Pool,
    caller: Caller,
    ask: Callable[[], Awaitable[T]],
    *,
    delivery_id: UUID | None = None,
    person_id: UUID | None = None,
    which: Mapping[str, str] | None = None,
) -> T:
    """Have notify send them again, one mail, those of a person, or all that match `which`, and log who asked. Nothing is logged where it refuses.

    No transaction is open while notify is asked: it may take long, or be away.
    """
    answer = await ask()
    subject = ("person", person_id) if person_id else ("organiser", caller.organiser_id)
    subject = ("delivery", delivery_id) if delivery_id else subject
    async with transaction(pool) as conn:
        await audit.write(conn, caller, "delivery.resend", subject, after=dict(which) if which else None)
    return answer
