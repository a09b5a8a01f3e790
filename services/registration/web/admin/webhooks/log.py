"""What a webhook was told, with each attempt: the table on its page, and `…/webhooks/meddelanden/{id}`."""

from collections.abc import Sequence
from typing import Final

from litestar import Response

from services.registration.domain.webhooks.webhook import MessageStatus, Webhook
from services.registration.store.transaction import reading
from services.registration.store.webhooks import messages, webhooks
from services.registration.store.webhooks.messages import LoggedAttempt, WebhookMessage
from services.registration.web.admin.kit.layout import Head
from services.registration.web.admin.kit.parts import moment, more
from services.registration.web.admin.kit.record import (
    Cell,
    RecordButton,
    RecordPart,
    RecordTable,
    show_record,
)
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus, StatusKind
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact
from services.registration.web.wording import plural

_KINDS: Final[dict[MessageStatus, StatusKind]] = {"waiting": "wait", "delivered": "yes", "failed": "bad"}


def log_part(
    request: StaffRequest,
    it: Webhook,
    found: Sequence[WebhookMessage],
    *,
    on_a_page: int,
    failed: int,
    is_newest: bool,
) -> RecordPart:
    """The log; `found` has one more than a page if there are older ones. `failed`: how many can be sent again."""
    texts, here = request.words.staff_webhooks, f"/webhooks/{it.id}"
    links = [] if is_newest else [Link(texts.newest, request.address(here))]
    if len(found) > on_a_page:
        links.append(Link(texts.older, request.address(here, fore=str(found[on_a_page - 1].id))))
    again = RecordButton(
        action=request.address(f"{here}/igen"), text=plural(texts.resend_failed, failed, request.words)
    )
    return RecordPart(
        id="logg",
        heading=texts.log,
        about=texts.log_about,
        table=RecordTable(
            label=texts.log_table,
            columns=(texts.happened, texts.what, texts.status, texts.last_attempt, texts.next_attempt),
            rows=tuple(_row(one, request) for one in found[:on_a_page]),
        ),
        nothing=texts.log_none,
        links=tuple(links),
        buttons=(again,) if failed else (),
    )


async def show_message(request: StaffRequest) -> Response[bytes]:
    """One message with every attempt, and the button that sends it again."""
    async with reading(request.pool) as conn:
        found = await messages.get(conn, request.caller.organiser_id, request.id)
        it = await webhooks.get(conn, request.caller.organiser_id, found.webhook_id)
    texts, language = request.words.staff_webhooks, request.locale.language
    to_all = Link(texts.heading, request.address("/webhooks"))
    about = RecordPart(
        id="om",
        heading=texts.status,
        about=texts.message_about,
        facts=(
            Fact(texts.status, texts.statuses[found.status]),
            Fact(texts.happened, moment(found.happened_at, language)),
            Fact(texts.next_attempt, _next(found, request)),
            Fact(texts.message_id, str(found.id)),
        ),
        buttons=(
            RecordButton(action=request.address(f"/webhooks/meddelanden/{found.id}/igen"), text=texts.resend),
        ),
    )
    attempts = RecordPart(
        id="forsok",
        heading=texts.attempts,
        table=RecordTable(
            label=texts.outcome,
            columns=(texts.attempts, texts.outcome),
            rows=tuple(_attempt_row(one, request) for one in found.log),
        ),
        nothing=texts.no_attempt,
    )
    return show_record(
        request,
        Head(heading=texts.message_heading.format(what=_lower(texts.things[found.kind])), meta=it.name),
        (about, attempts),
        room="more",
        path=more(request, to_all, Link(it.name, request.address(f"/webhooks/{it.id}"))),
    )


def _row(one: WebhookMessage, request: StaffRequest) -> tuple[Cell, ...]:
    texts, language = request.words.staff_webhooks, request.locale.language
    last = one.log[0] if one.log else None
    when = moment(one.happened_at, language)
    return (
        Cell(link=Link(when, request.address(f"/webhooks/meddelanden/{one.id}"))),
        Cell(text=texts.things[one.kind]),
        Cell(status=DateStatus(_KINDS[one.status], texts.statuses[one.status])),
        Cell(text=_outcome(last, request), more=moment(last.at, language))
        if last
        else Cell(text=texts.no_attempt),
        Cell(text=_next(one, request)),
    )


def _next(one: WebhookMessage, request: StaffRequest) -> str:
    if one.next_at is not None:
        return moment(one.next_at, request.locale.language)
    return request.words.staff_webhooks.on_hold if one.status == "waiting" else "–"


def _attempt_row(one: LoggedAttempt, request: StaffRequest) -> tuple[Cell, ...]:
    texts = request.words.staff_webhooks
    seconds = f"{one.milliseconds / 1000:.1f}"
    if request.locale.language == "sv":
        seconds = seconds.replace(".", ",")
    return (
        Cell(text=texts.attempt.format(number=one.number), more=moment(one.at, request.locale.language)),
        Cell(text=_outcome(one, request), more=texts.took.format(seconds=seconds)),
    )


def _outcome(one: LoggedAttempt, request: StaffRequest) -> str:
    return request.words.staff_webhooks.outcomes[one.outcome].format(code=one.code)


def _lower(text: str) -> str:
    """A sentence's beginning inside another."""
    return text[:1].lower() + text[1:]
