"""People with a shared address: a colleague registered them and gets their mail. They are found by name and address only."""

from typing import Final
from uuid import UUID

from services.registration.domain.form import address_key
from services.registration.domain.registration import Applicant
from shared import ids, swedish
from shared.postgres import Conn

INSERT: Final = """
insert into person (organiser_id, id, name, name_sort, name_search, email, shared_key, language)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (organiser_id, shared_key, name) where shared_key is not null do nothing
returning id
"""

# Locked until the transaction ends, so that the person is not erased meanwhile.
HOLD: Final = "select id from person where organiser_id = $1 and shared_key = $2 and name = $3 for share"

# Called when the owner of the address is erased.
ERASE_ADDRESS: Final = """
update person set email = null, shared_key = null, address_erased = true, version = version + 1
 where organiser_id = $1 and shared_key = $2
returning id
"""


async def erase_address(conn: Conn, organiser_id: UUID, email_key: str) -> list[UUID]:
    """Take an address from everybody who shares it, because its owner is erased; return their ids."""
    return [row["id"] for row in await conn.fetch(ERASE_ADDRESS, organiser_id, email_key)]


async def find_or_make(conn: Conn, organiser_id: UUID, applicant: Applicant) -> tuple[UUID, bool]:
    """Find and lock the person with this name and shared address, or add one; return the id, and whether it is new."""
    made, key = ids.new(), address_key(applicant.email)
    while not await conn.fetchval(
        INSERT,
        organiser_id,
        made,
        applicant.name,
        swedish.sort_key(applicant.name),
        swedish.search_key(applicant.name),
        applicant.email,
        key,
        applicant.language,
    ):
        found: UUID | None = await conn.fetchval(HOLD, organiser_id, key, applicant.name)
        if found is not None:
            return found, False
        # The person was erased since the insert: try again.
    return made, True
