"""Rows of `invitation`, read with the person and the current rule."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.errors import InvitationNotOpen, NotFound
from services.registration.domain.form import address_key
from services.registration.domain.invitation import Invitation, Invitee
from services.registration.store.access.generations import next_generation
from services.registration.store.rows import get_row
from shared.events import InvitationStatus
from shared.postgres import Conn

_shown: Final = """
select i.organiser_id, i.id, i.invitation_rule_id, i.cohort_id, i.person_id, p.name as person_name, p.email as person_email,
       p.language as person_language, p.protected_identity as person_protected, i.session_ids, i.status, i.invited_at,
       i.answered_at, i.message, i.role, i.organisation, i.generation, i.version, r.kind, r.respond_by,
       coalesce(r.substitutes_allowed, true) as substitutes_allowed, r.waiting_list,
       r.session_ids is null as covers_all
  from invitation i
  join invitation_rule r on r.organiser_id = i.organiser_id and r.id = i.invitation_rule_id
  join person p on p.organiser_id = i.organiser_id and p.id = i.person_id"""

LIST: Final = f"""{_shown}
 where i.organiser_id = $1
   and ($2::uuid is null or i.cohort_id = $2)
   and ($3::uuid is null or i.person_id = $3)
   and ($4::uuid[] is null or i.id = any($4))
   and ($5::uuid is null or i.id > $5)
 order by i.id
 limit $6
"""

LOCK: Final = f"""{_shown}
 where i.organiser_id = $1 and i.id = $2
   for no key update of i
"""

LIST_ASKED: Final = """
select i.person_id, i.invitation_rule_id, i.session_ids, r.kind = 'utses' as to_buyer
  from invitation i
  join invitation_rule r on r.organiser_id = i.organiser_id and r.id = i.invitation_rule_id
 where i.organiser_id = $1 and i.cohort_id = $2
"""

# `unnest` flattens nested arrays, so each invitation's session ids are passed as one text.
INSERT: Final = """
insert into invitation (organiser_id, id, invitation_rule_id, cohort_id, person_id, session_ids, invited_at, role, organisation,
                        status, answered_at)
select $1, n.id, $2, $3, n.person_id, string_to_array(n.session_ids, ',')::uuid[], $4, n.role, n.organisation,
       n.status, case when n.status <> 'queued' then $4::timestamptz end
  from unnest($5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[])
    as n (id, person_id, session_ids, role, organisation, status)
"""

# The link of one that is closed opens nothing any more.
CLOSE: Final = f"""
update invitation set status = 'expired', generation = {next_generation}, version = version + 1
 where organiser_id = $1 and id = any($2::uuid[])
returning id
"""

# Invitations that can be answered, by the person's address; a registration has a link of its own.
LIST_BY_ADDRESS: Final = """
select i.id
  from person p
  join invitation i on i.organiser_id = p.organiser_id and i.person_id = p.id and i.status in ('sent', 'bounced', 'declined')
  join invitation_rule r on r.organiser_id = i.organiser_id and r.id = i.invitation_rule_id and r.kind <> 'utses'
  join cohort c on c.organiser_id = i.organiser_id and c.id = i.cohort_id and c.status = 'open'
 where p.organiser_id = $1 and (p.email_key = $2 or p.shared_key = $2)
   and (r.kind = 'kallelse' or r.respond_by is null or r.respond_by >= $3)
   and exists (select from session s where s.organiser_id = i.organiser_id and s.id = any(i.session_ids)
                  and s.status <> 'cancelled' and (s.on_date is null or s.on_date >= $3))
   and not exists (select from registration g where g.organiser_id = i.organiser_id and g.cohort_id = i.cohort_id
                      and g.person_id = i.person_id and g.status <> 'withdrawn')
 order by i.id desc limit $4
"""

# At most one mail with a link in ten minutes.
ASK_LINK: Final = """
update invitation set link_asked_at = $3, version = version + 1
 where organiser_id = $1 and id = any($2::uuid[])
   and (link_asked_at is null or link_asked_at < $3::timestamptz - interval '10 minutes')
