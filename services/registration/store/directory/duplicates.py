"""Everybody in the directory as far as entries are compared with each other, and the pairs that were found last."""

import asyncio
from collections import OrderedDict
from typing import Final, TypeAlias
from uuid import UUID

from services.registration.domain.directory.duplicates import ComparedPerson, Duplicate, find_duplicates
from services.registration.store.transaction import reading
from shared.postgres import Conn, Pool

LIST: Final = """
select p.id, p.name, p.shared_key is not null as is_shared,
       array_remove(coalesce(p.email_key, p.shared_key) || m.keys, null) as keys,
       coalesce(q.organisation_ids, '{}') as organisation_ids
  from person p
  left join (select person_id, array_agg(distinct organisation_id) as organisation_ids
               from position where organiser_id = $1 group by person_id) q on q.person_id = p.id
  left join (select into_id, array_agg(email_key) as keys
               from merged_person where organiser_id = $1 and email_key is not null group by into_id) m on m.into_id = p.id
 where p.organiser_id = $1 and ($2::boolean or not p.protected_identity)
   and not exists (select from erasure e where e.organiser_id = p.organiser_id and e.person_id = p.id)
   and not exists (select from merged_person m where m.organiser_id = p.organiser_id and m.person_id = p.id)
"""

# All that LIST reads, as one number for each table: as long as these are the same, so are the pairs. The ids make every row
# another, so that no two hashes cancel each other.
FINGERPRINT: Final = """
select (select bit_xor(hash_record_extended(row(id, name, email_key, shared_key, protected_identity), 0))
          from person where organiser_id = $1) as names,
       (select bit_xor(hash_record_extended(row(id, person_id, organisation_id), 0))
          from position where organiser_id = $1) as places,
       (select bit_xor(hash_record_extended(row(person_id, into_id, email_key), 0))
          from merged_person where organiser_id = $1) as merged,
       (select bit_xor(uuid_hash_extended(person_id, 0)) from erasure where organiser_id = $1) as erased
"""

_MOST_PAIRS: Final = 200_000  # of all tenants together

_Fingerprint: TypeAlias = tuple[int | None, ...]


class DuplicateCache:
    """The pairs of those tenants that were asked for last, each kept until something that is compared has changed.

    Comparing 20,000 people takes half a second; seeing that nothing has changed takes a twentieth of that.
    """

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[UUID, bool], tuple[_Fingerprint, list[Duplicate]]] = OrderedDict()

    async def find(self, pool: Pool, organiser_id: UUID, *, sees_protected: bool) -> list[Duplicate]:
        """Every pair once, the surest first, as the directory is now."""
        key = (organiser_id, sees_protected)
        async with reading(pool) as conn:
            before = await _fingerprint(conn, organiser_id)
            kept = self._found.get(key)
            if kept is not None and kept[0] == before:
                self._found.move_to_end(key)
                return kept[1]
            compared = await list_people(conn, organiser_id, sees_protected=sees_protected)
            is_still = await _fingerprint(conn, organiser_id) == before
        # Without a connection: comparing thousands takes long.
        found = await asyncio.to_thread(find_duplicates, compared)
        self._found.pop(key, None)
        if is_still:
            self._keep(key, before, found)
        return found

    def _keep(self, key: tuple[UUID, bool], fingerprint: _Fingerprint, found: list[Duplicate]) -> None:
        """Keep them, and let those go that were asked for longest ago."""
        self._found[key] = (fingerprint, found)
        while sum(len(pairs) for _, pairs in self._found.values()) > _MOST_PAIRS:
            self._found.popitem(last=False)


async def list_people(conn: Conn, organiser_id: UUID, *, sees_protected: bool) -> list[ComparedPerson]:
    """Everybody who is not being erased and was not merged into another entry, in no order."""
    rows = await conn.fetch(LIST, organiser_id, sees_protected)
    return [
        ComparedPerson(
            id=row["id"],
            name=row["name"],
            keys=tuple(row["keys"]),
            is_shared=row["is_shared"],
            organisation_ids=frozenset(row["organisation_ids"]),
        )
        for row in rows
    ]


async def _fingerprint(conn: Conn, organiser_id: UUID) -> _Fingerprint:
    row = await conn.fetchrow(FINGERPRINT, organiser_id)
    return tuple(row.values()) if row else ()
