"""What the parts of the registration machine share: the model, the database and the ids of what is in it."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from services.registration.actions.registrations.registration_batcher import RegistrationBatcher
from shared import postgres
from shared.snapshot import Snapshot
from tests.model import reference
from tests.support.registration import OrganiserDriver

T = TypeVar("T")


class Machine:
    """The attributes that `begin` sets, and the methods on which the actions are built."""

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
    newest_events: dict[UUID, Snapshot]
    read_to: int

    def do(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(coroutine)

    def both(
        self,
        model_action: Callable[[reference.ReferenceModel], object],
        service_action: Coroutine[Any, Any, object],
    ) -> None:
        """Do it to the model and to the service: both do it, or both refuse it."""
        raise NotImplementedError

    async def new_session(self, starts_at: datetime) -> None:
        """Add a session, in the service only."""
        raise NotImplementedError
