"""`/admin/{organiser}/forfragningar`: the enquiries, the newest first."""

from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.domain.enquiry import EnquiryStatus
from services.registration.store.transaction import reading
from services.registration.store.views.staff import enquiries
from services.registration.store.views.staff.enquiries import ListedEnquiry
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.parts import moment, more
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond

NEWEST: Final = UUID(int=2**128 - 1)
_ON_A_PAGE: Final = 50
_CHOICES: Final[dict[str, EnquiryStatus | None]] = {"nya": "new", "besvarade": "answered", "alla": None}


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One of the ways to narrow the list."""

    text: str
    href: str
    is_chosen: bool


class EnquiryRow(msgspec.Struct, frozen=True, kw_only=True):
    link: Link
    who: str
    when: str
    status: DateStatus


class EnquiriesPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    choices: tuple[Choice, ...]
    rows: tuple[EnquiryRow, ...]
    nothing: str
    next: Link | None
    files: tuple[Link, ...]


async def show_enquiries(request: StaffRequest) -> Response[bytes]:
    """The list: those that nobody has answered, unless others are chosen."""
    chosen, status = read_choice(request)
    before = read_uuid(request.query.get("fore", "")) or NEWEST
    async with reading(request.pool) as conn:
        counts = await enquiries.counts(conn, request.caller.organiser_id)
        found = await enquiries.list_before(
            conn,
            request.caller.organiser_id,
            status=status,
            before=before,
            limit=_ON_A_PAGE + 1,
        )
    texts, shown = request.words.staff_enquiries, found[:_ON_A_PAGE]
    further = None
    if len(found) > _ON_A_PAGE:
        further = Link(texts.older, request.address("/forfragningar", visa=chosen, fore=str(shown[-1].id)))
    page = EnquiriesPage(
        layout=request.layout(texts.heading, "more", path=more(request)),
        head=Head(heading=texts.heading, meta=texts.lead),
        choices=tuple(
            Choice(
                text=f"{texts.choices[name]} ({counts.get(one, 0) if one else sum(counts.values())})",
                href=request.address("/forfragningar", visa=name),
                is_chosen=name == chosen,
            )
            for name, one in _CHOICES.items()
        ),
        rows=tuple(_row(one, request) for one in shown),
        nothing=texts.none_new if chosen == "nya" else texts.none,
        next=further,
        files=file_links(request, "/forfragningar", visa=chosen),
    )
    return respond("staff/enquiries", page, language=request.locale.language)


def read_choice(request: StaffRequest) -> tuple[str, EnquiryStatus | None]:
    """What the address narrows the list to: its word, and the status."""
    chosen = request.query.get("visa", "nya")
    chosen = chosen if chosen in _CHOICES else "nya"
    return chosen, _CHOICES[chosen]


def status_of(status: EnquiryStatus, request: StaffRequest) -> DateStatus:
    """Whether it has been answered, in words."""
    texts = request.words.staff_enquiries
    return DateStatus("yes", texts.answered) if status == "answered" else DateStatus("wait", texts.new)


def _row(one: ListedEnquiry, request: StaffRequest) -> EnquiryRow:
    return EnquiryRow(
        link=Link(
            one.subject or request.words.staff_enquiries.erased, request.address(f"/forfragningar/{one.id}")
        ),
        who=", ".join(part for part in (one.name, one.organisation) if part),
        when=moment(one.asked_at, request.locale.language),
        status=status_of(one.status, request),
    )
