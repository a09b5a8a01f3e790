"""Builders for registration: creates rows through the real actions."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.cohorts import create_cohort, publish_cohort
from services.registration.actions.directory import change_person
from services.registration.actions.invitations import create_invitation_rule
from services.registration.actions.registrations import register
from services.registration.actions.registrations.registration_batcher import RegistrationBatcher
from services.registration.actions.sessions import create_session
from services.registration.domain.cohort import NewCohort
from services.registration.domain.directory.audience import Audience
from services.registration.domain.directory.person import NewPerson, Position
from services.registration.domain.invitation import NewInvitationRule
from services.registration.domain.registration import Applicant
from services.registration.domain.sessions.session import NewSession
from services.registration.store import registrations
from services.registration.store.directory import audiences
from shared import events, ids, swedish
from shared.postgres import Pool
from shared.reminders import ReminderRule
from shared.snapshot import Snapshot
from tests.support.caller import a_caller
from tests.support.servers import Database

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
SOON = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)  # 13.00 in Sweden
TODAY = NOW.date()

_DECODER = msgspec.json.Decoder(events.Event)


@dataclass
class OrganiserDriver:
    """One organiser with a programme, as its coordinator sees it."""

    pool: Pool
    organiser_id: UUID
    programme_id: UUID
    made: Counter[UUID] = field(default_factory=Counter)  # sessions, by cohort
    batcher: RegistrationBatcher = field(init=False)

    def __post_init__(self) -> None:
        self.batcher = RegistrationBatcher(self.pool)

    async def cohort(self, *, is_open: bool = True, **changes: Any) -> UUID:
        """Create a cohort, by default an open one."""
        fields: dict[str, Any] = {"programme_id": self.programme_id, "name": "Våren"} | changes
        rules = msgspec.convert(fields.get("reminders", ()), tuple[ReminderRule, ...])
        new = NewCohort(**fields | {"reminders": rules})
        cohort_id = await create_cohort.create(self.pool, a_caller(self.organiser_id), new)
        if is_open:
            await publish_cohort.publish(self.pool, a_caller(self.organiser_id, now=NOW), cohort_id)
        return cohort_id

    async def session(self, cohort_id: UUID, **changes: Any) -> UUID:
        """Create a session, by default in three weeks, 13.00 to 15.00; each further one of a cohort a week later."""
        starts_at = SOON + timedelta(weeks=self.made[cohort_id])
        self.made[cohort_id] += 1
        plain: dict[str, Any] = {
            "title": "Träff",
            "starts_at": starts_at,
            "ends_at": starts_at.replace(hour=14),
        }
        if "on" in changes or changes.get("starts_at", SOON) is None:
            plain = {"title": "Träff"}
        elif "starts_at" in changes:
            plain = {"title": "Träff", "ends_at": None}
        new = NewSession(**plain | changes)
        return await create_session.create(self.pool, a_caller(self.organiser_id, now=NOW), cohort_id, new)

    async def register(
        self,
        cohort_id: UUID,
        email: str,
        session_ids: Sequence[UUID] | None = None,
        *,
        now: datetime = NOW,
        **changes: Any,
    ) -> UUID:
        """Register a person."""
        return await register.register(
            self.batcher,
            a_caller(self.organiser_id, now=now),
            cohort_id,
            an_applicant(email, **changes),
            session_ids=session_ids,
            answers={},
        )

    async def seats(self, registration_id: UUID) -> dict[UUID, str]:
        """Status of a registration in each session, by its latest seat."""
        async with self.pool.acquire() as conn:
            found = await registrations.list_seats(conn, self.organiser_id, [registration_id])
        return {seat.session_id: seat.status for seat in found.get(registration_id, [])}

    async def status(self, registration_id: UUID) -> str:
        async with self.pool.acquire() as conn:
            return (await registrations.get(conn, self.organiser_id, registration_id)).status

    async def in_session(self, session_id: UUID) -> dict[str, str]:
        """Seat status in a session, by address."""
        rows = await self.pool.fetch(
            """select p.email, s.status from seat s join registration r on r.id = s.registration_id
                 join person p on p.id = r.person_id where s.session_id = $1 and s.status <> 'withdrawn'""",
            session_id,
        )
        return {row["email"]: row["status"] for row in rows}

    async def taken(self, session_id: UUID) -> int:
        return await self.pool.fetchval("select taken from seat_count where session_id = $1", session_id)

    async def organisation(self, name: str, **changes: Any) -> UUID:
        organisation_id = ids.new()
        values = {"type": None, "parent_id": None, "municipality_code": None, "county_code": None} | changes
        await self.pool.execute(
            """insert into organisation (organiser_id, id, name, name_sort, name_search, type, parent_id, municipality_code, county_code)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            self.organiser_id,
            organisation_id,
            name,
            swedish.sort_key(name),
            swedish.search_key(name),
            values["type"],
            values["parent_id"],
            values["municipality_code"],
            values["county_code"],
        )
        return organisation_id

    async def person(
        self,
        name: str,
        organisation_id: UUID | None = None,
        role: str | None = None,
        *,
        group: str | None = None,
        from_on: date | None = None,
        until_on: date | None = None,
    ) -> UUID:
        """Create a person with an address made from the name, and a position if an organisation is given."""
        positions = (
            [
                Position(
                    organisation_id=organisation_id,
                    role=role,
                    group=group,
                    from_on=from_on,
                    until_on=until_on,
                )
            ]
            if organisation_id
            else []
        )
        new = NewPerson(
            name=name,
            email=f"{swedish.search_key(name).replace(' ', '.')}@kommun.example",
            positions=tuple(positions),
        )
        return await change_person.create(self.pool, a_caller(self.organiser_id), new)

    async def audience(self, **changes: Any) -> UUID:
        audience = Audience(organiser_id=self.organiser_id, id=ids.new(), **{"name": "Alla"} | changes)
        async with self.pool.acquire() as conn:
            await audiences.insert(conn, audience)
        return audience.id

    async def rule(self, cohort_id: UUID, audience_id: UUID, **fields: Any) -> UUID:
        new = NewInvitationRule(cohort_id=cohort_id, audience_id=audience_id, **fields)
        return await create_invitation_rule.create(self.pool, a_caller(self.organiser_id), new)

    async def invitations(self, cohort_id: UUID) -> dict[str, Any]:
        """Invitations of a cohort, by the person's name."""
        rows = await self.pool.fetch(
            """select p.name, i.id, i.status, i.session_ids, i.role, i.organisation, i.message, i.version
                 from invitation i join person p on p.id = i.person_id where i.cohort_id = $1 order by i.id""",
            cohort_id,
        )
        return {row["name"]: row for row in rows}

    async def told(self, kind: type[Snapshot] | None = None) -> list[Any]:
        """The organiser's events in the outbox, in order; with `kind`, only those of this class."""
        rows = await self.pool.fetch(
            "select payload from outbox where organiser_id = $1 order by seq", self.organiser_id
        )
        found = [_DECODER.decode(row["payload"]) for row in rows]
        return [event for event in found if kind is None or isinstance(event, kind)]


def an_applicant(email: str = "anna@skola.example", name: str = "Anna Ek", **changes: Any) -> Applicant:
    return Applicant(**{"name": name, "email": email} | changes)


@asynccontextmanager
async def open_organiser(
    database: Database, slug: str = "prov", *, size: int = 10
) -> AsyncIterator[OrganiserDriver]:
    """An organiser in the test's own database, connected as the service is."""
    pool = await database.pools.get(database.registration_url, "registration", size=size)
    yield await an_organiser(pool, slug)


async def an_organiser(pool: Pool, slug: str = "prov") -> OrganiserDriver:
    organiser_id, programme_id = ids.new(), ids.new()
    await pool.execute(
        "insert into organiser (id, slug, name) values ($1, $2, $3)", organiser_id, slug, "Provkontoret"
    )
    await pool.execute(
        "insert into programme (organiser_id, id, title) values ($1, $2, 'Att leda')",
        organiser_id,
        programme_id,
    )
    return OrganiserDriver(pool, organiser_id, programme_id)
