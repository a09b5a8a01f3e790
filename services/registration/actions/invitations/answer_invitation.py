"""An invited person answers yes, no, or with a substitute, and can change the answer until the last day."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.directory.change_details import store_details
from services.registration.actions.permitted import permitted
from services.registration.actions.registrations import store_answers
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.actions.seating.seat_invited import InvitationHolders, list_holders, seat_invited
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import promotes, require_open
from services.registration.domain.errors import (
    CohortNotOpen,
    InvitationNotOpen,
    NothingChosen,
    SessionOfAnotherCohort,
    SubstituteIsInvited,
    SubstitutesNotAllowed,
)
from services.registration.domain.invitation import Answer, Invitation, answerable, status_after
from services.registration.domain.options import choose
from services.registration.domain.registration import Applicant
from services.registration.domain.sessions.session import Session
from services.registration.store import invitations, registrations, seats
from services.registration.store.access import audit
from services.registration.store.directory import people
from services.registration.store.outgoing import events
from services.registration.store.seats import LockedSessions
from services.registration.store.transaction import transaction
from shared.postgres import Conn, Pool


class AnswerResult(msgspec.Struct, frozen=True, kw_only=True):
    """`registration_id`: the registration that the answer led to; None after a no."""

    invitation_id: UUID
    registration_id: UUID | None


@permitted("invitation.answer")
async def answer(
    pool: Pool,
    caller: Caller,
    invitation_id: UUID,
    *,
    answer: Answer,
    session_ids: Sequence[UUID] | None,
    substitute: Applicant | None,
    message: str | None,
    details: Applicant | None,
    submitted: SubmittedAnswers | None = None,
) -> AnswerResult:
    """Store an answer and give, free or hand over seats accordingly; the same answer again changes nothing.

    `session_ids`: None for every session of the invitation that can be booked. `details`: corrected by the invited
    person. `submitted`: their answers to the cohort's questions; a substitute answers on their own page.
    """
    async with transaction(pool) as conn:
        invitation = await invitations.lock(conn, caller.organiser_id, invitation_id)
        locked = await seats.lock_sessions(
            conn, caller.organiser_id, cohort_id=invitation.cohort_id, session_ids=invitation.session_ids
        )
        if locked is None:
            raise InvitationNotOpen
        locked.with_waiting_list(invitation.waiting_list)
        _require_cohort(caller, locked, answer)
        left = answerable(invitation, locked.sessions.values(), caller.now, may_be_late=caller.is_organising)
        who = await _who_comes(conn, invitation, answer, substitute)
        holders = await list_holders(conn, invitation, ahead=left, now=caller.now)
        chosen_ids = (
            _chosen_sessions(invitation, answer, session_ids, left=left, holders=holders, now=caller.now)
            if who
            else set()
        )
        registration_id, touched = await seat_invited(
            conn, caller, invitation, locked, holders, who=who, session_ids=chosen_ids, substitute=substitute
        )
        if details is not None:
            await store_details(conn, caller, invitation.person_id, details)
            await registrations.set_details(
                conn,
                caller.organiser_id,
                registration_id or holders.own,
                role=details.role,
                organisation=details.organisation,
            )
        if registration_id is not None and answer == "yes" and locked.asks and submitted is not None:
            is_new = await store_answers.keep(conn, caller, registration_id, submitted)
            touched = sorted({*touched, registration_id}) if is_new else touched
        await events.tell_registrations(conn, caller.organiser_id, touched)
        status = status_after(answer)
        if status != invitation.status or touched or message is not None:
            await invitations.set_answer(
                conn, caller.organiser_id, invitation_id, status=status, message=message, now=caller.now
            )
            await audit.write(
                conn,
                caller,
                "invitation.answer",
                ("invitation", invitation_id),
                before={"status": invitation.status},
                after={
                    "status": status,
                    "session_ids": sorted(chosen_ids),
                    "registration_id": registration_id,
                },
            )
            await events.tell_invitations(conn, caller.organiser_id, [invitation_id])
    return AnswerResult(invitation_id=invitation_id, registration_id=registration_id)


def _require_cohort(caller: Caller, locked: LockedSessions, answer: Answer) -> None:
    """A no is accepted also after the cohort has closed, because it frees a seat; so is what the organiser notes."""
    if answer == "no" or caller.is_organising:
        if not promotes(locked.cohort_status):
            raise CohortNotOpen
    else:
        require_open(locked.cohort_status)


async def _who_comes(
    conn: Conn, invitation: Invitation, answer: Answer, substitute: Applicant | None
) -> UUID | None:
    """The person who gets the seats; None after a no, and for a buyer, who names the participants instead."""
    if answer == "no" or (answer == "yes" and invitation.kind == "utses"):
        return None
    if answer == "yes":
        return invitation.person_id
    if not invitation.substitutes_allowed and invitation.kind != "utses":
        raise SubstitutesNotAllowed
    if substitute is None:
        raise NothingChosen
    person_id, is_new = await people.find_or_make(conn, invitation.organiser_id, substitute)
    if person_id == invitation.person_id and invitation.kind != "utses":
        raise SubstituteIsInvited
    if is_new:
        await events.tell_people(conn, invitation.organiser_id, [person_id])
    return person_id


def _chosen_sessions(
    invitation: Invitation,
    answer: Answer,
    session_ids: Sequence[UUID] | None,
    *,
    left: Sequence[Session],
    holders: InvitationHolders,
    now: datetime,
) -> set[UUID]:
    """The sessions that the participant is to have; past sessions are left unchanged.

    A substitute without named sessions gets those that the invited person had accepted.
    """
    if session_ids is None:
        taken = holders.session_ids() if answer == "substitute" else set()
        return taken or {session.id for session in choose(left, None, now)}
    if strangers := [session_id for session_id in session_ids if session_id not in invitation.session_ids]:
        raise SessionOfAnotherCohort(strangers[0])
    chosen = choose([session for session in left if session.id in session_ids], session_ids, now)
    if not chosen:
        raise NothingChosen
    return {session.id for session in chosen}
