"""One person in a cohort, as the pages about them need it: invitations, seats, and seats that substitutes have."""

from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.cohort import Cohort
from services.registration.domain.directory.person import Person
from services.registration.domain.errors import NotFound
from services.registration.domain.invitation import Invitation
from services.registration.domain.options import is_ahead
from services.registration.domain.sessions.session import Session
from services.registration.store import cohorts, invitations, sessions, substitutes
from services.registration.store.directory import people, person_mails
from services.registration.store.directory.person_mails import NOTHING_KNOWN, KnownMail
from services.registration.store.substitutes import GivenSeat
from services.registration.store.transaction import reading
from services.registration.store.views.api import registrations
from services.registration.store.views.staff import calendar_answers
from services.registration.web.admin.cohorts.cohort_fields import cohort_path
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import in_time_order
from services.registration.web.kit.layout import Link
from shared import times
from shared.postgres import Conn

_BEFORE_ALL: Final = UUID(int=0)


class KnownParticipant(msgspec.Struct, frozen=True, kw_only=True):
    """`registration`: the newest, as the API shows it. `given`: seats of theirs that substitutes have. `unsure_about`: sessions to which they answered "maybe"."""

    cohort: Cohort
    person: Person
    name: str
    sessions: list[Session]
    invitations: list[Invitation]
    registration: dict[str, Any] | None  # Any: a row
    given: list[GivenSeat]
    mail: KnownMail
    unsure_about: frozenset[UUID]

    @property
    def path(self) -> str:
        return f"/omgangar/{self.cohort.id}/person/{self.person.id}"

    @property
    def registration_id(self) -> UUID:
        """The id of their registration; raises `NotFound`."""
        if self.registration is None:
            raise NotFound("registration")
        found: UUID = self.registration["id"]
        return found

    def seats(self) -> dict[UUID, dict[str, Any]]:  # Any: a row
        """Their seats by session, withdrawn ones too."""
        rows = self.registration["seats"] if self.registration else []
        return {UUID(row["session_id"]): row for row in rows}

    def held(self, request: StaffRequest) -> list[Session]:
        """The sessions ahead in which they have a seat or wait."""
        seats = self.seats()
        return [
            session
            for session in self.sessions
            if is_ahead(session, request.caller.now)
            and session.id in seats
            and seats[session.id]["status"] != "withdrawn"
        ]

    def away(self, request: StaffRequest) -> list[Session]:
        """Those of them in the time in which the person is away; all where no end of it is said."""
        today = times.local(request.caller.now).date()
        if not self.mail.is_away(today):
            return []
        held = self.held(request)
        return [one for one in held if self.mail.away_until is None or self.mail.is_away_on(one.on)]

    def handed_over(self, request: StaffRequest) -> list[Session]:
        """The sessions ahead in which a substitute has their seat."""
        has = {seat.session_id for seat in self.given}
        return [
            session
            for session in self.sessions
            if session.id in has and is_ahead(session, request.caller.now)
        ]


async def read_participant(request: StaffRequest) -> KnownParticipant:
    """The person of the path; raises `NotFound`, also for one whom this role does not see."""
    person_id: UUID = request.path_params["person_id"]
    organiser_id, sees = request.caller.organiser_id, request.caller.sees_protected
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, organiser_id, request.id)
        person = await people.get(conn, organiser_id, person_id, sees_protected=sees)
        invited = await invitations.list_after(conn, organiser_id, cohort_id=cohort.id, person_id=person_id)
        registration = await _registration(conn, request, cohort.id, person_id)
        unsure = await calendar_answers.unsure(conn, organiser_id, cohort.id, [person_id])
        given = await substitutes.list_given(conn, organiser_id, cohort.id, person_id)
        mail = await person_mails.find(conn, organiser_id, person_id)
        found = await sessions.list_after(conn, organiser_id, cohort_id=cohort.id)
    if not invited and registration is None:
        raise NotFound("person")
    is_masked = person.protected_identity
    return KnownParticipant(
        cohort=cohort,
        person=person,
        name=request.words.staff_cohort.protected if is_masked else person.name,
        sessions=in_time_order(found),
        invitations=invited,
        registration=registration,
        given=list(given),
        mail=NOTHING_KNOWN if is_masked else mail,
        unsure_about=frozenset(session_id for _, session_id in unsure),
    )


async def _registration(
    conn: Conn, request: StaffRequest, cohort_id: UUID, person_id: UUID
) -> dict[str, Any] | None:  # Any: a row
    rows = await registrations.list_after(
        conn,
        request.caller.organiser_id,
        after=_BEFORE_ALL,
        limit=20,
        sees_protected=True,
        cohort_id=cohort_id,
        person_id=person_id,
    )
    live = [row for row in rows if row["status"] != "withdrawn"]
    return (live or rows)[-1] if rows else None


def participant_path(request: StaffRequest, known: KnownParticipant) -> tuple[Link, ...]:
    """The way to a page below a person of a cohort."""
    return (*cohort_path(request, known.cohort), Link(known.name, request.address(known.path)))
