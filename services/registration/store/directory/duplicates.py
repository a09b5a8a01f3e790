"""Everybody in the directory as far as entries are compared with each other."""

from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.directory.duplicates import ComparedPerson
from shared.postgres import Conn

LIST: Final = """
select p.id, p.name, p.shared_key is not null as is_shared,
       array_remove(coalesce(p.email_key, p.shared_key)
                    || array(select m.email_key from merged_person m
                              where m.organiser_id = p.organiser_id and m.into_id = p.id and m.email_key is not null), null) as keys,
       array(select distinct q.organisation_id from position q
              where q.organiser_id = p.organiser_id and q.person_id = p.id) as organisation_ids
  from person p
 where p.organiser_id = $1 and ($2::boolean or not p.protected_identity)
   and not exists (select from erasure e where e.organiser_id = p.organiser_id and e.person_id = p.id)
   and not exists (select from merged_person m where m.organiser_id = p.organiser_id and m.person_id = p.id)
 order by p.id
"""


async def list_people(conn: Conn, organiser_id: UUID, *, sees_protected: bool) -> list[ComparedPerson]:
    """Everybody who is not being erased and was not merged into another entry."""
    rows = await conn.fetch(LIST, organiser_id, sees_protected)
    return [msgspec.convert(dict(row), ComparedPerson) for row in rows]
