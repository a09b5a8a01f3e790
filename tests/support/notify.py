"""Builders for notify: snapshots, read models, and an in-memory ledger."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec

from services.notify.domain import plan as planning
from services.notify.domain.calendar_state import entries_after
from services.notify.domain.communicated import (
    REPLAYED,
    CalendarEntry,
    CommunicatedState,
    PlannedDelivery,
    StoredDelivery,
)
from services.notify.domain.unit_state import UnitState, session_facts
from shared.events import (
    Cohort,
    Contact,
    Enquiry,
    Invitation,
    Organiser,
    Person,
    Programme,
    Registration,
    Seat,
    Session,
    ToNotify,
)
from shared.notice_events import Opening, StaffLink
from shared.reminders import ReminderRule

NOW = datetime(2021, 1, 4, 9, tzinfo=UTC)
LONG_AGO = datetime(2020, 10, 1, 8, tzinfo=UTC)


def an_id(name: str) -> UUID:
    """Return the same id for the same name."""
    return uuid5(UUID(int=0), name)


ORGANISER_ID = an_id("organiser")
COHORT_ID = an_id("cohort")
PROGRAMME_ID = an_id("programme")


def an_organiser(**changes: Any) -> Organiser:
    return Organiser(
        **{
            "organiser_id": ORGANISER_ID,
            "id": ORGANISER_ID,
            "epoch": 1,
            "version": 1,
            "slug": "ruc",
            "name": "Regionalt utvecklingscentrum",
            **changes,
        }
    )


def a_programme(**changes: Any) -> Programme:
    return Programme(
        **{
            "organiser_id": ORGANISER_ID,
            "id": PROGRAMME_ID,
            "epoch": 1,
            "version": 1,
            "title": "Att leda skolutveckling",
            "contact": Contact(label="Kursens kontakt", email="kontakt@ruc.example"),
            **changes,
        }
    )


def a_cohort(**changes: Any) -> Cohort:
    return Cohort(
        **{
            "organiser_id": ORGANISER_ID,
            "id": COHORT_ID,
            "epoch": 1,
            "version": 1,
            "programme_id": PROGRAMME_ID,
            "name": "Omgång 1",
            "status": "open",
            **changes,
        }
    )


def a_session(number: int = 1, **changes: Any) -> Session:
    """Session 1 is on 20 January 2021, the others two weeks apart, 9.00-12.00 in Sweden."""
    starts_at = datetime(2021, 1, 20, 8, tzinfo=UTC) + timedelta(weeks=2 * (number - 1))
    return Session(
        **{
            "organiser_id": ORGANISER_ID,
            "id": an_id(f"session {number}"),
            "epoch": 1,
            "version": 1,
            "cohort_id": COHORT_ID,
            "status": "scheduled",
            "title": f"Lärträff {number}",
            "number": number,
            "form": "lärträff",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=3),
            "mode": "digital",
            "has_join_url": True,
            "timed_at": LONG_AGO,
            **changes,
        }
    )


def undated(number: int = 1, **changes: Any) -> Session:
    """A session with only a term."""
    return a_session(number, **{"starts_at": None, "ends_at": None, "term": "VT2021", **changes})


def a_person(name: str = "Karin Holm", **changes: Any) -> Person:
    return Person(
        **{
            "organiser_id": ORGANISER_ID,
            "id": an_id(name),
            "epoch": 1,
            "version": 1,
            "name": name,
            "email": f"{name.split(maxsplit=1)[0].lower()}@nora.example",
            **changes,
        }
    )


def a_seat(number: int = 1, who: str = "Karin Holm", **changes: Any) -> Seat:
    return Seat(
        **{
            "id": an_id(f"seat {number} {who}"),
            "session_id": an_id(f"session {number}"),
            "status": "confirmed",
            "since": NOW,
            **changes,
        }
    )


def a_registration(*seats: Seat, who: str = "Karin Holm", **changes: Any) -> Registration:
    return Registration(
        **{
            "organiser_id": ORGANISER_ID,
            "id": an_id(f"registration {who}"),
            "epoch": 1,
            "version": 1,
            "cohort_id": COHORT_ID,
            "person_id": an_id(who),
            "status": "registered",
            "origin": "form",
            "registered_at": NOW,
            "seats": seats or (a_seat(),),
            **changes,
        }
    )


def an_enquiry(**changes: Any) -> Enquiry:
    """Nora asks for a course; the programme's contact receives it."""
    return Enquiry(
        **{
            "organiser_id": ORGANISER_ID,
            "id": an_id("enquiry"),
            "epoch": 1,
            "version": 1,
            "subject": "En halvdag om bedömning",
            "organisation": "Nora kommun",
            "name": "Karin Holm",
            "email": "karin@nora.example",
            "language": "en",
            "asked_at": NOW,
            "to": Contact(label="Kursens kontakt", email="kontakt@ruc.example"),
            **changes,
        }
    )


def an_opening(**changes: Any) -> Opening:
    """Karin gets the mail that registration has opened."""
    return Opening(
        **{
            "organiser_id": ORGANISER_ID,
            "id": an_id("opening"),
            "epoch": 1,
            "version": 1,
            "email": "karin@nora.example",
            "language": "sv",
            "title": "Nätverk för förstelärare",
            "cohort_slug": "varen-2021",
            "opened_at": NOW,
            **changes,
        }
    )


def a_staff_link(**changes: Any) -> StaffLink:
    """Maria, who is let in as staff, gets a link for choosing a password."""
    return StaffLink(
        **{
            "organiser_id": ORGANISER_ID,
            "id": an_id("staff"),
            "epoch": 1,
            "version": 1,
            "email": "maria@ruc.example",
            "language": "sv",
            "generation": 1,
            "name": "Maria Lund",
            **changes,
        }
    )


