"""Runs a change and rolls it back, and asks notify which mails it would lead to (docs/decisions/0064)."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar
from uuid import UUID

import httpx
import msgspec
from litestar.exceptions import ServiceUnavailableException

from services.registration.store.transaction import rolled_back
from services.registration.web.services import Services
from shared import plan_preview
from shared.channel import outbox
from shared.channel.outbox import OutgoingEvent
from shared.logs import correlation, new_correlation
from shared.plan_preview import PlanPreview, PlanQuestion

T = TypeVar("T")

_SECONDS: Final = 60.0  # thousands of mails are planned meanwhile
_MSGPACK: Final = "application/msgpack"


class DryRun(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """What the change returned, and the mails that it would lead to."""

    result: T
    plan: PlanPreview


async def dry_run(
    services: Services,
    organiser_id: UUID,
    change: Callable[[], Awaitable[T]],
    *,
    most_listed: int = 0,
    sample: bool = False,
    key: str | None = None,
    person_id: UUID | None = None,
) -> DryRun[T]:
    """Run `change` in one transaction that is rolled back, and plan its mails.

    `most_listed`, `sample`, `key`, `person_id`: whom the answer names, and whether a mail is made as well (see `PlanQuestion`).
    Raises what `change` raises, and answers 503 where notify is away. No lock is held while notify plans.
    """
    own = correlation.get() or new_correlation()
    async with rolled_back(services.pool) as conn:
        result = await change()
        events = await outbox.open_of(conn, organiser_id)
    if not (own_events := _of(events, own, is_own=True)):
        return DryRun(result=result, plan=PlanPreview())
    question = PlanQuestion(
        organiser_id=organiser_id,
        before=_of(events, own, is_own=False),
        events=own_events,
        most_listed=most_listed,
        sample=sample,
        key=key,
        person_id=person_id,
    )
    return DryRun(result=result, plan=await _ask(services, question))


def _of(events: Sequence[OutgoingEvent], own: str, *, is_own: bool) -> list[OutgoingEvent]:
    """The events of this request, which its correlation id marks, or all others."""
    return [event for event in events if (event.correlation_id == own) == is_own]


async def _ask(services: Services, question: PlanQuestion) -> PlanPreview:
    try:
        answer = await services.notify.post(
            plan_preview.PATH,
            content=msgspec.msgpack.encode(question),
            headers={"content-type": _MSGPACK},
            timeout=_SECONDS,
        )
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=PlanPreview)
    except (httpx.HTTPError, msgspec.MsgspecError) as error:
        raise ServiceUnavailableException from error
