"""Decides how mails that did not arrive are sent again (docs/decisions/0048)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.communicated import CalendarEntry, StoredDelivery

# The statuses from which a mail can be sent again.
STOPPED: Final = frozenset({"failed", "bounced", "held"})
_HAS_REACHED: Final = frozenset({"sent", "sending", "deferred"})
# Mails about a seat that say nothing which makes an older one untrue.
_BESIDE: Final = frozenset({"calendar", "reminder"})


class Resending(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of the chosen mails of one unit, and of its calendar entries.

    `again`: sent once more as the same bytes. `anew`: planned and made as if they had never been. `remade`: made anew
    for another address, with no new plan. Of the others, a newer mail has told it. `untold`: seats of which nobody was told.
    """

    again: list[UUID] = []
    anew: list[UUID] = []
    remade: list[UUID] = []
    untold: list[UUID] = []
    entries: list[CalendarEntry] = []


def think_over(
    chosen: Collection[UUID],
    rows: Sequence[StoredDelivery],
    entries: Mapping[UUID, CalendarEntry],
    *,
    moved: Collection[UUID] = frozenset(),
) -> Resending:
    """Think over the `chosen` among the unit's `rows`; `moved`: those whose recipient has another address now.

    Where no other mail has told of a seat, its calendar entry goes too, and the plan begins as for somebody who has
    heard nothing: with what is so now. A calendar mail that followed a confirmation goes back to before itself.
    """
    made = Resending()
    others = [row for row in rows if row.id not in chosen and row.is_fixed and row.status in _HAS_REACHED]
    for row in rows:
        if row.id not in chosen or row.status not in STOPPED:
            continue
        seat_ids = row.payload.seats
        told = [other for other in others if set(other.payload.seats) & set(seat_ids)]
        entry = entries.get(row.payload.seat) if row.payload.seat else None
        if row.status == "held" and row.id in moved:
            made.remade.append(row.id)
        elif row.status == "held":
            (made.again if row.is_fixed else made.anew).append(row.id)
        elif not seat_ids or not told:
            made.anew.append(row.id)
            made.untold.extend(seat_ids)
        elif row.kind == "calendar" and entry is not None and entry.sequence == row.payload.sequence:
            made.anew.append(row.id)
            made.entries.append(_before(entry, row))
        elif all(other.id < row.id or other.kind in _BESIDE for other in told):
            (made.remade if row.id in moved or not row.is_fixed else made.again).append(row.id)
    # What else did not arrive about the same seats is planned with them: their entries are gone.
    made.anew.extend(
        row.id
        for row in rows
        if row.id not in chosen
        and row.status in {"failed", "bounced"}
        and not set(row.payload.seats).isdisjoint(made.untold)
    )
    return made


def _before(entry: CalendarEntry, row: StoredDelivery) -> CalendarEntry:
    """Return the entry as it was before a calendar mail that did not arrive; the mail keeps its SEQUENCE."""
    sequence = row.payload.sequence - 1 if row.payload.sequence else None
    return msgspec.structs.replace(entry, is_placed=row.payload.method == "CANCEL", sequence=sequence)
