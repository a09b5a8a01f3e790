"""`/omgangar`: programmes with their cohorts, the newest first."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.store.transaction import reading
from services.registration.store.views.staff import cohorts
from services.registration.store.views.staff.cohorts import CohortInList, ProgrammeInList
from services.registration.web.admin.kit.layout import Action, Head, StaffLayout
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus, StatusKind
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond
from shared.events import CohortStatus

_PROGRAMMES: Final = 15
_COHORTS: Final = 8
_ALL_COHORTS: Final = 100  # of the one programme that is shown alone
_STATUSES: Final[tuple[CohortStatus, ...]] = ("draft", "open", "closed", "cancelled")
_LONGEST_SEARCH: Final = 100
STATUS_KINDS: Final[dict[CohortStatus, StatusKind]] = {
    "draft": "silent",
    "open": "yes",
    "closed": "off",
    "cancelled": "bad",
}


class SelectionLink(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    href: str
    count: int
    is_current: bool


class CohortRow(msgspec.Struct, frozen=True, kw_only=True):
    link: Link
    status: DateStatus
    days: str
    sessions: int
    invited: int
    coming: int


class ProgrammeBlock(msgspec.Struct, frozen=True, kw_only=True):
    """`all`: leads to all cohorts where some are not shown."""

    id: str
    title: str
    meta: str
    region: str
    actions: tuple[Link, ...]
    rows: tuple[CohortRow, ...]
    all: Link | None


class CohortListPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    said: str | None
    filters: tuple[SelectionLink, ...]
    search_action: str
    search: str
    hidden: tuple[tuple[str, str], ...]
    blocks: tuple[ProgrammeBlock, ...]
    nothing: str
    more: Link | None
    first: Link | None
    files: tuple[Link, ...]


async def show_list(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    texts = request.words.staff_cohort_list
    status, search, only = read_filters(request)
    before = read_uuid(request.query.get("efter", ""))
    async with reading(request.pool) as conn:
        found = await cohorts.list_before(
            conn,
            request.caller.organiser_id,
            before=before,
            limit=_PROGRAMMES + 1,
            cohorts=_ALL_COHORTS if only else _COHORTS,
            status=status or None,
            search=search or None,
            programme_id=only,
        )
        counts = await cohorts.counts(conn, request.caller.organiser_id)
    more = found[_PROGRAMMES - 1] if len(found) > _PROGRAMMES else None
    kept = {name: value for name, value in (("urval", status), ("q", search)) if value}
    is_empty = not (found or status or search or before or only)
    page = CohortListPage(
        layout=request.layout(texts.heading, "programmes"),
        head=Head(heading=texts.heading, actions=_actions(request)),
        said=request.words.staff_cohort.saved.get(request.query.get("om", "")),
        filters=() if is_empty else _filters(request, status, counts),
        search_action=request.address("/omgangar"),
        search=search,
        hidden=_hidden(request, status),
        blocks=tuple(_block(request, programme) for programme in found[:_PROGRAMMES]),
        nothing=texts.empty if is_empty else texts.none_found,
        more=Link(texts.more, request.address("/omgangar", **kept, efter=str(more.programme_id)))
        if more
        else None,
        first=Link(texts.first, request.address("/omgangar", **kept)) if before else None,
        files=file_links(request, "/omgangar", **kept, program=str(only) if only else ""),
    )
    return respond("staff/cohorts", page, language=request.locale.language)


def read_filters(request: StaffRequest) -> tuple[str, str, UUID | None]:
    """The status, what is searched for, and the programme that is shown alone."""
    status = request.query.get("urval", "")
    return (
        status if status in _STATUSES else "",
        request.query.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH],
        read_uuid(request.query.get("program", "")),
    )


def _hidden(request: StaffRequest, status: str) -> tuple[tuple[str, str], ...]:
    """What a search keeps: the selection, and the chosen language."""
    language = (("lang", request.locale.language),) if request.locale.chosen else ()
    return ((("urval", status),) if status else ()) + language


def _actions(request: StaffRequest) -> tuple[Action, ...]:
    if not request.may("programme.create"):
        return ()
    text = request.words.staff_cohort_list.new_programme
    return (Action(text=text, href=request.address("/program/nytt"), kind="primary"),)


def _filters(request: StaffRequest, current: str, counts: Mapping[str, int]) -> tuple[SelectionLink, ...]:
    texts = request.words.staff_cohort_list
    every = SelectionLink(
        text=texts.all, href=request.address("/omgangar"), count=sum(counts.values()), is_current=not current
    )
    return every, *(
        SelectionLink(
            text=texts.statuses[status],
            href=request.address("/omgangar", urval=status),
            count=counts.get(status, 0),
            is_current=status == current,
        )
        for status in _STATUSES
        if counts.get(status) or status == current
    )


def _block(request: StaffRequest, programme: ProgrammeInList) -> ProgrammeBlock:
    texts = request.words.staff_cohort_list
    own = f"/program/{programme.programme_id}"
    actions = []
    if request.may("cohort.create"):
        actions.append(Link(texts.new_cohort, request.address(f"{own}/ny-omgang")))
    if request.may("programme.change"):
        actions.append(Link(texts.change_programme, request.address(f"{own}/andra")))
        letters = request.address("/brev", satsning=str(programme.programme_id))
        actions.append(Link(request.words.staff_letters.to_letters, letters))
    if request.may("programme.delete") and not programme.cohorts:
        actions.append(Link(texts.delete_programme, request.address(f"{own}/ta-bort")))
    form = request.words.staff_programme.registrations[programme.registration]
    return ProgrammeBlock(
        id=f"p{str(programme.programme_id)[-12:]}",
        title=programme.title,
        meta=" · ".join(text for text in (programme.kind, form) if text),
        region=texts.region.format(title=programme.title),
        actions=tuple(actions),
        rows=tuple(_row(request, cohort) for cohort in programme.shown),
        all=Link(
            texts.show_all.format(n=programme.cohorts),
            request.address("/omgangar", program=str(programme.programme_id)),
        )
        if programme.cohorts > _COHORTS and len(programme.shown) == _COHORTS
        else None,
    )


def _row(request: StaffRequest, cohort: CohortInList) -> CohortRow:
    texts = request.words.staff_cohort_list
    first, last = cohort.first_on, cohort.last_on
    days = texts.no_days
    if first is not None and last is not None:
        days = (
            first.isoformat()
            if first == last
            else texts.from_to.format(first=first.isoformat(), last=last.isoformat())
        )
    return CohortRow(
        link=Link(cohort.name, request.address(f"/omgangar/{cohort.id}")),
        status=DateStatus(STATUS_KINDS[cohort.status], texts.statuses[cohort.status]),
        days=days,
        sessions=cohort.sessions,
        invited=cohort.invited,
        coming=cohort.coming,
    )