returning id
"""

ANSWER: Final = """
update invitation
   set status = $3, answered_at = $4, message = coalesce($5, message), version = version + 1
 where organiser_id = $1 and id = $2
"""

SET_MESSAGE: Final = """
update invitation set message = $3 where organiser_id = $1 and id = $2 returning id
"""

# The status only moves forward: a late delivery event does not undo an answer.
DELIVERED: Final = """
with held as (
  select i.organiser_id, i.id, d.status, d.told_at
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) as d (organiser_id, id, status, told_at)
    join invitation i on i.organiser_id = d.organiser_id and i.id = d.id
   order by i.id
     for no key update of i
)
update invitation i set status = held.status, version = i.version + 1, delivery_told_at = held.told_at
  from held
 where i.organiser_id = held.organiser_id and i.id = held.id and i.status <> held.status
   and i.status in ('queued', 'sent', 'bounced') and (i.delivery_told_at is null or i.delivery_told_at <= held.told_at)
returning i.organiser_id, i.id
"""

EXPIRE: Final = """
update invitation i set status = 'expired', version = i.version + 1
  from (select i.id
          from invitation i
          join invitation_rule r on r.organiser_id = i.organiser_id and r.id = i.invitation_rule_id
         where i.status in ('queued', 'sent') and r.kind = 'inbjudan' and r.respond_by < $1::date
         order by i.id
         limit $2
           for no key update of i skip locked) as late
 where i.id = late.id
returning i.organiser_id, i.id
"""

# A later last day reopens expired invitations.
REVIVE: Final = """
with held as (
  select id from invitation where organiser_id = $1 and invitation_rule_id = $2 order by id for no key update
)
update invitation i
   set version = i.version + 1, status = case when i.status = 'expired' and $3::boolean then 'sent' else i.status end
  from held
 where i.id = held.id
returning i.id
"""

# A new generation invalidates every link; unanswered invitations expire, so no reminder is sent.
ERASE_PERSON: Final = f"""
update invitation
   set status = case when status in ('queued', 'sent') then 'expired' else status end,
       message = null, role = null, organisation = null, generation = {next_generation}, version = version + 1
 where organiser_id = $1 and person_id = $2
