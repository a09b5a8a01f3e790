"""Rows behind the states of a participant's pages: a series with an invitation, and later changes."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.registration.actions.invitations import invite
from services.registration.actions.sessions import cancel_session
from tests.support.caller import a_caller
from tests.support.pages.client import Clock, Site
from tests.support.registration import NOW

KARIN = "Karin Lindgren"
RESPOND_BY = date(2026, 1, 20)
DATES = (
    datetime(2026, 2, 3, 8, 0, tzinfo=UTC),
    datetime(2026, 3, 17, 8, 0, tzinfo=UTC),
    datetime(2026, 5, 7, 7, 0, tzinfo=UTC),
    datetime(2026, 9, 8, 7, 0, tzinfo=UTC),
)


@dataclass
class SeriesBuilder:
    """Builds a series with an invitation; tests name only what differs."""

    site: Site
    clock: Clock
    cohort_id: UUID = field(init=False)
    sessions: list[UUID] = field(default_factory=list)

    async def dress(self) -> None:
        """Give the organiser a colour, and the programme texts and a contact."""
        organiser = self.site.organiser
        contact = await organiser.pool.fetchval(
            """insert into contact (organiser_id, id, label, title, email, phone)
               values ($1, gen_random_uuid(), 'Maria Ekström', 'verksamhetsutvecklare', 'kontakt@ruc.example', '070-174 06 05')
               returning id""",
            organiser.organiser_id,
        )
        await organiser.pool.execute(
            "update organiser set name = 'Regionalt utvecklingscentrum', short_name = 'RUC', accent = '#0b5563' where id = $1",
            organiser.organiser_id,
        )
        await organiser.pool.execute(
            """update programme set title = 'Att leda forskningsbaserad skolutveckling', contact_id = $2,
                 summary = 'Ett regionalt kollegialt lärande om hur skolhuvudmän leder och styr en hållbar skolutveckling.',
                 reservation = 'Med reservation för ändringar.', extra = '{"price_sek": 0}' where id = $1""",
            organiser.programme_id,
            contact,
        )

    async def series(self, count: int = 4, **cohort: Any) -> UUID:
        """Create a cohort of digital sessions."""
        self.cohort_id = await self.site.organiser.cohort(**cohort)
        for number in range(1, count + 1):
            starts_at = DATES[number - 1]
            await self.add(
                title=f"Lärträff {number}", number=number, form="lärträff", mode="digital", starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=3), join_url="https://meet.example/rum",
            )  # fmt: skip
        return self.cohort_id

    async def add(self, **fields: Any) -> UUID:
        self.sessions.append(await self.site.organiser.session(self.cohort_id, **fields))
        return self.sessions[-1]

    async def invited(self, name: str = KARIN, **rule: Any) -> str:
        """Invite a person to the whole series and return their link."""
        organiser = self.site.organiser
        nora = await organiser.organisation(
            f"Hallsbergs kommun {len(await organiser.invitations(self.cohort_id)) or ''}".strip()
        )
        await organiser.person(name, nora, "skolchef")
        audience = await organiser.audience(organisations=[nora], roles=["skolchef"])
        fields = {"respond_by": RESPOND_BY, "waiting_list": True, "substitutes_allowed": True} | rule
        await organiser.rule(self.cohort_id, audience, **fields)
        await invite.invite(
            organiser.pool,
            a_caller(organiser.organiser_id, now=NOW),
            self.cohort_id,
            invitation_rule_ids=None,
        )
        return await self.site.invitation_link(self.cohort_id, name)

    async def protect(self, name: str = KARIN) -> None:
        await self.site.organiser.pool.execute(
            "update person set protected_identity = true where name = $1", name
        )

    async def fill(self, session_id: UUID, capacity: int = 1) -> None:
        """Take every seat of a session."""
        organiser = self.site.organiser
        await organiser.pool.execute("update session set capacity = $2 where id = $1", session_id, capacity)
        for number in range(capacity):
            await organiser.register(self.cohort_id, f"annan{number}@skola.example", [session_id])

    async def cancel(self, session_id: UUID, reason: str | None = "föreläsaren är sjuk") -> None:
        organiser = self.site.organiser
        await cancel_session.cancel(
            organiser.pool, a_caller(organiser.organiser_id, now=self.clock.now), session_id, reason=reason
        )

    async def said_yes(self, link: str, session_ids: list[UUID] | None = None) -> str:
        """Answer yes on the page and return the link to the participant's page."""
        chosen = [str(session_id) for session_id in session_ids or self.sessions]
        return (await self.site.post(link, {"answer": "yes", "session_ids": chosen})).partition("?")[0]
