"""Callers for tests that run actions without a request."""

from datetime import datetime
from uuid import UUID

from services.registration.domain.caller import Actor, ActorKind, Caller, Initiator, Role
from shared import times
from shared.events import Language
from shared.logs import correlation
from shared.postgres import Pool


def an_initiator(
    *, kind: ActorKind = "system", role: Role | None = None, now: datetime | None = None
) -> Initiator:
    """Who acts for no organiser yet; at this moment, unless another is given."""
    return Initiator(actor=Actor(kind=kind, role=role), now=now or times.now())


def a_caller(
    organiser_id: UUID,
    *,
    now: datetime | None = None,
    kind: ActorKind = "system",
    role: Role | None = None,
    language: Language = "sv",
) -> Caller:
    """Who may do everything with one organiser; at this moment, unless another is given."""
    return Caller(
        actor=Actor(kind=kind, role=role),
        now=now or times.now(),
        language=language,
        correlation_id=correlation.get(),
        organiser_id=organiser_id,
    )


def acting(where: tuple[Pool, UUID], *, now: datetime | None = None) -> tuple[Pool, Caller]:
    """What an action takes first: the pool and the caller, of a pool and an organiser."""
    pool, organiser_id = where
    return pool, a_caller(organiser_id, now=now)
