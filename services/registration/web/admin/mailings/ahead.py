"""`/framover`: the term ahead, one line for every mail that will go out: when, to how many, of which kind."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

import msgspec
from litestar import Response
from litestar.exceptions import ServiceUnavailableException

from services.registration.actions.invitations.expected_mails import ExpectedMails, expected_mails
from services.registration.domain.cohort import Cohort
from services.registration.store import cohorts
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.mails_ahead import planned_mails
from services.registration.web.kit.responses import respond
from shared import dates, times
from shared.mails_ahead import PlannedMails

_MOST: Final = 300  # lines on the page


class AheadLine(msgspec.Struct, frozen=True, kw_only=True):
    clock: str
    kind: Link
    count: str
    cohort: Link
    paused: str | None


class AheadDay(msgspec.Struct, frozen=True, kw_only=True):
    heading: str
    lines: tuple[AheadLine, ...]


class AheadPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    away: str | None
    days: tuple[AheadDay, ...]
    nothing: str
    cut: str | None
    all: Link | None
    files: tuple[Link, ...]


class ListedAhead(msgspec.Struct, frozen=True, kw_only=True):
    """`only`: the cohort that is asked for; `away`: what is said where notify does not answer."""

    only: UUID | None
    mails: list[ExpectedMails | PlannedMails]
    by_id: dict[UUID, Cohort]
    away: str | None


async def show_ahead(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    texts = request.words.staff_mailings
    ahead = await read_ahead(request)
    only, mails, by_id = ahead.only, ahead.mails, ahead.by_id
    name = by_id[only].name if only else None
    page = AheadPage(
        layout=request.layout(
            texts.ahead_heading, "mailings", path=(Link(texts.heading, request.address("/utskick")),)
        ),
        head=Head(
            heading=texts.ahead_heading,
            meta=texts.ahead_of.format(cohort=name) if name else texts.ahead_lead,
        ),
        away=ahead.away,
        days=_days(request, mails[:_MOST], by_id),
        nothing=texts.ahead_none,
        cut=texts.ahead_cut.format(n=len(mails) - _MOST) if len(mails) > _MOST else None,
        all=Link(texts.ahead_all, request.address("/framover")) if only else None,
        files=file_links(request, "/framover", omgang=str(only) if only else "") if mails else (),
    )
    return respond("staff/ahead", page, language=request.locale.language)


async def read_ahead(request: StaffRequest) -> ListedAhead:
    """Every mail that will go out, of one cohort or of all. Raises `NotFound`."""
    organiser_id, only = request.caller.organiser_id, read_uuid(request.query.get("omgang", ""))
    async with reading(request.pool) as conn:
        if only is not None:
            await cohorts.get(conn, organiser_id, only)
        found = await cohorts.list_after(conn, organiser_id, ids=[only] if only else None)
        mails: list[ExpectedMails | PlannedMails] = [*await expected_mails(conn, request.caller, found)]
    away = None
    try:
        mails += await planned_mails(request.services, organiser_id, [cohort.id for cohort in found])
    except ServiceUnavailableException:
        away = request.words.staff_mailings.ahead_away
    mails.sort(key=lambda one: (one.at, one.kind, one.cohort_id))
    return ListedAhead(only=only, mails=mails, by_id={cohort.id: cohort for cohort in found}, away=away)


def _days(
    request: StaffRequest, mails: list[ExpectedMails | PlannedMails], by_id: Mapping[UUID, Cohort]
) -> tuple[AheadDay, ...]:
    language = request.locale.language
    return tuple(
        AheadDay(
            heading=f"{dates.day_in_words(day, language)}, {dates.week(day, language)}",
            lines=tuple(_line(request, one, by_id[one.cohort_id]) for one in group),
        )
        for day, group in groupby(mails, key=lambda one: times.local(one.at).date())
    )


def _line(request: StaffRequest, one: ExpectedMails | PlannedMails, cohort: Cohort) -> AheadLine:
    texts = request.words.staff_mailings
    count = texts.ahead_unknown if one.count is None else texts.ahead_count.format(n=one.count)
    return AheadLine(
        clock=_clock(request, one.at),
        kind=Link(request.words.staff_plan.kinds.get(one.kind, one.kind), request.address(_goal(one))),
        count=texts.ahead_count_one if one.count == 1 else count,
        cohort=Link(cohort.name, request.address(f"/omgangar/{cohort.id}")),
        paused=request.words.staff_mail_times.paused_short if one.is_paused else None,
    )


def _clock(request: StaffRequest, at: datetime) -> str:
    return dates.clock(at, request.locale.language)


def _goal(one: ExpectedMails | PlannedMails) -> str:
    """What the mail is about: its mailing, its rule, its session, else its cohort."""
    if isinstance(one, PlannedMails):
        return f"/traffar/{one.session_id}" if one.session_id else f"/omgangar/{one.cohort_id}"
    if one.scheduled_sending_id is not None:
        return f"/tidsbestamt/{one.scheduled_sending_id}"
    if one.mailing_id is not None:
        return f"/utskick/{one.mailing_id}"
    return f"/omgangar/{one.cohort_id}/inbjudningar"
