"""Registers on the public page; the personal link is sent only by mail, to new and to registered people."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.actions.registrations.register import register_and_show
from services.registration.actions.registrations.registration_batcher import RegistrationBatcher
from services.registration.actions.registrations.send_link import send_link
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.caller import Caller
from services.registration.domain.errors import AlreadyRegistered
from services.registration.domain.registration import Applicant
from services.registration.domain.seats import AllottedPlace
from services.registration.store import registrations
from services.registration.store.access import receipts
from services.registration.store.access.receipts import ReceiptLine
from services.registration.store.transaction import reading, transaction
from shared import ids
from shared.events import SeatStatus
from shared.postgres import Pool


@permitted("registration.create")
async def apply(
    batcher: RegistrationBatcher,
    caller: Caller,
    cohort_id: UUID,
    applicant: Applicant,
    *,
    session_ids: Sequence[UUID],
    submitted: SubmittedAnswers,
    confirmations: bool,
    may_wait: bool,
    expected: Mapping[UUID, SeatStatus],
) -> UUID:
    """Register without revealing to the caller whether the address was registered before; return the receipt's id.

    An existing registration is not changed: a stranger who uses its address only causes a mail. Its receipt says what
    somebody new was to expect (`expected`, by session).
    """
    try:
        result = await register_and_show(
            batcher, caller, cohort_id, applicant, session_ids=session_ids, submitted=submitted, may_wait=may_wait,
            must_confirm=None,
        )  # fmt: skip
    except AlreadyRegistered as known:
        await send_link(batcher.pool, caller, known.registration_id)
        person_id = await _person_of(batcher.pool, caller, known.registration_id)
        seats = {str(session_id): expected[session_id] for session_id in session_ids}
        return await _keep(
            batcher.pool, caller, cohort_id=cohort_id, person_id=person_id, applicant=applicant, seats=seats
        )
    if not confirmations:
        # Without a confirmation mail, this is the only mail that contains the link.
        await send_link(batcher.pool, caller, result.id)
    seats = {str(seat.place.session_id): _would_be(seat.place) for seat in result.seats}
    return await _keep(
        batcher.pool,
        caller,
        cohort_id=cohort_id,
        person_id=result.person_id,
        applicant=applicant,
        seats=seats,
    )


def _would_be(place: AllottedPlace) -> SeatStatus:
    """What the receipt says of a place: with a held seat, what it becomes when it is confirmed."""
    return "confirmed" if place.held_until is not None else place.status


async def _person_of(pool: Pool, caller: Caller, registration_id: UUID) -> UUID:
    async with reading(pool) as conn:
        return (await registrations.get(conn, caller.organiser_id, registration_id)).person_id


async def _keep(
    pool: Pool,
    caller: Caller,
    *,
    cohort_id: UUID,
    person_id: UUID,
    applicant: Applicant,
    seats: dict[str, SeatStatus],
) -> UUID:
    receipt_id = ids.new()
    async with transaction(pool) as conn:
        await receipts.insert(
            conn,
            caller.organiser_id,
            receipt_id,
            cohort_id=cohort_id,
            person_ids=[person_id],
            lines=[ReceiptLine(name=applicant.name, email=applicant.email, seats=seats)],
            now=caller.now,
        )
    return receipt_id
