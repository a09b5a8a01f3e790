"""Rows of `person_mail`: dead addresses and absences, as notify tells of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from shared.person_mail import PersonMail
from shared.postgres import Conn

# In one order, so that two batches do not wait for each other in a circle. Of whoever is being erased nothing is kept.
PUT: Final = """
insert into person_mail (organiser_id, person_id, epoch, version, address, dead_since, answer, away_told_at, away_until, away_subject,
                         substitute_email, substitute_name)
select n.*
  from unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::text[], $6::timestamptz[], $7::text[], $8::timestamptz[], $9::date[],
              $10::text[], $11::text[], $12::text[])
    as n (organiser_id, person_id, epoch, version, address, dead_since, answer, away_told_at, away_until, away_subject,
          substitute_email, substitute_name)
  join person p on p.organiser_id = n.organiser_id and p.id = n.person_id
 where not exists (select from erasure e where e.organiser_id = n.organiser_id and e.person_id = n.person_id)
 order by n.organiser_id, n.person_id
on conflict (organiser_id, person_id) do update
   set epoch = excluded.epoch, version = excluded.version, address = excluded.address, dead_since = excluded.dead_since,
       answer = excluded.answer, away_told_at = excluded.away_told_at, away_until = excluded.away_until,
       away_subject = excluded.away_subject, substitute_email = excluded.substitute_email, substitute_name = excluded.substitute_name
 where (excluded.epoch, excluded.version) > (person_mail.epoch, person_mail.version)
"""

# What is said of an address that the person no longer has is not so any more.
FIND: Final = """
select case when m.address = lower(p.email) then m.dead_since end as dead_since,
       case when m.address = lower(p.email) then m.answer end as answer,
       m.away_told_at, m.away_until, m.away_subject, m.substitute_email, m.substitute_name
  from person_mail m
  join person p on p.organiser_id = m.organiser_id and p.id = m.person_id
 where m.organiser_id = $1 and m.person_id = $2
"""

COUNT_DEAD: Final = """
select count(*)
  from person_mail m
  join person p on p.organiser_id = m.organiser_id and p.id = m.person_id and lower(p.email) = m.address
 where m.organiser_id = $1 and m.dead_since is not null and ($2::boolean or not p.protected_identity)
   and not exists (select from merged_person x where x.organiser_id = m.organiser_id and x.person_id = m.person_id)
   and not exists (select from erasure e where e.organiser_id = m.organiser_id and e.person_id = m.person_id)
"""

ERASE_PERSON: Final = "delete from person_mail where organiser_id = $1 and person_id = any($2::uuid[])"

# Others' automatic replies may name whoever is erased.
ERASE_SUBSTITUTE: Final = """
update person_mail set substitute_email = null, substitute_name = null
 where organiser_id = $1 and substitute_email = lower((select email from person where organiser_id = $1 and id = $2))
"""


class KnownMail(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the mail to a person: since when the address is dead, and an absence that they answer with."""

    dead_since: datetime | None = None
    answer: str | None = None
    away_told_at: datetime | None = None
    away_until: date | None = None
    away_subject: str | None = None
    substitute_email: str | None = None
    substitute_name: str | None = None

    def is_away(self, today: date) -> bool:
        """Whether the person is away today, as far as the reply says."""
        return self.away_told_at is not None and (self.away_until is None or self.away_until >= today)

    def is_away_on(self, day: date | None) -> bool:
        """Whether a reply says that the person is away on a day: not one that names no end."""
        return day is not None and self.away_until is not None and day <= self.away_until


NOTHING_KNOWN: Final = KnownMail()


async def put(conn: Conn, told: Sequence[PersonMail]) -> None:
    """Store what is newer than what is stored."""
    newest: dict[UUID, PersonMail] = {}
    for one in told:
        before = newest.get(one.id)
        if before is None or (one.epoch, one.version) > (before.epoch, before.version):
            newest[one.id] = one
    columns = (
        "organiser_id", "id", "epoch", "version", "address", "dead_since", "answer", "away_told_at", "away_until",
        "away_subject", "substitute_email", "substitute_name",
    )  # fmt: skip
    await conn.execute(PUT, *([getattr(one, name) for one in newest.values()] for name in columns))


async def find(conn: Conn, organiser_id: UUID, person_id: UUID) -> KnownMail:
    """Return what is known of the mail to a person."""
    row = await conn.fetchrow(FIND, organiser_id, person_id)
    return NOTHING_KNOWN if row is None else msgspec.convert(dict(row), KnownMail)


async def count_dead(conn: Conn, organiser_id: UUID, *, sees_protected: bool) -> int:
    """How many people have an address that takes no mail."""
    found: int = await conn.fetchval(COUNT_DEAD, organiser_id, sees_protected)
    return found


async def erase(conn: Conn, organiser_id: UUID, person_id: UUID, sharing: Sequence[UUID]) -> None:
    """Remove what is known of the mail to a person, and to others with the same address; and the person as a substitute."""
    await conn.execute(ERASE_SUBSTITUTE, organiser_id, person_id)
    await conn.execute(ERASE_PERSON, organiser_id, [person_id, *sharing])
