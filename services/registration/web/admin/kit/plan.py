"""Who is told of a change before it is made: the one place where pages for staff get it from.

The numbers are those of the people whom the change concerns, as registration knows them: whoever has a seat or waits is
told by mail, whoever has only been invited sees it on the invitation.
"""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from services.registration.store.transaction import reading
from services.registration.store.views.staff import concerned
from services.registration.web.admin.kit.route import StaffRequest

WhatChanges = Literal["moved", "changed", "cancelled"]


class PlannedChange(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is about to do to some sessions of a cohort."""

    what: WhatChanges
    cohort_id: UUID
    session_ids: Sequence[UUID]


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    """A group of people, and what its members get."""

    group: str
    people: int
    mail: str
    calendar: str


class ChangePlan(msgspec.Struct, frozen=True, kw_only=True):
    """`mails`: how many people are told, the number in the button."""

    rows: tuple[PlanRow, ...]
    mails: int
    total: str


async def plan_of(request: StaffRequest, change: PlannedChange) -> ChangePlan:
    """Return who would be told of a change."""
    async with reading(request.pool) as conn:
        found = await concerned.count(
            conn, request.caller.organiser_id, change.cohort_id, list(change.session_ids)
        )
    texts = request.words.staff_plan
    mail, calendar = texts.mails[change.what], texts.calendars[change.what]
    rows = (
        PlanRow(group=texts.holders, people=found.confirmed, mail=mail, calendar=calendar),
        PlanRow(group=texts.waiting, people=found.waiting, mail=mail, calendar=texts.no_entry),
        PlanRow(
            group=texts.unanswered, people=found.unanswered, mail=texts.no_mail, calendar=texts.on_invitation
        ),
    )
    mails = found.confirmed + found.waiting
    return ChangePlan(
        rows=tuple(row for row in rows if row.people),
        mails=mails,
        total=texts.total.format(n=mails) if mails > 1 else texts.total_one if mails else texts.total_none,
    )
