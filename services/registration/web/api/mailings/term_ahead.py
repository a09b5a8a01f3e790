"""/api/v1/term_ahead: every mail that will go out, when, to how many, of which kind."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.invitations.expected_mails import expected_mails
from services.registration.store import cohorts, programmes
from services.registration.store.transaction import reading
from services.registration.web.api.kit.request import ApiRequest, ApiResponse
from services.registration.web.kit.mails_ahead import planned_mails


class TermAheadQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Of one cohort, of one programme, or of all."""

    programme_id: UUID | None = None
    cohort_id: UUID | None = None


class MailsAhead(msgspec.Struct, frozen=True, kw_only=True):
    """Mails of one kind that go within the same hour.

    `count` is how many are planned, or how many people match today; null where nobody can say (a buyer without a
    contact). `is_paused`: they wait until somebody resumes. `mailing_id`: a mailing that is scheduled; `invitation_rule_id`: a rule that invites on its day.
    `scheduled_sending_id`: invitations or reminders for which somebody has chosen the time.
    """

    at: datetime
    kind: str
    count: int | None
    cohort_id: UUID
    session_id: UUID | None = None
    is_paused: bool = False
    mailing_id: UUID | None = None
    invitation_rule_id: UUID | None = None
    scheduled_sending_id: UUID | None = None


class TermAhead(msgspec.Struct, frozen=True, kw_only=True):
    """The timeline, the soonest first."""

    items: list[MailsAhead]


async def show(request: ApiRequest) -> ApiResponse:
    query = request.read_query(TermAheadQuery)
    async with reading(request.pool) as conn:
        if query.programme_id is not None:
            await programmes.get(conn, request.organiser_id, query.programme_id)
        if query.cohort_id is not None:
            await cohorts.get(conn, request.organiser_id, query.cohort_id)
        found = await cohorts.list_after(
            conn,
            request.organiser_id,
            programme_id=query.programme_id,
            ids=[query.cohort_id] if query.cohort_id else None,
        )
        expected = await expected_mails(conn, request.caller, found)
    planned = await planned_mails(request.services, request.organiser_id, [cohort.id for cohort in found])
    items = [msgspec.convert(each, MailsAhead, from_attributes=True) for each in (*expected, *planned)]
    items.sort(key=lambda each: (each.at, each.kind, each.cohort_id))
    return ApiResponse(body=TermAhead(items=items))
