"""Checks that the mails have told every recipient the newest state."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import Record

from services.notify.commands import check
from services.notify.store import calendar_entries
from shared.events import Invitation, Registration, Seat, Session
from shared.postgres import Pool
from tests.support.calendar_readers import read_with_libical

LOST = {"withdrawn", "cancelled"}
ROWS = """
select key, kind, status, seat_id, message_id, message, last_answer, payload::text as payload
  from delivery where organiser_id = $1
"""


class NotifyComparison:
    """Compares the mails that arrived with the newest snapshots."""

    pool: Pool
    database_url: str
    organiser_id: UUID
    newest: dict[UUID, Any]  # snapshots by id
    arrived: dict[str, bytes]  # mails by delivery key

    async def _recipients_know_the_newest_snapshots(self) -> None:
        assert [invariant for invariant in await check.run(self.database_url) if not invariant[2]] == []
        rows = {row["key"]: row for row in await self.pool.fetch(ROWS, self.organiser_id)}
        payloads = {key: msgspec.json.decode(rows[key]["payload"]) for key in self.arrived}
        keys_by_seat: dict[str, set[str]] = defaultdict(set)
        in_calendar: dict[str, tuple[int, str | None, bytes]] = {}
        for key, payload in payloads.items():
            for seat_id in payload.get("seats", ()):
                keys_by_seat[seat_id].add(key)
            if payload.get("seat"):
                latest = in_calendar.get(payload["seat"], (-1, "", b""))
                assert latest[0] != payload["sequence"], "a sequence used twice"
                in_calendar[payload["seat"]] = max(
                    latest, (payload["sequence"], payload["method"], self.arrived[key])
                )
        registrations = [one for one in self.newest.values() if isinstance(one, Registration)]
        async with self.pool.acquire() as conn:
            found = await calendar_entries.of_registrations(
                conn, self.organiser_id, [one.id for one in registrations]
            )
        entries = {seat_id: entry for of_one in found.values() for seat_id, entry in of_one.items()}
        for snapshot in self.newest.values():
            if isinstance(snapshot, Registration):
                later = self._later_seats(snapshot, registrations)
                for seat in snapshot.seats:
                    self._holder_knows(seat, entries, keys_by_seat, in_calendar, later)
                    self._is_reminded(seat, rows)
            elif isinstance(snapshot, Invitation) and snapshot.status == "queued":
                ahead = any(self.newest[n].status != "cancelled" for n in snapshot.session_ids)
                assert (f"invitation:{snapshot.id}" in self.arrived) or not ahead

    def _later_seats(
        self, registration: Registration, registrations: Sequence[Registration]
    ) -> dict[UUID, Seat]:
        """Return by session the last seat that the person has by a later registration, which says what is news there."""
        later = [
            one
            for one in registrations
            if one.person_id == registration.person_id and one.registered_at > registration.registered_at
        ]
        seats = sorted((seat for one in later for seat in one.seats), key=lambda seat: seat.since)
        return {seat.session_id: seat for seat in seats}

    def _holder_knows(
        self,
        seat: Seat,
        entries: Mapping[UUID, Any],
        keys_by_seat: Mapping[str, set[str]],
        in_calendar: Mapping[str, tuple[int, str | None, bytes]],
        later: Mapping[UUID, Seat],
    ) -> None:
        session: Session = self.newest[seat.session_id]
        entry = entries.get(seat.id)
        is_off = seat.status == "withdrawn" or session.status == "cancelled"
        _, method, message = in_calendar.get(str(seat.id), (-1, None, b""))
        if is_off:
            assert method in {None, "CANCEL"}, f"{seat.status} {session.status} and still in the calendar"
            if entry is not None and entry.status not in LOST:
                # Told of the seat: a seat in its place was told of instead, or that it is lost too (decision 0072).
                heir = later[seat.session_id]
                assert heir.id in entries
                assert heir.status != "withdrawn" or entries[heir.id].status in LOST
            return
        assert keys_by_seat[str(seat.id)], f"nobody was told of the {seat.status} seat"
        assert entry is not None
        assert entry.status == seat.status
        assert (entry.details.starts_at, entry.details.place) == (session.starts_at, session.place)
        if seat.status == "confirmed" and session.starts_at is not None:
            assert method == "REQUEST"
            assert session.starts_at == self._starts_at(message)
        else:
            assert method in {None, "CANCEL"}

    def _starts_at(self, message: bytes) -> date:
        mail = message_from_bytes(message, policy=policy.default)
        [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        file = part.get_payload(decode=True)
        assert isinstance(file, bytes)
        return read_with_libical(file).start

    def _is_reminded(self, seat: Seat, rows: Mapping[str, Record]) -> None:
        session: Session = self.newest[seat.session_id]
        planned = [
            row
            for row in rows.values()
            if row["kind"] == "reminder" and row["seat_id"] == seat.id and row["status"] == "planned"
        ]
        is_on = seat.status == "confirmed" and session.status != "cancelled" and session.starts_at is not None
        assert len(planned) == int(is_on)
