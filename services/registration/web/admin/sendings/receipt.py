"""`/omgangar/{id}/kvitto`: how each mail of a cohort went, a line for each person, and how far they have come."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import httpx
import msgspec
from litestar import Response

from services.registration.store import cohorts, programmes
from services.registration.store.transaction import reading
from services.registration.store.views.staff import unaddressed
from services.registration.store.views.staff.unaddressed import Unaddressed
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.list_file import file_links, listed
from services.registration.web.admin.kit.list_table import MOST_ROWS, ListColumn, ListTable
from services.registration.web.admin.kit.mail_state import mail_state, why
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.kit.send_beside import read_going
from services.registration.web.admin.sendings.progress import ProgressNow, progress_now, shown
from services.registration.web.kit.assets import script
from services.registration.web.kit.dates import DateStatus
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond

_LEDGER: Final = "/internal/deliveries"
_ON_A_PAGE: Final = 100
_OF_A_FILE: Final = 500
_MOST_UNADDRESSED: Final = 100
KIND, WHICH, AFTER, UNREACHED = "slag", "urval", "efter", "onadda"


class LedgerLine(msgspec.Struct, frozen=True, kw_only=True):
    """One mail as notify gives it."""

    id: UUID
    kind: str
    status: str
    protected_identity: bool
    due_at: datetime
    sent_at: datetime | None
    last_answer: str | None
    person_id: UUID | None = None
    is_paused: bool = False


class _LedgerLines(msgspec.Struct, frozen=True, kw_only=True):
    items: list[LedgerLine]
    next: str | None = None


class ReceiptRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one person was sent, and where it is; `person` is a link where there is a page, `mail` to the mail's own."""

    person: Link | None
    name: str
    what: str
    mail: Link | None
    status: DateStatus
    why: str | None
    when: str


class ReceiptPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    away: str | None
    going: str
    progress: ProgressNow
    live: str
    script: str
    action: str
    hidden: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]
    rows: tuple[ReceiptRow, ...]
    nothing: str
    again: Link
    files: tuple[Link, ...]
    next: Link | None


