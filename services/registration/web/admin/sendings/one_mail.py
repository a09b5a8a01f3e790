"""`/mejl/{id}`: the whole life of one mail, from planned to the answer that came."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import httpx
import msgspec
from litestar import Response

from services.registration.domain.errors import NotFound
from services.registration.store.transaction import reading
from services.registration.store.views.staff import unaddressed
from services.registration.web.admin.kit.layout import Head
from services.registration.web.admin.kit.mail_state import mail_state, why
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.record import (
    Cell,
    RecordButton,
    RecordPart,
    RecordTable,
    show_record,
)
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.delivery_life import life_of
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact, Notice
from shared.delivery_life import DeliveryStep

_STOPPED: Final = frozenset({"failed", "bounced", "held"})


class _OneMail(msgspec.Struct, frozen=True, kw_only=True):
    """The mail as notify gives it."""

    id: UUID
    kind: str
    to: str | None
    subject: str | None
    status: str
    attempts: int
    due_at: datetime
    last_answer: str | None
    person_id: UUID | None
    protected_identity: bool
    is_paused: bool = False


async def show_mail(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    texts = request.words.staff_mail_life
    try:
        mail = await _read(request)
        steps = await life_of(
            request.services,
            request.caller.organiser_id,
            mail.id,
            sees_protected=request.caller.sees_protected,
        )
    except (httpx.HTTPError, msgspec.MsgspecError):
        return show_record(request, Head(heading=texts.heading), [], notice=Notice(heading=texts.away))
    person = await _person(request, mail)
    parts = [
        RecordPart(
            id="mejlet",
            heading=texts.state,
            about=texts.protected_about if mail.protected_identity else None,
            facts=_facts(request, mail, person),
            buttons=_buttons(request, mail),
        ),
        _life_part(request, steps),
    ]
    path = (person,) if person else ()
    return show_record(request, Head(heading=texts.heading), parts, path=path)


async def _read(request: StaffRequest) -> _OneMail:
    params: dict[str, Any] = {  # Any: httpx takes strings and numbers
        "organiser_id": str(request.caller.organiser_id),
        "sees_protected": str(request.caller.sees_protected).lower(),
    }
    answer = await request.services.notify.get(f"/internal/deliveries/{request.id}", params=params)
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise NotFound("delivery")
    answer.raise_for_status()
    return msgspec.json.decode(answer.content, type=_OneMail)


async def _person(request: StaffRequest, mail: _OneMail) -> Link | None:
    """The person's page; none of somebody with a protected identity, or who is not in the directory."""
    if mail.person_id is None or mail.protected_identity:
        return None
    async with reading(request.pool) as conn:
        names = await unaddressed.names(conn, request.caller.organiser_id, [mail.person_id])
    name = names.get(mail.person_id)
    return Link(name, request.address(f"/personer/{mail.person_id}")) if name else None


def _facts(request: StaffRequest, mail: _OneMail, person: Link | None) -> tuple[Fact, ...]:
    texts, language = request.words.staff_mail_life, request.locale.language
    state = mail_state(request, mail.status, is_paused=mail.is_paused, answer=mail.last_answer).text
    reason = why(request, mail.status, mail.last_answer)
    found = [Fact(texts.state, f"{state}. {reason}" if reason else state)]
    if mail.status in {"planned", "deferred"}:
        name = texts.tried_again if mail.attempts else texts.due
        found.append(Fact(name, moment(mail.due_at, language)))
    if mail.protected_identity:
        found.append(Fact(texts.to, texts.protected))
    else:
        found += [Fact(texts.to, person.text)] if person else []
        found += [Fact(texts.address, mail.to)] if mail.to else []
        found += [Fact(texts.subject, mail.subject)] if mail.subject else []
    found.append(Fact(texts.kind, request.words.staff_plan.kinds.get(mail.kind, mail.kind)))
    if mail.attempts:
        found.append(Fact(texts.tries, str(mail.attempts)))
    return tuple(found)


def _buttons(request: StaffRequest, mail: _OneMail) -> tuple[RecordButton, ...]:
    if mail.person_id is None or mail.status not in _STOPPED or not request.may("delivery.resend"):
        return ()
    return (
        RecordButton(
            action=request.address(f"/personer/{mail.person_id}/skicka-om"),
            text=request.words.staff_mail_life.resend,
            hidden=(("mejl", str(mail.id)),),
        ),
    )


def _life_part(request: StaffRequest, steps: Sequence[DeliveryStep]) -> RecordPart:
    texts = request.words.staff_mail_life
    return RecordPart(
        id="steg",
        heading=texts.happened,
        about=texts.kept if steps else None,
        table=RecordTable(
            label=texts.happened,
            columns=(texts.what, texts.answer, texts.when),
            rows=tuple(_row(request, step) for step in steps),
        )
        if steps
        else None,
        nothing=texts.nothing,
    )


def _row(request: StaffRequest, step: DeliveryStep) -> tuple[Cell, ...]:
    texts, language = request.words.staff_mail_life, request.locale.language
    own = {**request.words.staff_person_mail.own_answers, **texts.own_answers}
    said = own.get(step.answer or "", step.answer or "")
    until = texts.until.format(when=moment(step.until, language)) if step.until else None
    return (
        Cell(text=texts.steps[step.kind]),
        Cell(text=said, more=until),
        Cell(text=moment(step.at, language)),
    )
