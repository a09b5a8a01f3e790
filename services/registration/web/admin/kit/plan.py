"""Who is told of a change before it is made: the one place where pages for staff get it from.

The change itself is run and rolled back, and notify plans its mails (docs/decisions/0064). Where notify is away, the people
whom the change concerns are counted here instead, so that a date can still be moved.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final, Literal, TypeVar
from uuid import UUID

import msgspec
from litestar.exceptions import ServiceUnavailableException

from services.registration.store.transaction import reading
from services.registration.store.views.staff import concerned
from services.registration.web.admin.kit.calendar_text import read_entries
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dry_run import DryRun, dry_run
from services.registration.web.kit.forms.posted_form import read_uuid, redisplay
from shared import dates, times
from shared.plan_preview import ListedMail, PlanPreview, SampleMail

WhatChanges = Literal["moved", "changed", "cancelled"]
T = TypeVar("T")

_FIRST: Final = 20  # of those who get a mail, before all of them are asked for
_MOST_LISTED: Final = 500
# What the buttons of the plan post: whose mail is shown, and whether all are listed.
PICK, SHOW, ALL = "mottagare", "visa", "alla"


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

    `names`: the first who get one, `left_out` how many more. `sample`: the mail of `picked` as it is read, one of `picks`;
    `entries`: what it does in the reader's calendar. `is_unknown`: notify is away, and nothing is counted.
    """

    mails: int
    total: str
    rows: tuple[PlanRow, ...] = ()
    planned: tuple[PlannedMail, ...] = ()
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    left_out: int = 0
    is_all: bool = False
    picks: tuple[tuple[str, str], ...] = ()
    picked: str = ""
    sample: SampleMail | None = None
    entries: tuple[str, ...] = ()
    is_unknown: bool = False


def asks_to_look(request: StaffRequest) -> bool:
    """Whether a button of the plan was pressed: the form is shown again, and nothing is done."""
    return SHOW in request.form


def number_listed(request: StaffRequest) -> int:
    """How many of those who get a mail are named."""
    return _MOST_LISTED if _wants_all(request) else _FIRST


async def plan_of(request: StaffRequest, change: PlannedChange) -> ChangePlan:
    """Return who would be told of a change, which is not made."""
    try:
        tried = await _try(request, change.attempt)
    except ServiceUnavailableException:
        return await _counted(request, change)
    return _planned(request, tried.plan)


async def plan_and_result(
    request: StaffRequest, attempt: Callable[[], Awaitable[T]]
) -> tuple[T | None, ChangePlan]:
    """Return what an attempt would give, and who would be mailed; where notify is away, that nobody knows."""
    try:
        tried = await _try(request, attempt)
    except ServiceUnavailableException:
        return None, ChangePlan(mails=0, total=request.words.staff_plan.away, is_unknown=True)
    return tried.result, _planned(request, tried.plan)


async def _try(request: StaffRequest, attempt: Callable[[], Awaitable[T]]) -> DryRun[T]:
    """Run it; the sample is the mail to whom was picked, and never to somebody with a protected identity."""
    most = number_listed(request)
    picked = _asked(request, PICK)

    async def run(value: str) -> DryRun[T]:
        key, _, person = value.partition(" ")
        return await dry_run(
            request.services,
            request.caller.organiser_id,
            attempt,
            most_listed=most,
            sample=True,
            key=key or None,
            person_id=read_uuid(person),
        )

    tried = await run(picked)
    named = [one for one in tried.plan.listed if not one.protected_identity]
    if named and _sample(tried.plan) is None:
        tried = await run(_pick(named[0]))
    return tried


def _pick(one: ListedMail) -> str:
    """What names a mail in a form: its key, and the person, as what a change makes has another key in each attempt."""
    return f"{one.key} {one.person_id or ''}"


def _asked(request: StaffRequest, name: str) -> str:
    return redisplay(request.form.text(name) or request.query.get(name, ""))


def _wants_all(request: StaffRequest) -> bool:
    return _asked(request, SHOW) == ALL or _asked(request, ALL) == "1"


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
    sample = _sample(found)
    everybody = mails + sum(one.count for one in found.later)
    return ChangePlan(
        mails=mails,
        total=_total(request, mails),
        planned=(*now, *later),
        notes=(*stopped, *unreachable),
        names=tuple(_named(request, one) for one in found.listed),
        left_out=everybody - len(found.listed),
        is_all=_wants_all(request),
        picks=tuple((_pick(one), _named(request, one)) for one in found.listed if not one.protected_identity),
        picked=next((_pick(one) for one in found.listed if sample and one.key == sample.key), ""),
        sample=sample,
        entries=read_entries(sample.calendar, request.words.staff_plan, request.locale.language)
        if sample and sample.calendar
        else (),
    )


def for_all(request: StaffRequest, plan: ChangePlan, number: int) -> ChangePlan:
    """The plan of the first of many, who all get the same, with the number of all."""
    at_once = request.words.staff_plan.at_once
    kinds = ", ".join(dict.fromkeys(row.kind for row in plan.planned if row.when == at_once))
    return msgspec.structs.replace(
        plan,
        mails=number,
        total=_total(request, number),
        planned=(PlannedMail(kind=kinds, count=number, when=at_once),) if kinds else (),
        notes=(),
        left_out=number - len(plan.names),
    )


def _sample(found: PlanPreview) -> SampleMail | None:
    """The sample, if it is to one of those who are named."""
    named = {one.key for one in found.listed if not one.protected_identity}
    return found.sample if found.sample is not None and found.sample.key in named else None


def _kind(request: StaffRequest, kind: str) -> str:
    return request.words.staff_plan.kinds.get(kind, kind)


def _between(request: StaffRequest, first: datetime, last: datetime) -> str:
    days = [dates.day_in_words(times.local(at).date(), request.locale.language) for at in (first, last)]
    if days[0] == days[1]:
        return days[0]
    return request.words.staff_plan.between.format(first=days[0], last=days[1])


def _named(request: StaffRequest, one: ListedMail) -> str:
    name = one.name if one.name and not one.protected_identity else request.words.staff_cohort.protected
    said = f"{name}: {_kind(request, one.kind)}"
    return f"{said}, {_between(request, one.due_at, one.due_at)}" if one.due_at else said


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
        mails=mails,
        total=_total(request, mails),
        rows=tuple(row for row in rows if row.people),
        notes=(texts.counted_here,),
    )
