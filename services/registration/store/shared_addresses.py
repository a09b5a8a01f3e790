"""People who share an address: registered by a colleague, who gets their mail. No address finds them; name and address do."""

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

# Held until the transaction ends, so that nobody is forgotten while they are given something.
HOLD: Final = "select id from person where organiser_id = $1 and shared_key = $2 and name = $3 for share"


async def find_or_make(conn: Conn, organiser_id: UUID, applicant: Applicant) -> tuple[UUID, bool]:
    """The person of this name who shares this address, and whether they were made now."""
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
        # They were forgotten in between: the name is nobody's with this address.
    return made, True
