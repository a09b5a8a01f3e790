"""Invariants of the data. Each statement counts the violations of one."""

from typing import Final

from shared.postgres import Conn

# A capacity may be lowered below the seats taken, so only seats given after it was set count as a violation. A seat that was
# handed over is not a new one. An offered seat counts from the time of the offer, also when it is accepted later.
OVERBOOKED: Final = """
select count(*)
  from session s
  join cohort c on c.organiser_id = s.organiser_id and c.id = s.cohort_id
 cross join lateral (select count(*) as held, max(coalesce(g.offered_at, g.since)) filter (where g.handed_from_id is null) as latest
                       from seat g
                      where g.organiser_id = s.organiser_id and g.session_id = s.id
                        and (g.status = 'confirmed' or g.status = 'waiting' and g.offered_until is not null)) k
 where k.held > coalesce(s.capacity, c.capacity)
   and k.latest > case when s.capacity is null then greatest(s.capacity_at, c.capacity_at) else s.capacity_at end
"""

MISCOUNTED: Final = """
select count(*)
  from seat_count n
 where n.taken <> (select count(*) from seat g
                    where g.organiser_id = n.organiser_id and g.session_id = n.session_id
                      and (g.status = 'confirmed' or g.status = 'waiting' and g.offered_until is not null))
    or n.next_position <= coalesce((select max(g.position) from seat g
                                     where g.organiser_id = n.organiser_id and g.session_id = n.session_id), 0)
"""

SEATED_TWICE: Final = """
select count(*)
  from (select 1
          from seat g
          join registration r on r.organiser_id = g.organiser_id and r.id = g.registration_id
         where g.status <> 'withdrawn'
         group by g.session_id, r.person_id
        having count(*) > 1) as twice
"""

# A withdrawn registration with a live seat, whose links would still work.
ALIVE_WHEN_WITHDRAWN: Final = """
select count(*)
  from registration r
 where r.status = 'withdrawn'
   and exists (select from seat g
                where g.organiser_id = r.organiser_id and g.registration_id = r.id and g.status <> 'withdrawn')
"""

# Expired offers are passed on within minutes, except in cancelled sessions and cohorts.
FORGOTTEN_OFFERS: Final = """
select count(*)
  from seat g
  join session s on s.organiser_id = g.organiser_id and s.id = g.session_id
  join cohort c on c.organiser_id = s.organiser_id and c.id = s.cohort_id
 where g.status = 'waiting' and g.offered_until < clock_timestamp() - interval '10 minutes'
   and s.status <> 'cancelled' and c.status <> 'cancelled'
"""

# Registrations that nobody has confirmed in time end within minutes.
FORGOTTEN_UNCONFIRMED: Final = """
select count(*) from registration where confirm_until < clock_timestamp() - interval '10 minutes' and status <> 'withdrawn'
"""

# Arrays have no foreign keys: triggers check each write, and this statement all stored rows.
STRANGERS: Final = """
select (select count(*)
          from (select distinct organiser_id, unnest(session_ids) as id from invitation
                union
                select distinct organiser_id, unnest(session_ids) from invitation_rule) n
         where not exists (select from session s where s.organiser_id = n.organiser_id and s.id = n.id))
     + (select count(*)
          from (select distinct organiser_id, unnest(organisation_ids || excluded_organisation_ids) as id from audience) n
         where not exists (select from organisation o where o.organiser_id = n.organiser_id and o.id = n.id))
     + (select count(*)
          from (select distinct organiser_id, unnest(person_ids) as id from receipt
                union
                select distinct organiser_id, unnest(excluded_person_ids) from audience) n
         where not exists (select from person p where p.organiser_id = n.organiser_id and p.id = n.id))
     + (select count(*)
          from (select distinct organiser_id, unnest(excluded_cohort_ids) as id from audience) n
         where not exists (select from cohort c where c.organiser_id = n.organiser_id and c.id = n.id))
"""

UNANSWERED: Final = """
select count(*) from outbox where status = 'open' and made_at < clock_timestamp() - interval '10 minutes'
"""

PARKED: Final = "select count(*) from outbox where status = 'parked'"

_every: Final = (
    ("no session overbooked", OVERBOOKED),
    ("seats and waiting lists counted right", MISCOUNTED),
    ("no seat twice", SEATED_TWICE),
    ("no live link for a cancelled person", ALIVE_WHEN_WITHDRAWN),
    ("no offer of a seat past its time", FORGOTTEN_OFFERS),
    ("no unconfirmed registration past its time", FORGOTTEN_UNCONFIRMED),
    ("no list of ids that names another organiser's row, or none", STRANGERS),
    ("no event to notify unanswered for over ten minutes", UNANSWERED),
    # Whoever they are about hears nothing until they are replayed.
    ("events to notify parked", PARKED),
)


async def count(conn: Conn) -> list[tuple[str, int, bool]]:
    """Return each invariant with its number of violations and whether it holds."""
    counted = [(name, int(await conn.fetchval(statement))) for name, statement in _every]
    return [(name, found, found == 0) for name, found in counted]