returning id
"""


class InvitationCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """The invited sessions of a cohort by person, and the people invited by one rule."""

    sessions: dict[UUID, frozenset[UUID]]
    by_rule: frozenset[UUID]


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    cohort_id: UUID | None = None,
    person_id: UUID | None = None,
    ids: Sequence[UUID] | None = None,
    after: UUID | None = None,
    limit: int | None = None,
) -> list[Invitation]:
    """Return invitations in order of creation."""
    rows = await conn.fetch(LIST, organiser_id, cohort_id, person_id, ids, after, limit)
    return [Invitation(**row) for row in rows]


async def find(conn: Conn, organiser_id: UUID, invitation_id: UUID) -> Invitation | None:
    found = await list_after(conn, organiser_id, ids=[invitation_id])
    return found[0] if found else None


async def get(conn: Conn, organiser_id: UUID, invitation_id: UUID) -> Invitation:
    if (found := await find(conn, organiser_id, invitation_id)) is None:
        raise NotFound("invitation")
    return found


async def lock(conn: Conn, organiser_id: UUID, invitation_id: UUID) -> Invitation:
    """Lock and return an invitation, before any other row, so that its answers are serialised; raises `NotFound`."""
    return Invitation(**await get_row(conn, "invitation", LOCK, organiser_id, invitation_id))


async def covered(conn: Conn, organiser_id: UUID, cohort_id: UUID, rule_id: UUID) -> InvitationCoverage:
    """Return the coverage of a cohort; invitations of kind `utses` (a buyer names participants) cover no sessions."""
    sessions: dict[UUID, frozenset[UUID]] = {}
    by_rule = set()
    for row in await conn.fetch(LIST_ASKED, organiser_id, cohort_id):
        person_id: UUID = row["person_id"]
        if row["invitation_rule_id"] == rule_id:
            by_rule.add(person_id)
        if not row["to_buyer"]:
            sessions[person_id] = sessions.get(person_id, frozenset()) | frozenset(row["session_ids"])
    return InvitationCoverage(sessions=sessions, by_rule=frozenset(by_rule))


async def insert(
    conn: Conn,
    organiser_id: UUID,
    *,
    rule_id: UUID,
    cohort_id: UUID,
    invitees: Sequence[tuple[UUID, Invitee]],
    now: datetime,
) -> None:
    """Store invitations, given as pairs of id and invitee, in one statement."""
    await conn.execute(
        INSERT,
        organiser_id,
        rule_id,
        cohort_id,
        now,
        [invitation_id for invitation_id, _ in invitees],
        [invitee.person.person_id for _, invitee in invitees],
        [",".join(map(str, invitee.session_ids)) for _, invitee in invitees],
        [invitee.person.role for _, invitee in invitees],
        [invitee.person.organisation for _, invitee in invitees],
        [invitee.status for _, invitee in invitees],
    )


async def set_answer(
    conn: Conn,
    organiser_id: UUID,
    invitation_id: UUID,
    *,
    status: InvitationStatus,
    message: str | None,
    now: datetime,
) -> None:
    """Store an answer; a message of None keeps the earlier message."""
    await conn.execute(ANSWER, organiser_id, invitation_id, status, now, message)


async def close(conn: Conn, organiser_id: UUID, invitation_ids: Sequence[UUID]) -> list[UUID]:
    """Close invitations that somebody else gets; return their ids."""
    return [row["id"] for row in await conn.fetch(CLOSE, organiser_id, invitation_ids)]


async def list_by_address(
    conn: Conn, organiser_id: UUID, email: str, *, today: date, limit: int
) -> list[UUID]:
    """Return the newest invitations of an address that can be answered and have not led to a registration."""
    rows = await conn.fetch(LIST_BY_ADDRESS, organiser_id, address_key(email), today, limit)
    return [row["id"] for row in rows]


async def ask_link(
    conn: Conn, organiser_id: UUID, invitation_ids: Sequence[UUID], *, now: datetime
) -> list[UUID]:
    """Record a request for the links to invitations; return those without a request in the last ten minutes."""
    return [row["id"] for row in await conn.fetch(ASK_LINK, organiser_id, invitation_ids, now)]


async def set_message(conn: Conn, organiser_id: UUID, invitation_id: UUID, message: str | None) -> None:
    if await conn.fetchval(SET_MESSAGE, organiser_id, invitation_id, message) is None:
        raise InvitationNotOpen


async def set_delivered(
    conn: Conn, outcomes: Sequence[tuple[UUID, UUID, InvitationStatus, datetime]]
) -> list[tuple[UUID, UUID]]:
    """Store which invitations were sent or bounced, and when; return organiser and id of those that changed.

    What happened earlier than what is known changes nothing: an invitation is sent first and comes back later.
    """
    rows = await conn.fetch(DELIVERED, *(list(column) for column in zip(*outcomes, strict=True)))
    return [(row["organiser_id"], row["id"]) for row in rows]


async def expire(conn: Conn, *, on: date, most: int) -> list[tuple[UUID, UUID]]:
    """Expire at most `most` invitations whose last day was before `on`; return organiser and id of each."""
    return [(row["organiser_id"], row["id"]) for row in await conn.fetch(EXPIRE, on, most)]


async def rule_changed(conn: Conn, organiser_id: UUID, rule_id: UUID, *, is_answerable: bool) -> list[UUID]:
    """Raise the version of every invitation of a changed rule; return their ids."""
    return [row["id"] for row in await conn.fetch(REVIVE, organiser_id, rule_id, is_answerable)]
