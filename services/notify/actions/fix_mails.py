"""From claimed deliveries to mails whose bytes are fixed; what nobody should get any more is taken back here."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

import msgspec

from services.notify.actions import tell_registration
from services.notify.domain import delivery
from services.notify.domain.communicated import CalendarEntry
from services.notify.domain.compose import compose
from services.notify.domain.compose_context import (
    ComposeContext,
    DeliveryTask,
    SenderConfig,
    entries_after_delivery,
)
from services.notify.domain.errors import NoAddress, Pointless
from services.notify.domain.letter import MailKind
from services.notify.render.email import render
from services.notify.store import calendar_entries, sending, unit_states
from services.notify.store.sending import ClaimedDelivery, DeliveryResult, FixedMail
from shared.addresses import BadAddress
from shared.postgres import Pool

log = logging.getLogger(__name__)

_TOO_LATE: Final = "it came too late"


class ReadyMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail whose bytes are fixed and stored, on its way to a connection."""

    claimed: ClaimedDelivery
    worker_id: UUID
    domain: str
    envelope_from: str
    to: str
    message: bytes


class _ComposedBatch(msgspec.Struct):
    """What became of claims that had no bytes: mails to fix, or ends; and those that leave something told."""

    contexts: dict[UUID, ComposeContext]
    fixed: list[FixedMail]
    ends: list[DeliveryResult]


async def fix_mails(
    pool: Pool,
    claimed: Sequence[ClaimedDelivery],
    *,
    worker_id: UUID,
    sender_config: SenderConfig,
    now: datetime,
) -> list[ReadyMail]:
    """Make what has no bytes yet, store it before anything is tried, and return all that is ready to be sent."""
    late = [one for one in claimed if one.expires_at is not None and one.expires_at <= now]
    ready = [one for one in claimed if one.message is not None and one not in late]
    new = [one for one in claimed if one.message is None and one not in late]
    made = await _make(pool, new, sender_config, now)
    made.ends.extend(_too_late(one) for one in late)
    fixed = await _store(pool, [*new, *late], made, worker_id, now)
    by_id = {one.id: one for one in made.fixed if one.id in fixed}
    mails = [_ready(one, worker_id, sender_config, one.to_address or "", one.message or b"") for one in ready]
    mails.extend(
        _ready(one, worker_id, sender_config, by_id[one.id].to_address, by_id[one.id].message)
        for one in new
        if one.id in by_id
    )
    return mails


def _ready(
    claimed: ClaimedDelivery, worker_id: UUID, sender_config: SenderConfig, to: str, message: bytes
) -> ReadyMail:
    return ReadyMail(
        claimed=claimed,
        worker_id=worker_id,
        domain=delivery.domain_of(to),
        envelope_from=delivery.envelope_from(claimed.id, sender_config.mail_domain),
        to=to,
        message=message,
    )


def _too_late(one: ClaimedDelivery) -> DeliveryResult:
    """What was never tried is taken back; what was, has failed."""
    return DeliveryResult(id=one.id, status="failed" if one.attempts else "cancelled", answer=_TOO_LATE)


async def _make(
    pool: Pool, claimed: Sequence[ClaimedDelivery], sender_config: SenderConfig, now: datetime
) -> _ComposedBatch:
    made = _ComposedBatch({}, [], [])
    in_order = sorted(claimed, key=lambda one: one.organiser_id)
    for organiser_id, group in groupby(in_order, key=lambda one: one.organiser_id):
        of_one = list(group)
        unit_ids = sorted({one.unit_id for one in of_one})
        async with pool.acquire() as conn:
            found = await unit_states.load(conn, unit_states.SharedSnapshots(organiser_id), unit_ids)
            entries = await calendar_entries.of_registrations(conn, organiser_id, unit_ids)
        for number, one in enumerate(of_one):
            if one.unit_id not in found:
                made.ends.append(
                    DeliveryResult(id=one.id, status="cancelled", answer="what it was about is not known")
                )
                continue
            context = ComposeContext(
                task=_task(one),
                state=found[one.unit_id],
                entries=entries.get(one.unit_id, {}),
                sender_config=sender_config,
                now=now,
            )
            _put_in_words(context, one, made)
            if number % 8 == 7:
                await asyncio.sleep(0)  # mails in flight go on meanwhile
    return made


