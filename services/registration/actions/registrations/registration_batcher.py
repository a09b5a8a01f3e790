"""Stores concurrent registrations together, in few round trips; docs/registering.md walks through it."""

import logging
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from services.registration.actions.registrations.decide_registration import (
    Decision,
    RegistrationRequest,
    RegistrationResult,
    RegistrationTarget,
    decide,
    registered,
)
from services.registration.actions.registrations.register_locked import (
    Results,
    find_registration,
    register_locked,
)
from services.registration.domain.errors import NotFound
from services.registration.store import bulk_registration
from services.registration.store.bulk_registration import RegisteredBefore
from services.registration.store.seats import LockedSessions
from services.registration.store.transaction import is_joined, reading, transaction
from shared.batching import Coalescer
from shared.postgres import PASSING, Conn, Pool

log = logging.getLogger(__name__)

# Number of targets whose sessions are cached.
MOST_SEEN: Final = 200


class RegistrationBatcher:
    """Registers people through one pool; app.py makes one for the whole service.

    1. `store` adds the request to the organiser's queue. Requests that arrive while a batch runs form the next one.
    2. Optimistic path: each request is decided on the sessions as cached after the last registration to the same target.
       One statement locks the sessions that no other transaction has locked, without waiting, compares their version
       tokens with the cached ones, and stores the registrations of every cohort where they are equal. So a full batch
       costs one round trip and one commit.
    3. Locked path, per target, for every request that step 2 did not store: nothing cached, another token, sessions locked
       by another transaction, or a refusal. The sessions are locked, the requests decided on them and stored with the same
       statement. If that fails for several at once, each is tried alone, so that one cannot fail the others.
    4. The locked path caches what it read for the next batch, except for cohorts with questions, which can change without
       a new token.

    The cache is never trusted: the statement of step 2 stores nothing that was decided on old data. A batch removes its
    entries from the cache and puts them back when it is stored, so that no two batches change the same counters. Inside
    another transaction (an idempotency key) a request is stored alone and nothing is cached.
    """

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._seen: dict[RegistrationTarget, LockedSessions] = {}
        self._optimistic = Coalescer(self._store_optimistically)
        self._locked = Coalescer(self._store_locked)

    async def store(self, target: RegistrationTarget, request: RegistrationRequest) -> RegistrationResult:
        """Register one person, together with concurrent requests. Raises the error that refuses the request."""
        if not is_joined():
            stored = await self._optimistic.do(target.organiser_id, (target, request))
            return stored or await self._locked.do(target, request)
        result = await self._store_one(target, request)
        if isinstance(result, Exception):
            raise result
        return result

    async def _store_optimistically(
        self, organiser_id: UUID, requests: Sequence[tuple[RegistrationTarget, RegistrationRequest]]
    ) -> list[RegistrationResult | Exception | None]:
        """Step 2; None for each request that must take the locked path. At most one target of a cohort takes part."""
        results: list[RegistrationResult | Exception | None] = [None] * len(requests)
        groups: dict[UUID, _Group] = {}
        for target, _ in requests:
            if target.cohort_id not in groups and (seen := self._seen.pop(target, None)) is not None:
                groups[target.cohort_id] = _Group(target, seen)
        if not groups:
            return results
        async with self.pool.acquire() as conn:
            await _decide_all(conn, groups, requests)
            ready = [group for group in groups.values() if group.is_open and group.decisions]
            stored = await _store_if_unchanged(conn, organiser_id, [group.decided for group in ready])
        for group in ready:
            for number, decision in group.decisions.items():
                if decision.new.id in stored:
                    results[number] = registered(group.seen, decision.new, stored[decision.new.id])
                    self._seen[group.target] = group.seen
        return results

    async def _store_locked(
        self, target: RegistrationTarget, requests: Sequence[RegistrationRequest]
    ) -> Results:
        """Step 3: all together, or one by one if that fails."""
        if len(requests) > 1 and len({request.address for request in requests}) == len(requests):
            try:
                return await self._register(target, requests)
            except PASSING:
                raise
            except Exception as error:  # noqa: BLE001 - which request it is shows when each is tried
                log.info(
                    "register.one_by_one", extra={"error_type": type(error).__name__, "those": len(requests)}
                )
        return [await self._store_one(target, request) for request in requests]

    async def _store_one(
        self, target: RegistrationTarget, request: RegistrationRequest
    ) -> RegistrationResult | Exception:
        try:
            (result,) = await self._register(target, [request])
        except RegisteredBefore:
            async with reading(self.pool) as conn:
                return await find_registration(conn, target, request) or NotFound("registration")
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            return error
        return result

    async def _register(self, target: RegistrationTarget, requests: Sequence[RegistrationRequest]) -> Results:
        async with transaction(self.pool) as conn:
            results, locked = await register_locked(conn, target, requests)
        if not (is_joined() or locked.asks):
            self._remember(target, locked)
        return results

    def _remember(self, target: RegistrationTarget, locked: LockedSessions) -> None:
        while len(self._seen) >= MOST_SEEN:
            del self._seen[next(iter(self._seen))]
        self._seen[target] = locked


class _Group:
    """Requests for one target, decided on its cached sessions."""

    def __init__(self, target: RegistrationTarget, seen: LockedSessions) -> None:
        self.target = target
        self.seen = seen
        self.decisions: dict[int, Decision] = {}
        self.is_open = True

    @property
    def decided(self) -> bulk_registration.DecidedRegistrations:
        new = [decision.new for decision in self.decisions.values()]
        return bulk_registration.DecidedRegistrations(self.seen, self.target.session_ids, new)


async def _decide_all(
    conn: Conn, groups: dict[UUID, _Group], requests: Sequence[tuple[RegistrationTarget, RegistrationRequest]]
) -> None:
    """Decide each request; a refusal closes its group, because newer data may allow the request."""
    addresses: set[str] = set()
    for number, (target, request) in enumerate(requests):
        group = groups.get(target.cohort_id)
        if group is None or group.target != target or not group.is_open or request.address in addresses:
            continue
        decision = await decide(conn, target, group.seen, request)
        if isinstance(decision, Decision):
            addresses.add(request.address)
            group.decisions[number] = decision
        else:
            group.is_open = False


async def _store_if_unchanged(
    conn: Conn, organiser_id: UUID, decided: Sequence[bulk_registration.DecidedRegistrations]
) -> dict[UUID, bulk_registration.StoredRegistration]:
    """Return the stored registrations by id; empty if the database refuses the statement: the locked path shows why."""
    try:
        return await bulk_registration.register(conn, organiser_id, decided) if decided else {}
    except asyncpg.DeadlockDetectedError:
        return {}
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        log.info("register.hold", extra={"error_type": type(error).__name__})
        return {}