class _ReceiptQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The filters of the address."""

    kind: str
    unreached: bool
    after: UUID | None


async def show_receipt(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    texts, asked = request.words.staff_receipt, _asked(request)
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, request.caller.organiser_id, request.id)
        programme = await programmes.get(conn, request.caller.organiser_id, cohort.programme_id)
    found = await _read(request, asked, limit=_ON_A_PAGE)
    rows = [] if found is None or asked.after else await _without_address(request, asked)
    rows += await _rows(request, found.items if found else [])
    own = f"/omgangar/{cohort.id}"
    progress, going = await progress_now(request, cohort.id), await read_going(request, cohort.id)
    kept = _kept(asked)
    page = ReceiptPage(
        layout=request.layout(
            texts.heading,
            "programmes",
            path=(
                Link(request.words.staff_bar.rooms["programmes"], request.address("/omgangar")),
                Link(cohort.name, request.address(own)),
            ),
        ),
        head=Head(heading=texts.heading, meta=f"{programme.title}, {cohort.name}. {texts.lead}"),
        away=texts.away if found is None else None,
        going=texts.going,
        progress=shown(request, progress, going)
        if progress
        else ProgressNow(done=0, all=0, text="", is_going=bool(going.number)),
        live=request.address(f"{own}/kvitto/folj"),
        script=script.address("progress"),
        action=request.address(f"{own}/kvitto"),
        hidden=(("lang", request.locale.language),) if request.locale.chosen else (),
        fields=_fields(request, asked),
        rows=tuple(rows),
        nothing=texts.nothing_unreached
        if asked.unreached
        else texts.nothing_yet
        if progress and not asked.kind and shown(request, progress, going).all
        else texts.nothing,
        again=Link(texts.reload, request.address(f"{own}/kvitto", **kept)),
        files=file_links(request, f"{own}/kvitto", **kept) if rows else (),
        next=Link(texts.more, request.address(f"{own}/kvitto", **kept, **{AFTER: found.next}))
        if found and found.next
        else None,
    )
    return respond("staff/receipt", page, language=request.locale.language, runs="progress")


async def receipt_table(request: StaffRequest) -> ListTable:
    """The same as a file, all of it; without notify, those without an address, and a line that says so."""
    texts, asked = request.words.staff_receipt, _asked(request)
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, request.caller.organiser_id, request.id)
    rows = await _without_address(request, asked)
    lines: list[LedgerLine] = []
    found: _LedgerLines | None = None
    while len(lines) <= MOST_ROWS:  # one more than fits says that there are more
        found = await _read(request, asked, limit=_OF_A_FILE)
        lines += found.items if found else []
        if found is None or found.next is None:
            break
        asked = msgspec.structs.replace(asked, after=UUID(found.next))
    rows = [*rows, *await _rows(request, lines)]
    kinds = request.words.staff_plan.kinds
    filters = (
        (texts.of_kind, kinds.get(asked.kind, "")),
        (texts.which, texts.unreached if asked.unreached else ""),
        (texts.state, texts.away if found is None else ""),
    )
    narrowed = (("kind", asked.kind), ("unreached", asked.unreached))
    return listed(
        request,
        "mail_receipt",
        texts.file_title.format(cohort=cohort.name),
        tuple(ListColumn(text) for text in (texts.person, texts.what, texts.state, "", texts.when)),
        [(row.name, row.what, row.status.text, row.why, row.when) for row in rows],
        subject=("cohort", cohort.id),
        filters=filters,
        narrowed_by=[name for name, value in narrowed if value],
        sorted_by=texts.by_time,
    )


def _asked(request: StaffRequest) -> _ReceiptQuery:
    kind = request.query.get(KIND, "")
    return _ReceiptQuery(
        kind=kind if kind in request.words.staff_plan.kinds else "",
        unreached=request.query.get(WHICH) == UNREACHED,
        after=read_uuid(request.query.get(AFTER, "")),
    )


def _kept(asked: _ReceiptQuery) -> dict[str, str]:
    found = {KIND: asked.kind, WHICH: UNREACHED if asked.unreached else ""}
    return {name: value for name, value in found.items() if value}


def _fields(request: StaffRequest, asked: _ReceiptQuery) -> tuple[Field, ...]:
    texts = request.words.staff_receipt
    kinds = (("", texts.every_kind), *request.words.staff_plan.kinds.items())
    which = (("", texts.all), (UNREACHED, texts.unreached))
    return (
        Field(name=KIND, label=texts.of_kind, kind="choice", value=asked.kind, options=kinds),
        Field(
            name=WHICH,
            label=texts.which,
            kind="choice",
            value=UNREACHED if asked.unreached else "",
            options=which,
        ),
    )


async def _read(request: StaffRequest, asked: _ReceiptQuery, *, limit: int) -> _LedgerLines | None:
    """The mails whose time has come; None where notify is away."""
    params: dict[str, Any] = {  # Any: httpx takes strings and numbers
        "organiser_id": str(request.caller.organiser_id),
        "sees_protected": str(request.caller.sees_protected).lower(),
        "cohort_id": str(request.id),
        "unreached": str(asked.unreached).lower(),
        "is_due": "true",
        "limit": limit,
    }
    params |= {"kind": asked.kind} if asked.kind else {}
    params |= {"after": str(asked.after)} if asked.after else {}
    try:
        answer = await request.services.notify.get(_LEDGER, params=params)
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=_LedgerLines)
    except (httpx.HTTPError, msgspec.MsgspecError):
        return None


async def _rows(request: StaffRequest, lines: Sequence[LedgerLine]) -> list[ReceiptRow]:
    ids = [line.person_id for line in lines if line.person_id is not None]
    async with reading(request.pool) as conn:
        names = await unaddressed.names(conn, request.caller.organiser_id, list(set(ids)))
    return [_row(request, line, names) for line in lines]


def _row(request: StaffRequest, line: LedgerLine, names: Mapping[UUID, str]) -> ReceiptRow:
    reason = None if line.protected_identity else why(request, line.status, line.last_answer)
    return ReceiptRow(
        **_who(request, line.person_id, names, is_protected=line.protected_identity),
        what=(what := request.words.staff_plan.kinds.get(line.kind, line.kind)),
        mail=Link(what, request.address(f"/mejl/{line.id}")),
        status=mail_state(request, line.status, is_paused=line.is_paused, answer=line.last_answer),
        why=reason,
        when=moment(line.sent_at or line.due_at, request.locale.language),
    )


def _who(
    request: StaffRequest, person_id: UUID | None, names: Mapping[UUID, str], *, is_protected: bool
) -> dict[str, Any]:  # Any: two fields of a row
    """The name, and the link to the person; neither of somebody with a protected identity."""
    name = names.get(person_id) if person_id is not None else None
    if is_protected or name is None:
        return {"name": request.words.staff_cohort.protected if is_protected else "–", "person": None}
    return {"name": name, "person": Link(name, request.address(f"/personer/{person_id}"))}


async def _without_address(request: StaffRequest, asked: _ReceiptQuery) -> list[ReceiptRow]:
    """Those whom no mail can reach; not where only mails of one kind are asked for."""
    if asked.kind not in {"", "invitation"}:
        return []
    async with reading(request.pool) as conn:
        found = await unaddressed.list_of(
            conn,
            request.caller.organiser_id,
            request.id,
            sees_protected=request.caller.sees_protected,
            limit=_MOST_UNADDRESSED,
        )
    return [_unaddressed(request, one) for one in found]


def _unaddressed(request: StaffRequest, one: Unaddressed) -> ReceiptRow:
    texts = request.words.staff_receipt
    return ReceiptRow(
        **_who(request, one.id, {one.id: one.name}, is_protected=one.protected_identity),
        what="–",
        mail=None,
        status=DateStatus("bad", texts.no_address),
        why=None,
        when="",
    )
