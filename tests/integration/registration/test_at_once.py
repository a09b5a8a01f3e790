"""All kinds of actions run concurrently: no deadlock, and every count is right afterwards."""

import asyncio
import random

import pytest

from services.registration.actions.cohorts.change_cohort import change as change_cohort
from services.registration.actions.cohorts.publish_cohort import cancel, close, publish
from services.registration.actions.invitations.answer_invitation import answer
from services.registration.actions.invitations.invite import invite
from services.registration.actions.registrations.change_dates import change_dates
from services.registration.actions.registrations.note_attendance import note
from services.registration.actions.registrations.withdraw import withdraw
from services.registration.actions.sessions.change_session import change as change_session
from services.registration.domain.cohort import CohortChanges
from services.registration.domain.errors import RegistrationError
from services.registration.domain.sessions.session import SessionChanges
from tests.support.caller import acting
from tests.support.registration import NOW, OrganiserDriver, an_applicant

pytestmark = pytest.mark.every_postgres

# Each statement checks one invariant of the whole database and must find no row.
BROKEN = {
    "a counter that is not what is taken": """
        select n.session_id from seat_count n
         where n.taken <> (select count(*) from seat s where s.session_id = n.session_id and s.status = 'confirmed')""",
    "somebody who waits while there is room": """
        select n.session_id from seat_count n join session s on s.id = n.session_id join cohort c on c.id = s.cohort_id
         where n.taken < coalesce(s.capacity, c.capacity, 1000000) and c.status in ('open', 'closed')
           and exists (select from seat w where w.session_id = n.session_id and w.status = 'waiting')""",
    "a registration that is not what its seats say": """
        select r.id from registration r
         where r.status <> case when exists (select from seat s where s.registration_id = r.id and s.status = 'confirmed') then 'registered'
                                when exists (select from seat s where s.registration_id = r.id and s.status = 'waiting') then 'waiting'
                                else 'withdrawn' end""",
    "a registration whose newest version was not told": """
        select r.id from registration r
         where not exists (select from outbox o where o.kind = 'registration'
                             and convert_from(o.payload, 'UTF8')::jsonb ->> 'id' = r.id::text
                             and (convert_from(o.payload, 'UTF8')::jsonb ->> 'version')::int = r.version)""",
    "a version that was told twice": """
        select convert_from(payload, 'UTF8')::jsonb ->> 'id' from outbox
         group by 1, convert_from(payload, 'UTF8')::jsonb ->> 'version', kind having count(*) > 1""",
}


async def broken_rules(organiser: OrganiserDriver) -> dict[str, int]:
    found = {name: len(await organiser.pool.fetch(rule)) for name, rule in BROKEN.items()}
    return {name: count for name, count in found.items() if count}


@pytest.mark.parametrize("seed", [1, 2])
async def test_simultaneous_actions_of_every_kind_break_no_invariant(organiser: OrganiserDriver, seed: int):
    dice = random.Random(seed)
    where = (organiser.pool, organiser.organiser_id)
    school = await organiser.organisation("Skolan")
    for n in range(12):
        await organiser.person(f"Rektor {n}", school, "rektor")
        await organiser.person(f"Lärare {n}", school, "lärare")
    cohort = await organiser.cohort(capacity=6)
    sessions = [
        await organiser.session(cohort, title=f"Träff {n}", capacity=dice.choice([None, 4])) for n in range(5)
    ]
    await organiser.rule(cohort, await organiser.audience(roles=["rektor"]))
    called = await organiser.rule(cohort, await organiser.audience(roles=["lärare"]), kind="kallelse")
    early = [await organiser.register(cohort, f"tidig{n}@skola.example") for n in range(10)]
    await invite(*acting(where, now=NOW), cohort, invitation_rule_ids=None)
    invited = [row["id"] for row in (await organiser.invitations(cohort)).values()]

    def some_sessions() -> list:
        return dice.sample(sessions, dice.randint(1, len(sessions)))

    async def reply(invitation):
        await answer(
            *acting(where, now=NOW), invitation, answer=dice.choice(["yes", "no", "substitute"]), session_ids=dice.choice([None, some_sessions()]),
            substitute=an_applicant(f"ers{dice.randint(0, 8)}@skola.example"), message=None, details=None,
        )  # fmt: skip

    async def resize(session):
        changes = SessionChanges(capacity=dice.choice([None, 3, 8]))
        await change_session(
            *acting(where, now=NOW), session, changes, version=None, silent=False, reason=None
        )

    async def resize_all():
        await change_cohort(
            *acting(where, now=NOW), cohort, CohortChanges(capacity=dice.choice([3, 5, 9])), version=None
        )

    async def reopen():
        await close(*acting(where, now=NOW), cohort)
        await publish(*acting(where, now=NOW), cohort)

    async def note_all_present(session):
        people = await organiser.pool.fetch(
            "select distinct r.person_id from registration r join seat s on s.registration_id = r.id where s.session_id = $1",
            session,
        )
        await note(*acting(where, now=NOW), session, [(row["person_id"], "present") for row in people])

    calls = [
        *(reply(invitation_id) for invitation_id in invited * 2),
        *(organiser.register(cohort, f"sen{n % 20}@skola.example", some_sessions()) for n in range(40)),
        *(organiser.register(cohort, f"rektor.{n}@kommun.example", some_sessions()) for n in range(6)),
        *(
            withdraw(
                *acting(where, now=NOW), registration_id, session_ids=dice.choice([None, some_sessions()])
            )
            for registration_id in early
        ),
        *(
            change_dates(*acting(where, now=NOW), registration_id, session_ids=some_sessions())
            for registration_id in early
        ),
        *(resize(session) for session in sessions * 2),
        *(resize_all() for _ in range(3)),
        *(note_all_present(session) for session in sessions),
        reopen(),
        invite(*acting(where, now=NOW), cohort, invitation_rule_ids=[called]),
    ]
    dice.shuffle(calls)
    results = await asyncio.gather(*calls, return_exceptions=True)

    assert [
        result
        for result in results
        if isinstance(result, BaseException) and not isinstance(result, RegistrationError)
    ] == []
    assert sum(not isinstance(result, BaseException) for result in results) > len(results) / 2
    assert await broken_rules(organiser) == {}
    await cancel(*acting(where, now=NOW), cohort)
    assert await broken_rules(organiser) == {}
