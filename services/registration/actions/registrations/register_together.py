"""Registrations that come at once are stored together: one commit, few round trips, no lock held over any of them.

What was seen of a cohort's dates when the last ones were stored is remembered. Whoever comes while others are being stored is
decided upon that, and stored with all who have come to the tenant meanwhile; nobody waits for others to come. One statement
holds what nobody else holds, sees that nothing is otherwise, and leaves out the cohorts where something is. Those who are
left out, or would be refused, are decided upon what is held: with all who have come for the same dates.
"""

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
    keep_beside,
    registered,
)
from services.registration.domain.cohort import require_open
from services.registration.domain.errors import (
    AlreadyRegistered,
    NotFound,
    NothingChosen,
    RegistrationError,
    SessionFull,
    SessionOfAnotherCohort,
)
from services.registration.store import bulk_registration, cohorts, people, registrations, seats, sessions
from services.registration.store.bulk_registration import RegisteredBefore
from services.registration.store.seats import LockedSessions
from services.registration.store.transaction import is_joined, reading, transaction
from shared.batching import Coalescer
from shared.postgres import PASSING, Conn, Pool

log = logging.getLogger(__name__)

Done = list[RegistrationResult | Exception]

# What was seen last, of the dates that were asked for last; whoever uses it takes it out, so that no two do.
_SEEN: Final[dict[RegistrationTarget, LockedSessions]] = {}
_MOST_SEEN: Final = 200


async def store(where: RegistrationTarget, one: RegistrationRequest) -> RegistrationResult:
    """Register one, with those who have come meanwhile; inside another transaction alone, as a part of it."""
    if not is_joined():
        tenant = (where.pool, where.organiser_id)
        return await _BY_WHAT_WAS_SEEN.do(tenant, (where, one)) or await _HELD.do(where, one)
    done = await _store_one(where, one)
    if isinstance(done, Exception):
        raise done
    return done


class _Group:
    """Those who come to one cohort for the same dates, decided upon what was seen of them."""

    def __init__(self, where: RegistrationTarget, seen: LockedSessions) -> None:
        self.where = where
        self.seen = seen
        self.decisions: dict[int, Decision] = {}
        self.is_open = True

    @property
    def decided(self) -> bulk_registration.DecidedRegistrations:
        new = [decision.new for decision in self.decisions.values()]
        return bulk_registration.DecidedRegistrations(self.seen, self.where.session_ids, new)


async def _store_by_what_was_seen(
    tenant: tuple[Pool, UUID], those: Sequence[tuple[RegistrationTarget, RegistrationRequest]]
) -> list[RegistrationResult | Exception | None]:
    """Only a yes may be decided upon what is not held: None for those who have to be decided upon what is."""
    pool, organiser_id = tenant
    done: list[RegistrationResult | Exception | None] = [None] * len(those)
    groups: dict[UUID, _Group] = {}
    for where, _ in those:
        if where.cohort_id not in groups and (seen := _SEEN.pop(where, None)) is not None:
            groups[where.cohort_id] = _Group(where, seen)
    if not groups:
        return done
    async with pool.acquire() as conn:
        await _decide_all(conn, groups, those)
        open_ones = [group for group in groups.values() if group.is_open and group.decisions]
        stored = await _store_if_so(conn, organiser_id, [group.decided for group in open_ones])
    for group in open_ones:
        for number, decision in group.decisions.items():
            if decision.new.id in stored:
                done[number] = registered(group.seen, decision.new, stored[decision.new.id])
                _SEEN[group.where] = group.seen
    return done


async def _decide_all(
    conn: Conn, groups: dict[UUID, _Group], those: Sequence[tuple[RegistrationTarget, RegistrationRequest]]
) -> None:
    addresses: set[str] = set()
    for number, (where, one) in enumerate(those):
        group = groups.get(where.cohort_id)
        if group is None or group.where != where or not group.is_open or one.address in addresses:
            continue
        decision = await decide(conn, where, group.seen, one)
        if isinstance(decision, Decision):
            addresses.add(one.address)
            group.decisions[number] = decision
        else:
            group.is_open = False


