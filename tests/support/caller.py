"""Callers for tests that run actions without a request."""

from datetime import datetime
from uuid import UUID

from services.registration.domain.caller import Actor, ActorKind, Caller, Initiator, Role
from shared import times
from shared.language import Language
from shared.logs import correlation
from shared.postgres import Pool


def an_initiator(
    *, kind: ActorKind = "system", role: Role | None = None, now: datetime | None = None
) -> Initiator:
    """An initiator without an organiser; `now` defaults to the present."""
    return Initiator(actor=Actor(kind=kind, role=role), now=now or times.now())


def a_caller(
    organiser_id: UUID,
    *,
    now: datetime | None = None,
    kind: ActorKind = "system",
    role: Role | None = None,
    language: Language = "sv",
) -> Caller:
    """A caller who may do everything for one organiser; `now` defaults to the present."""
    return Caller(
        actor=Actor(kind=kind, role=role),
        now=now or times.now(),
        language=language,
        correlation_id=correlation.get(),
        organiser_id=organiser_id,
    )


def acting(where: tuple[Pool, UUID], *, now: datetime | None = None) -> tuple[Pool, Caller]:
    """Return the first two arguments of an action, the pool and the caller."""
    pool, organiser_id = where
    return pool, a_caller(organiser_id, now=now)
