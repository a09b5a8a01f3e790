"""The generations of a person's personal links, the feed's too: raising them makes every link in earlier mails invalid."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.registration.store.access.generations import following, next_generation
from services.registration.store.erasures import PersonUnits
from services.registration.store.sessions import last_day
from shared.postgres import Conn

LOCK_INVITATIONS: Final = """
select id from invitation where organiser_id = $1 and person_id = $2 order by id for no key update
"""

LOCK_REGISTRATIONS: Final = """
select id from registration where organiser_id = $1 and person_id = $2 order by id for no key update
"""

RENEW_INVITATIONS: Final = f"""
update invitation
   set generation = {next_generation}, version = version + 1,
       status = case when $3::boolean and status in ('sent', 'bounced') then 'queued' else status end
 where organiser_id = $1 and person_id = $2
returning id
"""

RENEW_REGISTRATIONS: Final = f"""
update registration set generation = {next_generation}, data_generation = {following("data_generation")}, version = version + 1
 where organiser_id = $1 and person_id = $2
returning id
"""

RENEW_SEATS: Final = f"""
update seat set generation = {next_generation} where organiser_id = $1 and registration_id = any($2::uuid[])
"""

# The calendar feed has one link for all cohorts.
RENEW_FEED: Final = f"""
update person set feed_generation = {following("feed_generation")}, version = version + 1 where organiser_id = $1 and id = $2
"""

# One mail for each registration with a session ahead, and for each invitation that can be answered. A registration that has to
# be confirmed is not asked for: its only mail is made anew with the new link.
MAIL_REGISTRATIONS: Final = f"""
update registration r set link_asked_at = case when r.confirm_until is null then $3 else r.link_asked_at end
 where r.organiser_id = $1 and r.person_id = $2 and r.status <> 'withdrawn'
   and exists (select from seat t join session s on s.organiser_id = t.organiser_id and s.id = t.session_id
                where t.organiser_id = r.organiser_id and t.registration_id = r.id and t.status <> 'withdrawn'
                  and s.status <> 'cancelled' and (s.on_date is null or {last_day} >= $4))
returning r.id
"""

MAIL_INVITATIONS: Final = """
update invitation i set link_asked_at = $3
  from invitation_rule r
 where i.organiser_id = $1 and i.person_id = $2 and i.status = 'sent'
   and r.organiser_id = i.organiser_id and r.id = i.invitation_rule_id and (r.respond_by is null or r.respond_by >= $4)
returning i.id
"""

# Whoever has a personal link may have got it from somebody else, and have changed the address to their own.
HAS_NEW_ADDRESS: Final = """
select exists (select from audit a join registration r on r.organiser_id = a.organiser_id and r.person_id = a.subject_id
                where a.organiser_id = $1 and r.id = $2 and a.action = 'person.change' and a.actor_kind = 'participant'
                  and a.at > $3::timestamptz - interval '3 days' and a.after -> 'changed' ? 'email')
"""

# At most one mail in ten minutes; a new one makes the earlier link invalid.
ASK_DATA_LINK: Final = f"""
update registration set data_asked_at = $3, data_generation = {following("data_generation")}, version = version + 1
 where organiser_id = $1 and id = $2
   and (data_asked_at is null or data_asked_at < $3::timestamptz - interval '10 minutes')
returning id
"""


async def lock(conn: Conn, organiser_id: UUID, person_id: UUID) -> None:
    """Lock the person's invitations and registrations, in the order of other transactions: before the person."""
    await conn.execute(LOCK_INVITATIONS, organiser_id, person_id)
    await conn.execute(LOCK_REGISTRATIONS, organiser_id, person_id)


async def renew(conn: Conn, organiser_id: UUID, person_id: UUID, *, is_sent_again: bool) -> PersonUnits:
    """Make every link of the person invalid; return what notify is to be told of, beside the person.

    `is_sent_again`: unanswered invitations are queued again, because their mail goes to another address.
    """
    await lock(conn, organiser_id, person_id)
    invitations = await conn.fetch(RENEW_INVITATIONS, organiser_id, person_id, is_sent_again)
    registrations = await conn.fetch(RENEW_REGISTRATIONS, organiser_id, person_id)
    registration_ids = sorted(row["id"] for row in registrations)
    await conn.execute(RENEW_SEATS, organiser_id, registration_ids)
    await conn.execute(RENEW_FEED, organiser_id, person_id)
    return PersonUnits(
        invitation_ids=sorted(row["id"] for row in invitations), registration_ids=registration_ids
    )


async def ask_to_be_mailed(
    conn: Conn, organiser_id: UUID, person_id: UUID, *, now: datetime, today: date
) -> int:
    """Have the links of what is ahead mailed again; return how many mails follow. Called with the rows locked."""
    registrations = await conn.fetch(MAIL_REGISTRATIONS, organiser_id, person_id, now, today)
    invitations = await conn.fetch(MAIL_INVITATIONS, organiser_id, person_id, now, today)
    return len(registrations) + len(invitations)


async def has_new_address(conn: Conn, organiser_id: UUID, registration_id: UUID, *, now: datetime) -> bool:
    """Whether the address of the registered person was changed through a personal link during the last three days."""
    found: bool = await conn.fetchval(HAS_NEW_ADDRESS, organiser_id, registration_id, now)
    return found


async def ask_data_link(conn: Conn, organiser_id: UUID, registration_id: UUID, *, now: datetime) -> bool:
    """Have the link to the person's stored data mailed; False if that was done a moment ago."""
    return await conn.fetchval(ASK_DATA_LINK, organiser_id, registration_id, now) is not None
