"""Makes the bytes of claimed deliveries and stores them before any attempt; cancels those that are pointless."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

import msgspec

from services.notify.actions import tell_registration
from services.notify.actions.letter_files import letter_files
from services.notify.actions.mail_ceilings import hold_back
from services.notify.domain import delivery
from services.notify.domain.communicated import CalendarEntry
from services.notify.domain.errors import NoAddress, Pointless
from services.notify.domain.letters.compose import compose
from services.notify.domain.letters.compose_context import (
    ComposeContext,
    DeliveryTask,
    SenderConfig,
    above_feed,
    entries_after_delivery,
)
from services.notify.domain.letters.letter import Letter, MailKind
from services.notify.domain.unit_state import UnitState
from services.notify.domain.urgency import Line
from services.notify.render.email import RenderedMail, render
from services.notify.store import calendar_entries, letter_texts, sending, unit_states
from services.notify.store.sending import ClaimedDelivery, DeliveryResult, FixedMail
from shared.addresses import BadAddress
from shared.postgres import Conn, Pool

log = logging.getLogger(__name__)

_TOO_LATE: Final = "it came too late"


class ReadyMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail with stored bytes, ready to send. `domain` is the receiving domain."""

    claimed: ClaimedDelivery
    worker_id: UUID
    domain: str
    envelope_from: str
    to: str
    message: bytes

    @property
    def recipient(self) -> str:
        return self.to.casefold()

    @property
    def line(self) -> Line:
        return Line(self.claimed.organiser_id, self.claimed.urgency)


class _ComposedBatch(msgspec.Struct):
    """The outcome of composing a batch: bytes to fix, results of those that have none, and contexts by delivery id.

    `contexts` holds each delivery whose calendar entries change, whether it was rendered or has failed.
    """

    contexts: dict[UUID, ComposeContext]
    fixed: list[FixedMail]
    results: list[DeliveryResult]


async def fix_mails(
    pool: Pool,
    claimed: Sequence[ClaimedDelivery],
    *,
    worker_id: UUID,
    sender_config: SenderConfig,
    now: datetime,
) -> list[ReadyMail]:
    """Compose and store the mails that have no bytes yet; return every mail that can be sent now, in the same order.

    Claims past `expires_at` end here, as do those that are pointless or have no address.
    """
    late = [claim for claim in claimed if claim.expires_at is not None and claim.expires_at <= now]
    ready = [claim for claim in claimed if claim.message is not None and claim not in late]
    new = [claim for claim in claimed if claim.message is None and claim not in late]
    composed = await _compose_all(pool, new, sender_config, now)
    composed.results.extend(_too_late(claim) for claim in late)
    fixed = await _store(
        pool, [*new, *late], composed, worker_id=worker_id, sender_config=sender_config, now=now
    )
    by_id = {claim.id: claim for claim in composed.fixed if claim.id in fixed}
    mails = {
        claim.id: _ready(claim, worker_id, sender_config, claim.to_address or "", claim.message or b"")
        for claim in ready
    }
    mails |= {
        claim.id: _ready(claim, worker_id, sender_config, by_id[claim.id].to_address, by_id[claim.id].message)
        for claim in new
        if claim.id in by_id
    }
    return [mails[claim.id] for claim in claimed if claim.id in mails]


def _ready(
    claimed: ClaimedDelivery, worker_id: UUID, sender_config: SenderConfig, to: str, message: bytes
) -> ReadyMail:
    return ReadyMail(
        claimed=claimed,
        worker_id=worker_id,
        domain=delivery.domain_of(to),
        envelope_from=delivery.envelope_from(claimed.id, sender_config.secret, sender_config.mail_domain),
        to=to,
        message=message,
    )


def _too_late(claim: ClaimedDelivery) -> DeliveryResult:
    """Cancel a delivery that was never tried; one that was tried has failed."""
    return DeliveryResult(id=claim.id, status="failed" if claim.attempts else "cancelled", answer=_TOO_LATE)


async def _compose_all(
    pool: Pool, claimed: Sequence[ClaimedDelivery], sender_config: SenderConfig, now: datetime
) -> _ComposedBatch:
    composed = _ComposedBatch({}, [], [])
    in_order = sorted(claimed, key=lambda claim: claim.organiser_id)
    for organiser_id, group in groupby(in_order, key=lambda claim: claim.organiser_id):
        group_claims = list(group)
        unit_ids = sorted({claim.unit_id for claim in group_claims})
        async with pool.acquire() as conn:
            found = await unit_states.load(conn, unit_states.SharedSnapshots(organiser_id), unit_ids)
            entries = await calendar_entries.of_registrations(conn, organiser_id, unit_ids)
            texts = await letter_texts.load(conn, organiser_id, found.values())
        files = await letter_files(pool, found.values())
        for number, claim in enumerate(group_claims):
            if claim.unit_id not in found:
                composed.results.append(
                    DeliveryResult(id=claim.id, status="cancelled", answer="what it was about is not known")
                )
                continue
            context = ComposeContext(
                task=_task(claim, found[claim.unit_id]),
                state=found[claim.unit_id],
                entries=entries.get(claim.unit_id, {}),
                sender_config=sender_config,
                now=now,
                texts=letter_texts.nearest_first(found[claim.unit_id], texts),
                letter_files=files.get(claim.unit_id, ()),
            )
            _compose_and_render(context, claim, composed)
            if number % 8 == 7:
                await asyncio.sleep(0)  # lets mails in flight proceed
    return composed


