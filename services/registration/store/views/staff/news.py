"""What has happened lately: answers, registrations, withdrawals, mails that went out or came back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from shared.postgres import Conn

HappenedKind = Literal[
    "accepted",
    "declined",
    "substituted",
    "registered",
    "changed",
    "withdrawn",
    "offer",
    "invited",
    "reminded",
    "mailed",
    "bounced",
]

# By the newest rows of each action, which an index has in order: a day with ten thousand registrations costs no more. As a
# span of that index: with `action =` PostgreSQL may read the log from its end, and all of it for an action that nobody did.
# One person and one invitation at a time (`limit 1`), since there are few lines and many of those.
LATEST: Final = """
with noted as (
  select e.id, e.at, w.kind, e.subject_id, e.after
    from (values ('invitation.answer', ''), ('invitation.answer_forwarded', 'registered'), ('registration.create', 'registered'),
                 ('registration.create_several', 'registered'), ('registration.change_dates', 'changed'),
                 ('registration.withdraw', 'withdrawn'), ('registration.substitute', 'substituted'),
                 ('registration.accept_offer', 'offer'), ('invitation.send', 'invited'), ('invitation.remind', 'reminded')) as w (action, kind)
   cross join lateral (select a.id, a.at, a.subject_id, a.after from audit a
                        where a.organiser_id = $1 and (a.action, a.id) >= (w.action, '00000000-0000-0000-0000-000000000000'::uuid)
                          and (a.action, a.id) <= (w.action, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
                        order by a.action desc, a.id desc limit 2 * $4) as e
   where e.at >= $2
), by_people as (
  select n.at, case when n.kind = '' then coalesce(n.after ->> 'status', i.status) else n.kind end as kind, i.person_id,
         i.cohort_id, i.organisation, null::bigint as count, null::text as title
    from noted n
   cross join lateral (select * from invitation i where i.organiser_id = $1 and i.id = n.subject_id limit 1) i
  union all
  select n.at, n.kind, r.person_id, r.cohort_id, r.organisation, null, null
    from noted n
   cross join lateral (select * from registration r where r.organiser_id = $1 and r.id = n.subject_id limit 1) r
), of_many as (
  select max(n.at) as at, n.kind, null::uuid as person_id, coalesce(r.cohort_id, n.subject_id) as cohort_id, null::text as organisation,
         sum((coalesce(n.after ->> 'invited', n.after ->> 'reminded'))::bigint)::bigint as count, null::text as title
    from noted n left join invitation_rule r on r.organiser_id = $1 and r.id = n.subject_id
   where n.kind in ('invited', 'reminded')
   group by n.kind, coalesce(r.cohort_id, n.subject_id)
  union all
  select m.sent_at, 'mailed', null, m.cohort_id, null, m.recipients, m.subject
    from mailing m where m.organiser_id = $1 and m.status = 'sent' and m.sent_at >= $2
  union all
  select b.at, 'bounced', null, c.id, null, b.people, null
    from cohort c
   cross join lateral (
     select max(i.invited_at) as at, count(*) as people
       from invitation i
      where i.organiser_id = c.organiser_id and i.cohort_id = c.id and i.status = 'bounced' and i.invited_at >= $2) b
   where c.organiser_id = $1 and c.status = 'open' and b.people > 0
), happened as (
  select * from by_people where kind in ('accepted', 'declined', 'substituted', 'registered', 'changed', 'withdrawn', 'offer')
  union all
  select * from of_many where count > 0
)
select h.at, h.kind, case when not q.protected_identity then q.name end as name, coalesce(q.protected_identity, false) as protected_identity,
       case when not q.protected_identity then h.organisation end as organisation, h.cohort_id, p.title as programme,
       c.name as cohort, h.count, h.title
  from happened h
  join cohort c on c.organiser_id = $1 and c.id = h.cohort_id
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
  left join lateral (select * from person p where p.organiser_id = $1 and p.id = h.person_id limit 1) q on true
 where $3::boolean or not coalesce(q.protected_identity, false)
 order by h.at desc, h.kind, h.cohort_id, h.person_id
 limit $4
"""


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One thing. Of one person: `name`, None for a protected one; of many: `count`; of a mailing also `title`, its subject."""

    at: datetime
    kind: HappenedKind
    name: str | None
    protected_identity: bool
    organisation: str | None
    cohort_id: UUID
    programme: str
    cohort: str
    count: int | None
    title: str | None


async def latest(
    conn: Conn, organiser_id: UUID, *, since: datetime, sees_protected: bool, limit: int
) -> Sequence[Happened]:
    """Return what has happened since then, the newest first."""
    rows = await conn.fetch(LATEST, organiser_id, since, sees_protected, limit)
    return [msgspec.convert(dict(row), Happened) for row in rows]