def _task(one: ClaimedDelivery) -> DeliveryTask:
    return DeliveryTask(
        id=one.id,
        key=one.key,
        kind=msgspec.convert(one.kind, MailKind),
        payload=one.payload,
        seat_id=one.seat_id,
        correlation_id=one.correlation_id,
    )


def _put_in_words(context: ComposeContext, one: ClaimedDelivery, made: _ComposedBatch) -> None:
    try:
        letter = compose(context, entries_after_delivery(context))
        mail = render(letter)
    except Pointless as error:
        made.ends.append(DeliveryResult(id=one.id, status="cancelled", answer=str(error)))
        return
    except (NoAddress, BadAddress) as error:
        made.ends.append(DeliveryResult(id=one.id, status="failed", answer=str(error)))
    except Exception as error:
        # One that cannot be made must not hold up the others; it is shown, and ours to mend.
        log.exception("delivery.not_made", extra={"delivery_id": one.id, "kind": one.kind})
        made.ends.append(
            DeliveryResult(id=one.id, status="failed", answer=f"could not be made: {type(error).__name__}")
        )
    else:
        made.fixed.append(
            FixedMail(
                id=one.id,
                revision=one.revision,
                message=mail.message,
                subject=mail.subject,
                to_address=mail.envelope_to,
                message_id=letter.message_id,
                domain=delivery.domain_of(mail.envelope_to),
            )
        )
    made.contexts[one.id] = context


async def _store(
    pool: Pool, claimed: Sequence[ClaimedDelivery], made: _ComposedBatch, worker_id: UUID, now: datetime
) -> set[UUID]:
    """Fix the bytes and note what is told with them, in one transaction; say which are fixed."""
    if not claimed:
        return set()
    by_id = {one.id: one for one in claimed}
    async with pool.acquire() as conn, conn.transaction():
        await sending.lock(conn, claimed)
        fixed = await sending.fix(conn, worker_id, made.fixed) if made.fixed else set()
        ended = await sending.end(conn, worker_id, made.ends) if made.ends else set()
        told = [context for delivery_id, context in made.contexts.items() if delivery_id in fixed | ended]
        for organiser_id, group in groupby(
            sorted(told, key=lambda context: by_id[context.task.id].organiser_id),
            key=lambda context: by_id[context.task.id].organiser_id,
        ):
            contexts = list(group)
            units = {by_id[context.task.id].unit_id for context in contexts}
            known = await calendar_entries.of_registrations(conn, organiser_id, sorted(units))
            await calendar_entries.put(conn, organiser_id, _told(contexts, by_id, known))
        if left := by_id.keys() - fixed - ended:
            await sending.give_back(conn, worker_id, sorted(left))
        failed = [(by_id[one.id], one) for one in made.ends if one.id in ended]
        await tell_registration.of_invitations(conn, failed, now)
    return fixed


def _told(
    contexts: Sequence[ComposeContext],
    by_id: dict[UUID, ClaimedDelivery],
    known: dict[UUID, dict[UUID, CalendarEntry]],
) -> list[CalendarEntry]:
    """Where each seat stands when all of these have been told, one after the other."""
    changed: dict[UUID, CalendarEntry] = {}
    for context in contexts:
        entries = known.setdefault(by_id[context.task.id].unit_id, {})
        for entry in entries_after_delivery(msgspec.structs.replace(context, entries=entries)):
            entries[entry.seat_id] = changed[entry.seat_id] = entry
    return list(changed.values())
