"""Periodic work on many things, one at a time: one that fails does not hold up the others."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, TypeVar
from uuid import UUID

from shared.postgres import PASSING

log: Final = logging.getLogger(__name__)

T = TypeVar("T")


async def one_by_one(
    things: Iterable[tuple[UUID, UUID]], act: Callable[[UUID, UUID], Awaitable[T]], *, chore: str
) -> list[T]:
    """Run `act` with the organiser and the id of each thing, and return what it returned.

    A failure is logged, and that thing is tried again at the next run of the chore; a database that is away ends this run.
    """
    done = []
    for organiser_id, thing_id in things:
        try:
            done.append(await act(organiser_id, thing_id))
        except PASSING:
            raise
        except Exception:
            log.exception("chore.failed", extra={"chore": chore, "thing_id": thing_id})
    return done
