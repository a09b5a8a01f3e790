"""`/admin/{organiser}/webhooks`: all webhooks, with how they do."""

from typing import Final
from uuid import UUID

from litestar import Response

from services.registration.domain.webhooks.webhook import MOST, Webhook
from services.registration.store.transaction import reading
from services.registration.store.webhooks import webhooks
from services.registration.web.admin.kit.layout import Action, Head
from services.registration.web.admin.kit.parts import moment, more
from services.registration.web.admin.kit.record import Cell, RecordPart, RecordTable, show_record
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.webhooks.page import status_of
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Notice

_FIRST: Final = UUID(int=0)


async def show_webhooks(request: StaffRequest) -> Response[bytes]:
    """The list, and the way to a new one."""
    texts = request.words.staff_webhooks
    async with reading(request.pool) as conn:
        found = await webhooks.list_after(conn, request.caller.organiser_id, after=_FIRST, limit=MOST)
    rows = sorted(found, key=lambda one: one.name.casefold())
    said = texts.deleted if request.query.get("om") == "bort" else None
    part = RecordPart(
        id="webhookar",
        heading=texts.heading,
        table=RecordTable(
            label=texts.table,
            columns=(texts.name, texts.state, texts.told_of),
            rows=tuple(_row(one, request) for one in rows),
        ),
        nothing=texts.none,
    )
    new = Action(text=texts.new, href=request.address("/webhooks/ny"), kind="primary")
    return show_record(
        request,
        Head(heading=texts.heading, meta=texts.lead, actions=(new,)),
        (part,),
        room="more",
        path=more(request),
        notice=Notice(heading=said.title, text=said.detail) if said else None,
    )


def _row(it: Webhook, request: StaffRequest) -> tuple[Cell, ...]:
    texts = request.words.staff_webhooks
    since = None
    if it.failing_since is not None:
        since = texts.failing_since.format(when=moment(it.failing_since, request.locale.language))
    return (
        Cell(link=Link(it.name, request.address(f"/webhooks/{it.id}")), more=it.url),
        Cell(status=status_of(it, request), more=since),
        Cell(text="; ".join(texts.kinds[kind] for kind in it.kinds)),
    )