def an_invitation(*numbers: int, who: str = "Karin Holm", **changes: Any) -> Invitation:
    return Invitation(
        **{
            "organiser_id": ORGANISER_ID,
            "id": an_id(f"invitation {who}"),
            "epoch": 1,
            "version": 1,
            "cohort_id": COHORT_ID,
            "person_id": an_id(who),
            "form": "inbjudan",
            "status": "queued",
            "session_ids": tuple(an_id(f"session {number}") for number in numbers or (1,)),
            "invited_at": NOW,
            "respond_by": date(2021, 1, 15),
            **changes,
        }
    )


def newer(event: ToNotify, **changes: Any) -> Any:
    """Return the next version of a snapshot."""
    return msgspec.structs.replace(event, version=event.version + 1, **changes)


def day_before() -> ReminderRule:
    return ReminderRule(days_before=1)


class UnitInMemory:
    """One unit of notify in memory: takes snapshots, plans, and sends mails on request."""

    def __init__(self, *events: ToNotify, now: datetime = NOW) -> None:
        self.now = now
        self.known: dict[tuple[type, UUID], ToNotify] = {}
        self.rows: dict[str, StoredDelivery] = {}
        self.entries: dict[UUID, CalendarEntry] = {}
        self.earlier: dict[
            UUID, CalendarEntry
        ] = {}  # what other registrations of the person told, by session
        self.sent: list[StoredDelivery] = []
        self.replayed_at: datetime | None = None
        self.take(*events)

    def take(self, *events: ToNotify) -> None:
        """Keep the newest snapshot of each thing, and plan."""
        for event in events:
            key = (type(event), event.id)
            before = self.known.get(key)
            if before is None or (event.epoch, event.version) > (before.epoch, before.version):
                self.known[key] = event
        self.plan()

    def unit_state(self) -> UnitState:
        def one(kind: type) -> Any:
            return next((event for (of, _), event in self.known.items() if of is kind), None)

        return UnitState(
            organiser=one(Organiser),
            programme=one(Programme),
            cohort=one(Cohort),
            person=one(Person),
            sessions={
                key: session_facts(event)
                for (_, key), event in self.known.items()
                if isinstance(event, Session)
            },
            invitation=one(Invitation),
            registration=one(Registration),
            notice=one(Enquiry) or one(Opening),
            replayed_at=self.replayed_at,
        )

    def plan(self) -> None:
        """Update the ledger, as the store does."""
        communicated = CommunicatedState(
            rows=dict(self.rows), entries=dict(self.entries), earlier=dict(self.earlier)
        )
        made = planning.plan(self.unit_state(), communicated, self.now)
        for planned in made.insert:
            assert planned.key not in self.rows
            self._put(planned, "planned", None)
        for planned in made.adopted:
            self._put(planned, "cancelled", REPLAYED)
        for row, planned in made.amend:
            assert not row.is_fixed
            self._put(planned, "planned", None)
        for row in made.cancel:
            self.rows[row.key] = msgspec.structs.replace(row, status="cancelled", last_answer="no longer so")
        for entry in made.entries:
            self.entries[entry.seat_id] = entry

    def _put(self, planned: PlannedDelivery, status: Any, answer: str | None) -> None:
        self.rows[planned.key] = StoredDelivery(
            id=self.rows[planned.key].id if planned.key in self.rows else UUID(int=len(self.rows)),
            key=planned.key,
            kind=planned.kind,
            status=status,
            due_at=planned.due_at or self.now,
            seat_id=planned.seat_id,
            expires_at=planned.expires_at,
            last_answer=answer,
            payload=planned.payload,
        )

    def due(self) -> list[StoredDelivery]:
        """The deliveries that are due."""
        return [row for row in self.rows.values() if row.status == "planned" and row.due_at <= self.now]

    def waiting(self) -> list[str]:
        """The keys of planned deliveries, due now or later."""
        return sorted(row.key for row in self.rows.values() if row.status == "planned")

    def fix(self, key: str, status: Any = "sent") -> None:
        """Fix the bytes of one delivery and set its status."""
        row, person = self.rows[key], self.unit_state().person
        to_address = row.payload.to or (person.email if person else None)
        self.rows[key] = msgspec.structs.replace(row, status=status, is_fixed=True, to_address=to_address)
        registration = self.unit_state().registration
        if registration is not None:
            entries = entries_after(
                self.unit_state(), registration, self.entries, row.payload, address="m+1@x.example"
            )
            self.entries |= {entry.seat_id: entry for entry in entries}
        self.sent.append(self.rows[key])

    def fail(self, key: str) -> None:
        """End a delivery that could not be made, for want of an address; it counts as told."""
        self.fix(key)
        del self.sent[-1]
        self.rows[key] = msgspec.structs.replace(
            self.rows[key], status="failed", is_fixed=False, to_address=None
        )

    def dispose(self) -> None:
        """Forget the bytes of mails that have ended, as after an erasure in the cohort."""
        for row in list(self.rows.values()):
            if row.status in {"sent", "failed", "bounced", "cancelled"}:
                self.rows[row.key] = msgspec.structs.replace(row, is_fixed=False)

    def send(self) -> list[str]:
        """Send everything due, plan again, and return the keys of the sent deliveries."""
        before = len(self.sent)
        for row in self.due():
            self.fix(row.key)
        self.plan()
        return sorted(row.key for row in self.sent[before:])
