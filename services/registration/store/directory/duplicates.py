"""Everybody in the directory as far as entries are compared with each other."""

from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.directory.duplicates import ComparedPerson
from shared.postgres import Conn

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
 order by p.id
"""


async def list_people(conn: Conn, organiser_id: UUID, *, sees_protected: bool) -> list[ComparedPerson]:
    """Everybody who is not being erased and was not merged into another entry."""
    rows = await conn.fetch(LIST, organiser_id, sees_protected)
    return [msgspec.convert(dict(row), ComparedPerson) for row in rows]