def _task(claim: ClaimedDelivery, state: UnitState) -> DeliveryTask:
    return DeliveryTask(
        id=claim.id,
        key=claim.key,
        kind=msgspec.convert(claim.kind, MailKind),
        payload=above_feed(claim.payload, state),
        seat_id=claim.seat_id,
        correlation_id=claim.correlation_id,
    )


def _require_foreign(address: str, config: SenderConfig) -> None:
    """Raise `NoAddress` for an address of ours, with which anybody can register: mail to it would come back."""
    if delivery.is_own_address(address, mail_domain=config.mail_domain, sender=config.sender_address):
        raise NoAddress("the address is our own")


def render_or_ours(letter: Letter, delivery_id: UUID) -> RenderedMail:
    """Render a letter; with our text where the organiser's own cannot be, since that must not keep a mail back."""
    try:
        return render(letter)
    except (NoAddress, BadAddress):
        raise
    except Exception:
        if letter.own is None:
            raise
        log.exception("delivery.own_text_left_out", extra={"delivery_id": delivery_id, "kind": letter.kind})
        return render(msgspec.structs.replace(letter, own=None))


def _compose_and_render(context: ComposeContext, claim: ClaimedDelivery, composed: _ComposedBatch) -> None:
    try:
        letter = compose(context, entries_after_delivery(context))
        mail = render_or_ours(letter, claim.id)
        _require_foreign(mail.envelope_to, context.sender_config)
    except Pointless as error:
        composed.results.append(DeliveryResult(id=claim.id, status="cancelled", answer=str(error)))
        return
    except (NoAddress, BadAddress) as error:
        composed.results.append(DeliveryResult(id=claim.id, status="failed", answer=str(error)))
    except Exception as error:
        # A fault of the program: it must not stop the batch, and shows as a failed delivery.
        log.exception("delivery.not_made", extra={"delivery_id": claim.id, "kind": claim.kind})
        composed.results.append(
            DeliveryResult(id=claim.id, status="failed", answer=f"could not be made: {type(error).__name__}")
        )
    else:
        composed.fixed.append(
            FixedMail(
                id=claim.id,
                revision=claim.revision,
                message=mail.message,
                subject=mail.subject,
                to_address=mail.envelope_to,
                message_id=letter.message_id,
                domain=delivery.domain_of(mail.envelope_to),
            )
        )
    composed.contexts[claim.id] = context


async def _store(
    pool: Pool,
    claimed: Sequence[ClaimedDelivery],
    composed: _ComposedBatch,
    *,
    worker_id: UUID,
    sender_config: SenderConfig,
    now: datetime,
) -> set[UUID]:
    """Store bytes, results and calendar entries in one transaction; return the ids whose bytes are now fixed."""
    if not claimed:
        return set()
    by_id = {claim.id: claim for claim in claimed}
    async with pool.acquire() as conn, conn.transaction():
        await sending.lock(conn, claimed)
        await _hold_back(conn, by_id, composed, worker_id=worker_id, sender_config=sender_config, now=now)
        fixed = await sending.fix(conn, worker_id, composed.fixed) if composed.fixed else set()
        ended = await sending.end(conn, worker_id, composed.results) if composed.results else set()
        described = [
            context for delivery_id, context in composed.contexts.items() if delivery_id in fixed | ended
        ]
        for organiser_id, group in groupby(
            sorted(described, key=lambda context: by_id[context.task.id].organiser_id),
            key=lambda context: by_id[context.task.id].organiser_id,
        ):
            contexts = list(group)
            units = {by_id[context.task.id].unit_id for context in contexts}
            known = await calendar_entries.of_registrations(conn, organiser_id, sorted(units))
            await calendar_entries.put(conn, organiser_id, _entries_in_turn(contexts, by_id, known))
        if left := by_id.keys() - fixed - ended:
            await sending.give_back(conn, worker_id, sorted(left))
        failed = [(by_id[claim.id], claim) for claim in composed.results if claim.id in ended]
        await tell_registration.of_invitations(conn, failed, now)
    return fixed


async def _hold_back(
    conn: Conn,
    claimed: dict[UUID, ClaimedDelivery],
    composed: _ComposedBatch,
    *,
    worker_id: UUID,
    sender_config: SenderConfig,
    now: datetime,
) -> None:
    """Take the mails above a ceiling out of the batch: they are made anew when they are sent, and told nothing until then."""
    organiser_of = {claim.id: claim.organiser_id for claim in claimed.values()}
    held = await hold_back(conn, composed.fixed, organiser_of, sender_config, worker_id=worker_id, now=now)
    composed.fixed = held.mails
    composed.results.extend(held.waiting)
    for result in held.waiting:
        composed.contexts.pop(result.id, None)


def _entries_in_turn(
    contexts: Sequence[ComposeContext],
    by_id: dict[UUID, ClaimedDelivery],
    known: dict[UUID, dict[UUID, CalendarEntry]],
) -> list[CalendarEntry]:
    """Return the entries after all of these deliveries, applied in order."""
    changed: dict[UUID, CalendarEntry] = {}
    for context in contexts:
        entries = known.setdefault(by_id[context.task.id].unit_id, {})
        for entry in entries_after_delivery(msgspec.structs.replace(context, entries=entries)):
            entries[entry.seat_id] = changed[entry.seat_id] = entry
    return list(changed.values())
