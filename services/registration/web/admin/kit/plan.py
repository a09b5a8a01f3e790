"""Who is told of a change before it is made: the one place where pages for staff get it from.

The change itself is run and rolled back, and notify plans its mails (docs/decisions/0064). Where notify is away, the people
whom the change concerns are counted here instead, so that a date can still be moved.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec
from litestar.exceptions import ServiceUnavailableException

from services.registration.store.transaction import reading
from services.registration.store.views.staff import concerned
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dry_run import dry_run
from shared import dates, times
from shared.plan_preview import ListedMail, PlanPreview, SampleMail

WhatChanges = Literal["moved", "changed", "cancelled"]
_MOST_LISTED: Final = 60


class PlannedChange(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is about to do to some sessions of a cohort; `attempt` does it."""

    what: WhatChanges
    cohort_id: UUID
    session_ids: Sequence[UUID]
    attempt: Callable[[], Awaitable[object]]


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    """A group of people, and what its members get."""

    group: str
    people: int
    mail: str
    calendar: str


class PlannedMail(msgspec.Struct, frozen=True, kw_only=True):
    """Mails of one kind: how many, and when they go."""

    kind: str
    count: int
    when: str


class ChangePlan(msgspec.Struct, frozen=True, kw_only=True):
    """`mails`: how many go at once, the number in the button. `planned`: as notify plans them; `rows`: where it is away.

    `names`: the first who get one. `sample`: one of the mails as its reader gets it.
    """

    mails: int
    total: str
    rows: tuple[PlanRow, ...] = ()
    planned: tuple[PlannedMail, ...] = ()
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    sample: SampleMail | None = None


async def plan_of(request: StaffRequest, change: PlannedChange) -> ChangePlan:
    """Return who would be told of a change, which is not made."""
    try:
        tried = await dry_run(
            request.services,
            request.caller.organiser_id,
            change.attempt,
            most_listed=_MOST_LISTED,
            sample=True,
        )
    except ServiceUnavailableException:
        return await _counted(request, change)
    return _planned(request, tried.plan)


def _planned(request: StaffRequest, found: PlanPreview) -> ChangePlan:
    texts = request.words.staff_plan
    now = [
        PlannedMail(kind=_kind(request, one.kind), count=one.count, when=texts.at_once) for one in found.mails
    ]
    later = [
        PlannedMail(
            kind=_kind(request, one.kind), count=one.count, when=_between(request, one.first_at, one.last_at)
        )
        for one in found.later
    ]
    stopped = [
        texts.stopped.format(n=one.count, kind=_kind(request, one.kind).lower()) for one in found.stopped
    ]
    unreachable = [texts.unreachable.format(n=found.unreachable)] if found.unreachable else []
    mails = sum(one.count for one in found.mails)
    return ChangePlan(
        mails=mails,
        total=_total(request, mails),
        planned=(*now, *later),
        notes=(*stopped, *unreachable),
        names=tuple(_named(request, one) for one in found.listed if one.due_at is None),
        sample=_sample(found),
    )


def _sample(found: PlanPreview) -> SampleMail | None:
    """The sample, unless it is to somebody with a protected identity."""
    protected = {one.key for one in found.listed if one.protected_identity}
    return None if found.sample is None or found.sample.key in protected else found.sample


def _kind(request: StaffRequest, kind: str) -> str:
    return request.words.staff_plan.kinds.get(kind, kind)


def _between(request: StaffRequest, first: datetime, last: datetime) -> str:
    days = [dates.day_in_words(times.local(at).date(), request.locale.language) for at in (first, last)]
    if days[0] == days[1]:
        return days[0]
    return request.words.staff_plan.between.format(first=days[0], last=days[1])


def _named(request: StaffRequest, one: ListedMail) -> str:
    name = one.name if one.name and not one.protected_identity else request.words.staff_cohort.protected
    return f"{name}: {_kind(request, one.kind)}"


def _total(request: StaffRequest, mails: int) -> str:
    texts = request.words.staff_plan
    return texts.total.format(n=mails) if mails > 1 else texts.total_one if mails else texts.total_none


async def _counted(request: StaffRequest, change: PlannedChange) -> ChangePlan:
    """Count whom the change concerns: who has a seat or waits is told by mail, who is only invited sees it there."""
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
        mails=mails, total=_total(request, mails), rows=tuple(row for row in rows if row.people)
    )
