"""The people whom a typed line means: by name, by address, or by a name with an address in angle brackets."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from services.registration.domain.form import address_key
from shared import swedish
from shared.postgres import Conn

# A person with a protected identity is found by no name and no address.
CALLED: Final = """
with hit as (
  select p.id, t.line
    from unnest($2::text[], $3::text[]) as t (line, name_sort)
    join person p on p.organiser_id = $1 and p.name_sort = t.name_sort
  union
  select p.id, t.line
    from unnest($2::text[], $4::text[]) as t (line, address)
    join person p on p.organiser_id = $1 and p.email_key = t.address
  union
  select p.id, t.line
    from unnest($2::text[], $4::text[]) as t (line, address)
    join person p on p.organiser_id = $1 and p.shared_key = t.address
)
select h.line, p.id
  from hit h join person p on p.organiser_id = $1 and p.id = h.id
 where not p.protected_identity
   and not exists (select from merged_person m where m.organiser_id = p.organiser_id and m.person_id = p.id)
   and not exists (select from erasure e where e.organiser_id = p.organiser_id and e.person_id = p.id)
 order by p.id
"""


async def people_called(conn: Conn, organiser_id: UUID, lines: Sequence[str]) -> dict[str, list[UUID]]:
    """Return whom each line means; nothing for a line that means nobody."""
    found: dict[str, list[UUID]] = {}
    keys = [swedish.sort_key(line) for line in lines]
    addresses = [_address_in(line) for line in lines]
    for row in await conn.fetch(CALLED, organiser_id, list(lines), keys, addresses):
        found.setdefault(row["line"], []).append(row["id"])
    return found


def _address_in(line: str) -> str | None:
    """The key of the address in a line, alone or in angle brackets; None if there is none."""
    text = line.rpartition("<")[2].rstrip("> ")
    try:
        return address_key(text) if "@" in text else None
    except UnicodeError:
        return None
