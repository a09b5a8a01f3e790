"""Invitations and reminders to many go beside the request: its answer is the page that follows them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final
from uuid import UUID

from services.registration.actions.invitations.begin_sending import begin
from services.registration.actions.invitations.send_scheduled import send_now
from services.registration.domain.errors import RegistrationError
from services.registration.store import scheduled_sendings
from services.registration.store.scheduled_sendings import GoingSendings
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.plan import (
    ChangePlan,
    PlannedChange,
    for_all,
    number_listed,
    plan_of,
)
from services.registration.web.admin.kit.route import StaffRequest
from shared import times

# As many as one transaction invites; more take seconds, and a browser or a proxy may not wait.
MOST_AT_ONCE: Final = 500


async def send_beside(request: StaffRequest, cohort_id: UUID, foreseen: Mapping[UUID | None, int]) -> str:
    """Let each of these rules invite (None: the silent be reminded) from now on, and return where it is followed."""
    begun = await begin(request.pool, request.caller, cohort_id, foreseen)
    request.services.beside.start("invitations.send", lambda: _send(request, begun))
    return receipt_path(cohort_id)


async def plan_of_sending(
    request: StaffRequest, cohort_id: UUID, number: int, attempt: Callable[[int | None], Awaitable[object]]
) -> ChangePlan | None:
    """Who would get what; of many, `attempt` is told to try only those who are named. None where nobody can say."""
    most = number_listed(request) if number > MOST_AT_ONCE else None
    change = PlannedChange(what="changed", cohort_id=cohort_id, session_ids=(), attempt=lambda: attempt(most))
    plan = await plan_of(request, change)
    if not plan.planned:
        return None
    return for_all(request, plan, number) if most else plan


async def _send(request: StaffRequest, begun: Sequence[UUID]) -> None:
    """One after the other. What cannot go waits for the periodic task, which notes the reason on the page of the cohort."""
    for sending_id in begun:
        try:
            await send_now(request.pool, request.caller, sending_id, committed=request.services.wake)
        except RegistrationError:
            continue


async def is_going(request: StaffRequest, cohort_id: UUID) -> bool:
    """Whether something is just going to a cohort: no second is begun beside it."""
    return bool((await read_going(request, cohort_id)).number)


async def read_going(request: StaffRequest, cohort_id: UUID) -> GoingSendings:
    """What is just going to a cohort, and how many it has not reached yet."""
    async with reading(request.pool) as conn:
        return await scheduled_sendings.read_going(
            conn, request.caller.organiser_id, cohort_id, now=times.now()
        )


def receipt_path(cohort_id: UUID) -> str:
    """Where mail that is going out to a cohort is followed."""
    return f"/omgangar/{cohort_id}/kvitto"
