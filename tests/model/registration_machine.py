"""Shared by the parts of the registration machine: the model, the database, and the ids of its rows."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from services.registration.actions.registrations.registration_batcher import RegistrationBatcher
from shared import events, postgres
from tests.model import reference
from tests.support.registration import OrganiserDriver

T = TypeVar("T")


class Machine:
    """The attributes that `begin` sets, and the methods that the steps use."""

    pool: postgres.Pool
    runner: asyncio.Runner
    organiser: OrganiserDriver
    where: tuple[postgres.Pool, UUID]
    batcher: RegistrationBatcher
    model: reference.ReferenceModel
    cohort_id: UUID
    rule_ids: list[UUID]
    meeting_ids: list[UUID]
    person_ids: list[UUID]
    registration_ids: dict[int, UUID]
    invitation_ids: dict[tuple[int, int], UUID]
    told: dict[UUID, events.Snapshot]
    read_to: int

    def do(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(coroutine)

    def both(
        self, deed: Callable[[reference.ReferenceModel], object], action: Coroutine[Any, Any, object]
    ) -> None:
        """Perform a step on the model and on the service; assert that both do it or both refuse it."""
        raise NotImplementedError

    async def new_session(self, starts_at: datetime) -> None:
        """Add a session to the service only."""
        raise NotImplementedError
