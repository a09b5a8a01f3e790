"""Rows of `receipt`: the result of a registration on a public page, shown for an hour to whoever made it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from shared.events import SeatStatus
from shared.postgres import Conn

INSERT: Final = """
insert into receipt (organiser_id, id, cohort_id, person_ids, lines, made_at) values ($1, $2, $3, $4, $5, $6)
"""

FIND: Final = """
select lines from receipt where organiser_id = $1 and cohort_id = $2 and id = $3 and made_at > $4
"""

FORGET: Final = "delete from receipt where made_at <= $1"

FORGET_PERSON: Final = "delete from receipt where organiser_id = $1 and $2 = any(person_ids)"


class ReceiptLine(msgspec.Struct, frozen=True, kw_only=True):
    """One registered person: the name and address as entered, and the status of their seat by session.

    Without `email` the mail goes to whoever registered them.
    """

    name: str
    seats: dict[str, SeatStatus]
    email: str | None = None

    def sessions_with(self, status: SeatStatus) -> frozenset[UUID]:
        return frozenset(UUID(session_id) for session_id, own in self.seats.items() if own == status)


async def insert(
    conn: Conn,
    organiser_id: UUID,
    receipt_id: UUID,
    *,
    cohort_id: UUID,
    person_ids: Sequence[UUID],
    lines: Sequence[ReceiptLine],
    now: datetime,
) -> None:
    await conn.execute(
        INSERT, organiser_id, receipt_id, cohort_id, person_ids, [msgspec.to_builtins(line) for line in lines], now
    )  # fmt: skip


async def find(
    conn: Conn, organiser_id: UUID, cohort_id: UUID, receipt_id: UUID, *, since: datetime
) -> list[ReceiptLine] | None:
    """Return the lines of a receipt; None if it is older than `since`."""
    lines = await conn.fetchval(FIND, organiser_id, cohort_id, receipt_id, since)
    return None if lines is None else msgspec.convert(lines, list[ReceiptLine])


async def forget(conn: Conn, *, before: datetime) -> None:
    await conn.execute(FORGET, before)


async def forget_person(conn: Conn, organiser_id: UUID, person_id: UUID) -> None:
    await conn.execute(FORGET_PERSON, organiser_id, person_id)
