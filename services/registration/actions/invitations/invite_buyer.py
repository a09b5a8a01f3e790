"""Selects the buyer's contact as recipient where the buyer names the participants."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.registration.domain.caller import Caller
from services.registration.domain.errors import BuyerHasNoContact
from services.registration.domain.invitation import AudienceMember, buyers_contact
from services.registration.store.directory import audience_people
from shared.postgres import Conn


async def whom_the_buyer_answers_by(
    conn: Conn, caller: Caller, programme_id: UUID, *, participants: Sequence[AudienceMember], on: date
) -> list[AudienceMember]:
    """Return the contacts who order for the programme's commissioner. Raises `BuyerHasNoContact` if there is none."""
    there = await audience_people.list_buyers(conn, caller.organiser_id, programme_id, on=on)
    contact = buyers_contact(there, participants=participants)
    if contact is None:
        raise BuyerHasNoContact
    return [contact]
