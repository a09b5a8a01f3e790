"""The texts of one's own that letters of some units have, from the newest snapshots."""

from collections.abc import Iterable
from uuid import UUID

from services.notify.domain.unit_state import UnitState
from services.notify.store import snapshots
from shared.letter_texts import LetterTexts
from shared.postgres import Conn


async def load(conn: Conn, organiser_id: UUID, states: Iterable[UnitState]) -> dict[UUID, LetterTexts]:
    """Return the texts of the organiser and of the programmes and cohorts of these units, by whose they are."""
    owners = {organiser_id}
    for state in states:
        owners.update(one.id for one in (state.programme, state.cohort) if one is not None)
    found = await snapshots.find(conn, organiser_id, [("letter_texts", owner) for owner in sorted(owners)])
    return {owner: one.event for owner, one in found.items() if isinstance(one.event, LetterTexts)}


def nearest_first(state: UnitState, found: dict[UUID, LetterTexts]) -> tuple[LetterTexts, ...]:
    """Return the texts for one unit: its cohort's, its programme's, its organiser's."""
    owners = (state.cohort, state.programme, state.organiser)
    return tuple(found[one.id] for one in owners if one is not None and one.id in found)
