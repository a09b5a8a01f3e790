"""Every mail to one person with its whole life, as notify's ledger has it, read over internal HTTP."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import httpx
import msgspec

from services.registration.domain.errors import NotFound
from services.registration.web.admin.kit.mail_state import mail_state, why
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.record import Cell, RecordButton, RecordPart, RecordTable
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link

_LEDGER: Final = "/internal/deliveries"
_MOST: Final = 30
_STOPPED: Final = frozenset({"failed", "bounced", "held"})


class LedgerMail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail as notify gives it."""

    id: UUID
    kind: str
    subject: str | None
    status: str
    attempts: int
    due_at: datetime | None
    sent_at: datetime | None
    last_answer: str | None
    is_paused: bool = False
    person_id: UUID | None = None


class LedgerPage(msgspec.Struct, frozen=True, kw_only=True):
    items: list[LedgerMail]
    next: str | None = None


async def mails_of(request: StaffRequest, person_id: UUID) -> LedgerPage | None:
    """The newest mails to a person; None if notify is away."""
    try:
        answer = await request.services.notify.get(
            _LEDGER, params=_params(request) | {"person_id": str(person_id), "limit": str(_MOST)}
        )
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=LedgerPage)
    except (httpx.HTTPError, msgspec.MsgspecError):
        return None


async def ask_again(request: StaffRequest, delivery_id: UUID) -> bool:
    """Let notify send a mail of this person again; False if it is away or does not. Raises `NotFound` for another person's."""
    notify, params, path = request.services.notify, _params(request), f"{_LEDGER}/{delivery_id}"
    try:
        found = await notify.get(path, params=params)
        if found.status_code == httpx.codes.NOT_FOUND:
            raise NotFound("delivery")
        found.raise_for_status()
        if msgspec.json.decode(found.content, type=LedgerMail).person_id != request.id:
            raise NotFound("delivery")
        answer = await notify.post(f"{path}/resend", params=params)
        answer.raise_for_status()
    except (httpx.HTTPError, msgspec.MsgspecError):
        return False
    return True


async def try_address(request: StaffRequest) -> bool:
    """Let notify try the address of this person again; False if it is away, or the address counts as good."""
    try:
        answer = await request.services.notify.post(
            f"/internal/people/{request.id}/try_again",
            params={"organiser_id": str(request.caller.organiser_id)},
        )
        answer.raise_for_status()
    except httpx.HTTPError:
        return False
    return True


def mails_part(request: StaffRequest, found: LedgerPage | None) -> RecordPart:
    """The mails as a table, with a button for each that stopped."""
    texts = request.words.staff_person
    if found is None:
        return RecordPart(id="mejl", heading=texts.mails, nothing=texts.mails_away)
    may_resend = request.may("delivery.resend")
    return RecordPart(
        id="mejl",
        heading=texts.mails,
        about=texts.mails_first.format(n=_MOST) if found.next else None,
        table=RecordTable(
            label=texts.mails,
            columns=(texts.mail, texts.state, texts.when),
            rows=tuple(_row(request, one) for one in found.items),
        ),
        nothing=texts.no_mails,
        buttons=tuple(
            RecordButton(
                action=request.address(f"/personer/{request.id}/skicka-om"),
                text=texts.resend.format(subject=one.subject or texts.no_subject),
                hidden=(("mejl", str(one.id)),),
            )
            for one in found.items
            if may_resend and one.status in _STOPPED
        ),
    )


def _row(request: StaffRequest, one: LedgerMail) -> tuple[Cell, ...]:
    texts, at = request.words.staff_person, one.sent_at or one.due_at
    # Of a mail that was taken the page says what the server answered too.
    said = why(request, one.status, one.last_answer) or (
        "" if one.status == "held" else one.last_answer or ""
    )
    tries = texts.tries.format(n=one.attempts) if one.attempts > 1 else ""
    return (
        Cell(link=Link(one.subject or texts.no_subject, request.address(f"/mejl/{one.id}"))),
        Cell(
            status=mail_state(request, one.status, is_paused=one.is_paused, answer=one.last_answer),
            more=" ".join(part for part in (tries, said) if part) or None,
        ),
        Cell(text=moment(at, request.locale.language) if at else ""),
    )


def _params(request: StaffRequest) -> dict[str, Any]:  # Any: httpx takes strings and numbers
    return {
        "organiser_id": str(request.caller.organiser_id),
        "sees_protected": str(request.caller.sees_protected).lower(),
    }
