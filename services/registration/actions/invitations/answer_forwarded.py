"""A person to whom an invitation was forwarded registers, if the cohort allows it."""

from collections.abc import Sequence
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.actions.seating.seat_people import a_registration, seat_people
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import require_open
from services.registration.domain.errors import (
    AnotherOrganisation,
    GuestsNotLetIn,
    InvitationNotOpen,
    NothingChosen,
    SessionOfAnotherCohort,
    SubstituteIsInvited,
)
from services.registration.domain.forwarding import same_organisation
from services.registration.domain.invitation import Invitation, answerable
from services.registration.domain.registration import Applicant
from services.registration.store import cohorts, invitations, registrations, seats
from services.registration.store.access import audit, receipts
from services.registration.store.access.receipts import ReceiptLine
from services.registration.store.directory import people
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool


@permitted("invitation.answer_forwarded")
async def answer_forwarded(
    pool: Pool,
    caller: Caller,
    invitation_id: UUID,
    applicant: Applicant,
    *,
    session_ids: Sequence[UUID],
) -> UUID:
    """Register the applicant to the named sessions, in addition to the invited person; their link is sent only by mail.

    Returns the receipt's id. A person who is registered already gets their link again, and the caller cannot tell. Raises
    `GuestsNotLetIn` if the invitation is personal, `AnotherOrganisation` if the address has neither the domain of the
    invited person nor a position at one of their organisations.
    """
    if not session_ids:
        raise NothingChosen
    async with transaction(pool) as conn:
        invitation = await invitations.lock(conn, caller.organiser_id, invitation_id)
        cohort = await cohorts.get(conn, caller.organiser_id, invitation.cohort_id)
        if strangers := [
            session_id for session_id in session_ids if session_id not in invitation.session_ids
        ]:
            raise SessionOfAnotherCohort(strangers[0])
        locked = await seats.lock_sessions(
            conn, caller.organiser_id, cohort_id=invitation.cohort_id, session_ids=invitation.session_ids
        )
        if locked is None:
            raise InvitationNotOpen
        require_open(locked.cohort_status)
        answerable(invitation, locked.sessions.values(), caller.now)
        locked.with_waiting_list(invitation.waiting_list)
        full_before = {key for key, counter in locked.counters.items() if counter.room == 0}
        person_id, is_new = await people.find_or_make(conn, caller.organiser_id, applicant)
        if person_id == invitation.person_id:
            raise SubstituteIsInvited
        await _require_may(conn, invitation, cohort.forwarding, applicant, person_id)
        if is_new:
            await events.tell_people(conn, caller.organiser_id, [person_id])
        is_bound = cohort.forwarding == "organisation"
        registration = a_registration(
            person_id,
            role=applicant.role,
            organisation=(is_bound and invitation.organisation) or applicant.organisation,
            invitation_id=invitation.id,
        )
        seated = await seat_people(
            conn,
            caller,
            locked,
            [registration],
            session_ids=list(dict.fromkeys(session_ids)),
            origin="answer",
        )
        for registration_id in sorted(seated.new):
            await audit.write(
                conn,
                caller,
                "invitation.answer_forwarded",
                ("registration", registration_id),
                after={"invitation_id": invitation.id},
            )
        # Without a confirmation mail, or with an earlier registration, this is the only mail that contains the link.
        if not seated.new or not cohort.confirmations:
            changed = await registrations.ask_link(
                conn, caller.organiser_id, list(seated.by_person.values()), now=caller.now
            )
            await events.tell_registrations(conn, caller.organiser_id, changed)
        receipt_id = ids.new()
        line = ReceiptLine(
            name=applicant.name,
            email=applicant.email,
            seats={str(key): "waiting" if key in full_before else "confirmed" for key in session_ids},
        )
        await receipts.insert(
            conn,
            caller.organiser_id,
            receipt_id,
            cohort_id=invitation.cohort_id,
            person_ids=[person_id],
            lines=[line],
            now=caller.now,
        )
    return receipt_id


async def _require_may(
    conn: Conn, invitation: Invitation, forwarding: str, applicant: Applicant, person_id: UUID
) -> None:
    if forwarding == "personal" or invitation.kind != "inbjudan":
        raise GuestsNotLetIn
    if forwarding == "open" or same_organisation(invitation.person_email, applicant.email):
        return
    if not await people.are_colleagues(conn, invitation.organiser_id, invitation.person_id, person_id):
        raise AnotherOrganisation
