"""`/utskick`: the mailings, the newest first."""

from typing import Final, get_args
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.domain.mailings.mailing import MailingStatus
from services.registration.store.transaction import reading
from services.registration.store.views.staff import mailings as view
from services.registration.store.views.staff.mailings import ListedMailing
from services.registration.web.admin.kit.layout import Action, Head, StaffLayout
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus, StatusKind
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond
from services.registration.web.wording import spaced

_ON_A_PAGE: Final = 50
_STATUSES: Final[tuple[MailingStatus, ...]] = get_args(MailingStatus)
_KINDS: Final[dict[MailingStatus, StatusKind]] = {
    "draft": "silent",
    "scheduled": "wait",
    "sent": "yes",
    "cancelled": "off",
}


class MailingSelectionLink(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    href: str
    count: int
    is_current: bool


class MailingRow(msgspec.Struct, frozen=True, kw_only=True):
    link: Link
    cohort: str
    status: DateStatus
    when: str
    reached: str


class MailingsPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    said: str | None
    filters: tuple[MailingSelectionLink, ...]
    rows: tuple[MailingRow, ...]
    nothing: str
    next: Link | None
    files: tuple[Link, ...]


async def show_list(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    texts = request.words.staff_mailings
    status, cohort_id = read_filters(request)
    async with reading(request.pool) as conn:
        counts = await view.counts(conn, request.caller.organiser_id, cohort_id=cohort_id)
        found = await view.list_before(
            conn,
            request.caller.organiser_id,
            before=read_uuid(request.query.get("fore", "")),
            status=status,
            cohort_id=cohort_id,
            limit=_ON_A_PAGE + 1,
        )
    shown = found[:_ON_A_PAGE]
    kept = {"omgang": str(cohort_id)} if cohort_id else {}
    here = kept | ({"urval": status} if status else {})
    further = None
    if len(found) > _ON_A_PAGE:
        further = Link(texts.older, request.address("/utskick", **here, fore=str(shown[-1].id)))
    page = MailingsPage(
        layout=request.layout(texts.heading, "mailings"),
        head=Head(heading=texts.heading, meta=texts.list_lead, actions=_actions(request, kept)),
        said=texts.saved.get(request.query.get("om", "")),
        filters=_filters(request, status, counts, kept),
        rows=tuple(_row(request, one) for one in shown),
        nothing=texts.none_of_these if status else texts.none,
        next=further,
        files=file_links(request, "/utskick", **here),
    )
    return respond("staff/mailings", page, language=request.locale.language)


def read_filters(request: StaffRequest) -> tuple[MailingStatus | None, UUID | None]:
    """The status and the cohort that are asked for."""
    asked = request.query.get("urval", "")
    return next((one for one in _STATUSES if one == asked), None), read_uuid(request.query.get("omgang", ""))


def status_of(request: StaffRequest, status: MailingStatus) -> DateStatus:
    """The state of a mailing in words."""
    return DateStatus(_KINDS[status], request.words.staff_mailings.statuses[status])


def _actions(request: StaffRequest, kept: dict[str, str]) -> tuple[Action, ...]:
    texts = request.words.staff_mailings
    ahead = Action(text=texts.to_ahead, href=request.address("/framover", **kept))
    if not request.may("mailing.create"):
        return (ahead,)
    new = (
        Action(text=texts.new, href=request.address("/utskick/nytt", **kept), kind="primary")
        if kept
        else Action(text=texts.choose_cohort, href=request.address("/omgangar"), kind="primary")
    )
    return new, ahead


def _filters(
    request: StaffRequest, current: MailingStatus | None, counts: dict[str, int], kept: dict[str, str]
) -> tuple[MailingSelectionLink, ...]:
    texts = request.words.staff_mailings
    every = MailingSelectionLink(
        text=texts.all,
        href=request.address("/utskick", **kept),
        count=sum(counts.values()),
        is_current=current is None,
    )
    return every, *(
        MailingSelectionLink(
            text=texts.groups[one],
            href=request.address("/utskick", **kept, urval=one),
            count=counts.get(one, 0),
            is_current=one == current,
        )
        for one in _STATUSES
        if counts.get(one) or one == current
    )


def _row(request: StaffRequest, one: ListedMailing) -> MailingRow:
    texts = request.words.staff_mailings
    at = one.sent_at or one.send_at or one.created_at
    return MailingRow(
        link=Link(one.subject, request.address(f"/utskick/{one.id}")),
        cohort=f"{one.programme}, {one.cohort}",
        status=status_of(request, one.status),
        when=moment(at, request.locale.language),
        reached=texts.not_counted if one.recipients is None else spaced(one.recipients),
    )
