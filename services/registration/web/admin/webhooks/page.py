"""`/admin/{organiser}/webhooks/{id}`: one webhook: how it does, what can be done, and the log."""

from typing import Final
from uuid import UUID

from litestar import Response

from services.registration.domain.webhooks.webhook import Webhook
from services.registration.store.transaction import reading
from services.registration.store.webhooks import messages, webhooks
from services.registration.web.admin.kit.layout import Action, Head
from services.registration.web.admin.kit.parts import moment, more
from services.registration.web.admin.kit.record import RecordButton, RecordPart, show_record
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.webhooks.log import log_part
from services.registration.web.kit.dates import DateStatus
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact, Notice
from services.registration.web.wording.words.parts import TitledText

_NEWEST: Final = UUID(int=2**128 - 1)
_ON_A_PAGE: Final = 50


async def show_webhook(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    texts = request.words.staff_webhooks
    said = {
        "prov": texts.tested,
        "paus": texts.paused,
        "gar": texts.resumed,
        "igen": texts.resent,
    }.get(request.query.get("om", ""))
    return await page_of(request, request.id, said=said)


async def page_of(
    request: StaffRequest, webhook_id: UUID, *, said: TitledText | None = None, secret: str | None = None
) -> Response[bytes]:
    """The page of a webhook. `secret`: one that was just made; this answer is the only place where it stands."""
    before = read_uuid(request.query.get("fore", "")) or _NEWEST
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        it = await webhooks.get(conn, organiser_id, webhook_id)
        found = await messages.list_before(
            conn, organiser_id, webhook_id, before=before, limit=_ON_A_PAGE + 1
        )
        failed = await messages.count_failed(conn, organiser_id, webhook_id)
    texts = request.words.staff_webhooks
    if said is texts.resent and it.status != "on":
        said = texts.resent_on_hold
    parts = [_about(it, request)]
    if secret is not None:
        parts.insert(
            0,
            RecordPart(
                id="hemlighet",
                heading=texts.secret,
                about=texts.secret_about,
                facts=(Fact(texts.secret, secret),),
            ),
        )
    parts.append(
        log_part(request, it, found, on_a_page=_ON_A_PAGE, failed=failed, is_newest=before == _NEWEST)
    )
    to_change = Action(text=texts.to_change, href=request.address(f"/webhooks/{it.id}/andra"))
    return show_record(
        request,
        Head(heading=it.name, meta=it.url, actions=(to_change,)),
        parts,
        room="more",
        path=path(request),
        notice=Notice(heading=said.title, text=said.detail) if said else None,
    )


def path(request: StaffRequest, *further: Link) -> tuple[Link, ...]:
    """The path to a page about a webhook."""
    return more(request, Link(request.words.staff_webhooks.heading, request.address("/webhooks")), *further)


def status_of(it: Webhook, request: StaffRequest) -> DateStatus:
    """Its state; one that fails is not well, though it is on."""
    text = request.words.staff_webhooks.states[it.status]
    if it.status == "on":
        return DateStatus("yes" if it.failing_since is None else "wait", text)
    return DateStatus("bad" if it.status == "off" else "wait", text)


def _about(it: Webhook, request: StaffRequest) -> RecordPart:
    texts, language = request.words.staff_webhooks, request.locale.language
    facts = [
        Fact(texts.state, texts.states[it.status]),
        Fact(texts.told_of, "; ".join(texts.kinds[kind] for kind in it.kinds)),
    ]
    if it.failing_since is not None:
        when = moment(it.failing_since, language)
        facts.append(Fact(texts.last_attempt, texts.failing_since.format(when=when)))
    if it.previous_until is not None and it.previous_until > request.caller.now:
        when = moment(it.previous_until, language)
        facts.append(Fact(texts.two_secrets, texts.two_secrets_until.format(when=when)))
    at = f"/webhooks/{it.id}"
    switch = (
        RecordButton(action=request.address(f"{at}/pausa"), text=texts.pause)
        if it.status == "on"
        else RecordButton(
            action=request.address(f"{at}/starta"),
            text=texts.resume,
            kind="primary",
            about=texts.resume_about,
        )
    )
    return RecordPart(
        id="om",
        heading=texts.about,
        about=texts.off_more if it.status == "off" else None,
        facts=tuple(facts),
        links=(
            Link(texts.to_rotate, request.address(f"{at}/byt")),
            Link(texts.to_delete, request.address(f"{at}/ta-bort")),
        ),
        buttons=(RecordButton(action=request.address(f"{at}/prov"), text=texts.test), switch),
    )