async def _store_if_so(
    conn: Conn, organiser_id: UUID, decided: Sequence[bulk_registration.DecidedRegistrations]
) -> dict[UUID, bulk_registration.StoredRegistration]:
    """Nothing where the database says no to all: whose fault it is shows when they are held."""
    try:
        return await bulk_registration.register(conn, organiser_id, decided) if decided else {}
    except asyncpg.DeadlockDetectedError:
        return {}
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        log.info("register.hold", extra={"error_type": type(error).__name__})
        return {}


async def _store_all(where: RegistrationTarget, those: Sequence[RegistrationRequest]) -> Done:
    """Together, or one by one where one of them would spoil it for the others."""
    if len(those) > 1 and len({one.address for one in those}) == len(those):
        try:
            return await _store_held(where, those)
        except PASSING:
            raise
        except Exception as error:  # noqa: BLE001 - whose it is shows when each is tried
            log.info("register.one_by_one", extra={"error_type": type(error).__name__, "those": len(those)})
    return [await _store_one(where, one) for one in those]


async def _store_one(where: RegistrationTarget, one: RegistrationRequest) -> RegistrationResult | Exception:
    try:
        (done,) = await _store_held(where, [one])
    except RegisteredBefore:
        async with reading(where.pool) as conn:
            return await _registration_of(conn, where, one) or NotFound("registration")
    except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
        return error
    return done


async def _store_held(where: RegistrationTarget, those: Sequence[RegistrationRequest]) -> Done:
    done: Done = []
    async with transaction(where.pool) as conn:
        held = await _hold(conn, where)
        decisions = [await decide(conn, where, held, one) for one in those]
        new = [one.new for one in decisions if isinstance(one, Decision)]
        decided = [bulk_registration.DecidedRegistrations(held, where.session_ids, new)] if new else []
        stored = await bulk_registration.register(conn, where.organiser_id, decided) if new else {}
        if len(stored) < len(new):
            raise RegisteredBefore
        for one, decision in zip(those, decisions, strict=True):
            if isinstance(decision, Decision):
                await keep_beside(conn, where, decision)
                done.append(registered(held, decision.new, stored[decision.new.id]))
            else:
                done.append(await _why(conn, where, one, decision))
    if not (is_joined() or held.asks):
        while len(_SEEN) >= _MOST_SEEN:
            del _SEEN[next(iter(_SEEN))]
        _SEEN[where] = held
    return done


_BY_WHAT_WAS_SEEN: Final = Coalescer(_store_by_what_was_seen)
_HELD: Final = Coalescer(_store_all)


async def _hold(conn: Conn, where: RegistrationTarget) -> LockedSessions:
    """Hold the sessions asked for until the transaction ends, or raise why that cannot be."""
    _, organiser_id, cohort_id, session_ids = where
    held = await seats.lock_sessions(
        conn,
        organiser_id,
        cohort_id=cohort_id,
        session_ids=None if session_ids is None else list(session_ids),
    )
    if held is None or len(held.sessions) < len(session_ids or ()):
        cohort = await cohorts.get(conn, organiser_id, cohort_id)
        require_open(cohort.status)
        missing = [one for one in session_ids or () if held is None or one not in held.sessions]
        if not missing:
            raise NothingChosen
        elsewhere = await sessions.list_after(conn, organiser_id, ids=missing)
        raise SessionOfAnotherCohort(elsewhere[0].id) if elsewhere else NotFound("session")
    await seats.count_waiting(conn, organiser_id, held)
    return held


async def _why(
    conn: Conn, where: RegistrationTarget, one: RegistrationRequest, refused: RegistrationError
) -> RegistrationError:
    """Whoever has a registration already is told so, rather than that it is full."""
    if isinstance(refused, SessionFull):
        return await _registration_of(conn, where, one) or refused
    return refused


async def _registration_of(
    conn: Conn, where: RegistrationTarget, one: RegistrationRequest
) -> AlreadyRegistered | None:
    person_id = await people.find_by_email(conn, where.organiser_id, one.applicant.email)
    if person_id is None:
        return None
    found = await registrations.find_live(conn, where.organiser_id, where.cohort_id, person_id)
    return AlreadyRegistered(found) if found else None
