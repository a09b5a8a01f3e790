"""Compares the rows of the database and the events to notify with the reference model."""

from typing import Any

import msgspec
from asyncpg import Record

from services.registration.store.health import invariants
from shared import events
from tests.model.registration_machine import Machine

_DECODER = msgspec.json.Decoder(events.Event)

# The current rows of each table; positions order a queue.
SEATS = """
select s.session_id, r.person_id, s.status
  from seat s join registration r on r.id = s.registration_id
 where s.organiser_id = $1 and s.status <> 'withdrawn'
 order by s.session_id, s.position nulls first, s.id
"""
REGISTRATIONS = "select id, person_id, status, version from registration where organiser_id = $1"
INVITATIONS = "select id, invitation_rule_id, person_id, status, session_ids, version from invitation where organiser_id = $1"
OUTBOX_ROWS = "select seq, payload from outbox where organiser_id = $1 and seq > $2 order by seq"


class RegistrationComparison(Machine):
    """Compares the database and the events with the model."""

    async def _compare(self) -> None:
        async with self.pool.acquire() as conn:
            seats = await conn.fetch(SEATS, self.organiser.organiser_id)
            registrations = await conn.fetch(REGISTRATIONS, self.organiser.organiser_id)
            invitations = await conn.fetch(INVITATIONS, self.organiser.organiser_id)
            outbox_rows = await conn.fetch(OUTBOX_ROWS, self.organiser.organiser_id, self.read_to)
            broken = {name: count for name, count, is_kept in await invariants.count(conn) if not is_kept}
        assert broken == {}
        who = {person_id: n for n, person_id in enumerate(self.person_ids)}
        for n, meeting in enumerate(self.model.meetings):
            here = [row for row in seats if row["session_id"] == self.meeting_ids[n]]
            seated = [who[row["person_id"]] for row in here if row["status"] == "confirmed"]
            queue = [who[row["person_id"]] for row in here if row["status"] == "waiting"]
            assert (n, sorted(seated), queue) == (n, sorted(meeting.seated), meeting.queue)
        live = {who[row["person_id"]]: row for row in registrations if row["status"] != "withdrawn"}
        assert {n: row["status"] for n, row in live.items()} == {
            n: self.model.status_of(n) for n in self.model.registered
        }
        self.registration_ids |= {n: row["id"] for n, row in live.items()}
        found = {
            (self.rule_ids.index(row["invitation_rule_id"]), who[row["person_id"]]): row
            for row in invitations
        }
        assert {key: row["status"] for key, row in found.items()} == self.model.answers
        assert {
            key: sorted(self.meeting_ids.index(session_id) for session_id in row["session_ids"])
            for key, row in found.items()
        } == {key: sorted(to) for key, to in self.model.invitations.items()}
        self.invitation_ids = {key: row["id"] for key, row in found.items()}
        self._nobody_waits_where_there_is_room()
        self._notify_knows(outbox_rows, seats, registrations, invitations)

    def _nobody_waits_where_there_is_room(self) -> None:
        model = self.model
        for n, meeting in enumerate(model.meetings):
            if model.status in {"open", "closed"} and meeting.is_ahead(model.now):
                assert not (meeting.queue and model._has_room(n))

    def _notify_knows(
        self,
        outbox_rows: list[Record],
        seats: list[Record],
        registrations: list[Record],
        invitations: list[Record],
    ) -> None:
        """The newest event of each thing, by version, matches the database."""
        for row in outbox_rows:
            event = _DECODER.decode(row["payload"])
            self.read_to = row["seq"]
            before = self.newest_events.get(event.id)
            assert before is None or event.version > before.version, "a version that does not rise"
            self.newest_events[event.id] = event
        who = {row["person_id"]: row["id"] for row in registrations if row["status"] != "withdrawn"}
        in_database = {(who[row["person_id"]], row["session_id"]): row["status"] for row in seats}
        in_events = {
            (event.id, seat.session_id): seat.status
            for event in self.newest_events.values()
            if isinstance(event, events.Registration)
            for seat in event.seats
            if seat.status != "withdrawn"
        }
        assert in_events == in_database
        for row in (*registrations, *invitations):
            newest: Any = self.newest_events[row["id"]]
            assert (newest.version, newest.status) == (
                row["version"],
                row["status"],
            )
        for n, meeting in enumerate(self.model.meetings):
            session = self.newest_events[self.meeting_ids[n]]
            assert isinstance(session, events.Session)
            assert (session.status == "cancelled", session.starts_at) == (
                meeting.is_cancelled,
                meeting.starts_at,
            )
        cohort = self.newest_events[self.cohort_id]
        assert isinstance(cohort, events.Cohort)
        assert cohort.status == self.model.status
