"""One person registers several, all or nothing; each gets a mail with their own link, and the first a receipt."""

from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.actions.seating.seat_people import a_registration, seat_people
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import require_open
from services.registration.domain.errors import CohortNotOpen, NothingChosen
from services.registration.domain.form import address_key
from services.registration.domain.registration import Applicant
from services.registration.store import registrations, seats
from services.registration.store.access import audit, receipts
from services.registration.store.access.receipts import ReceiptLine
from services.registration.store.directory import people, shared_addresses
from services.registration.store.outgoing import events
from services.registration.store.seats import LockedSessions
from services.registration.store.transaction import transaction
from shared import ids
from shared.events import SeatStatus
from shared.postgres import Conn, Pool


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """A person who is registered by another. `shares`: uses that person's address instead of their own."""

    applicant: Applicant
    shares: bool


@permitted("registration.create_several")
async def register_colleagues(
    pool: Pool,
    caller: Caller,
    cohort_id: UUID,
    colleagues: Sequence[Colleague],
    *,
    session_ids: Sequence[UUID],
    confirmations: bool,
    may_wait: bool,
) -> UUID:
    """Register everyone to the named sessions, in the order of the form, and return the receipt's id.

    `may_wait`: a full session gives a wait; otherwise nobody is registered. People who are registered already keep what
    they have and get their link again; the receipt does not reveal it.
    """
    if not session_ids or not colleagues:
        raise NothingChosen
    chosen = list(dict.fromkeys(session_ids))
    async with transaction(pool) as conn:
        locked = await seats.lock_sessions(conn, caller.organiser_id, cohort_id=cohort_id, session_ids=chosen)
        if locked is None or len(locked.sessions) < len(chosen):
            raise CohortNotOpen
        require_open(locked.cohort_status)
        if not may_wait:
            locked.with_waiting_list(False)
        full_before = [key for key, counter in locked.counters.items() if counter.room == 0]
        found = [await _person(conn, caller, colleague) for colleague in colleagues]
        new = [person_id for person_id, is_new in found if is_new]
        if new:
            await events.tell_people(conn, caller.organiser_id, new)
        coming = [
            a_registration(person_id, role=None, organisation=colleague.applicant.organisation)
            for (person_id, _), colleague in zip(found, colleagues, strict=True)
        ]
        seated = await seat_people(
            conn,
            caller,
            locked,
            coming,
            session_ids=chosen,
            origin="form",
            must_confirm=locked.must_confirm,
            sharing=_sharing(found, colleagues),
        )
        for registration_id in sorted(seated.new):
            await audit.write(
                conn,
                caller,
                "registration.create_several",
                ("registration", registration_id),
                after={"cohort_id": cohort_id},
            )
        person_ids = [person_id for person_id, _ in found]
        without_mail = [
            registration_id
            for registration_id in seated.by_person.values()
            if not confirmations or registration_id not in seated.new
        ]
        if without_mail:
            changed = await registrations.ask_link(conn, caller.organiser_id, without_mail, now=caller.now)
            await events.tell_registrations(conn, caller.organiser_id, changed)
        receipt_id = ids.new()
        names = [colleague.applicant.name for colleague in colleagues]
        waits = bool(full_before) or await _somebody_waits(conn, caller, seated.new)
        lines = _lines(locked, names=names, may_wait=waits)
        await receipts.insert(
            conn,
            caller.organiser_id,
            receipt_id,
            cohort_id=cohort_id,
            person_ids=person_ids,
            lines=lines,
            now=caller.now,
        )
    return receipt_id


def _sharing(found: Sequence[tuple[UUID, bool]], colleagues: Sequence[Colleague]) -> set[UUID]:
    """The people whose mail goes to the address of whoever registers them, that person among them."""
    shared = {address_key(colleague.applicant.email) for colleague in colleagues if colleague.shares}
    return {
        person_id
        for (person_id, _), colleague in zip(found, colleagues, strict=True)
        if address_key(colleague.applicant.email) in shared
    }


async def _person(conn: Conn, caller: Caller, colleague: Colleague) -> tuple[UUID, bool]:
    if colleague.shares:
        return await shared_addresses.find_or_make(conn, caller.organiser_id, colleague.applicant)
    return await people.find_or_make(conn, caller.organiser_id, colleague.applicant)


def _lines(locked: LockedSessions, *, names: Sequence[str], may_wait: bool) -> list[ReceiptLine]:
    """The receipt's lines, which are the same for new and for known people, so that nothing is revealed.

    Where somebody may have to wait, each line says so of every date: the receipt then leaves it to the mails.
    """
    status: SeatStatus = "waiting" if may_wait else "confirmed"
    seats = {str(session_id): status for session_id in locked.sessions}
    return [ReceiptLine(name=name, seats=seats) for name in names]


async def _somebody_waits(conn: Conn, caller: Caller, new: Collection[UUID]) -> bool:
    seats_of = await registrations.list_seats(conn, caller.organiser_id, list(new))
    return any(seat.status == "waiting" and not seat.is_reserved for own in seats_of.values() for seat in own)
