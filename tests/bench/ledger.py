"""Notify's rows for a generated population: snapshots, calendar entries, and a ledger of sent mails."""

from typing import Final

import asyncpg

# In the form of shared/events.py; marked as replayed, so that notify mails nothing about them.
_SNAPSHOTS: Final = """
insert into notify.snapshot (organiser_id, kind, id, cohort_id, person_id, epoch, version, replayed_at, body)
select organiser_id, 'person', id, null, null, 1, 1, now(),
       jsonb_build_object('kind', 'person', 'organiser_id', organiser_id, 'id', id, 'epoch', 1, 'version', 1,
                          'name', name, 'email', email, 'language', language)
  from registration.person
union all
select organiser_id, 'registration', id, cohort_id, person_id, 1, 1, now(),
       jsonb_build_object('kind', 'registration', 'organiser_id', organiser_id, 'id', id, 'epoch', 1, 'version', 1,
                          'cohort_id', cohort_id, 'person_id', person_id, 'status', status, 'origin', origin,
                          'registered_at', registered_at, 'invitation_id', invitation_id,
                          'seats', (select jsonb_agg(jsonb_build_object('id', s.id, 'session_id', s.session_id,
                                                                        'status', s.status, 'since', s.since))
                                      from registration.seat s where s.registration_id = r.id))
  from registration.registration r
union all
select i.organiser_id, 'invitation', i.id, i.cohort_id, i.person_id, 1, 1, now(),
       jsonb_build_object('kind', 'invitation', 'organiser_id', i.organiser_id, 'id', i.id, 'epoch', 1, 'version', 1,
                          'cohort_id', i.cohort_id, 'person_id', i.person_id, 'form', 'inbjudan', 'status', i.status,
                          'session_ids', i.session_ids, 'invited_at', i.invited_at)
  from registration.invitation i
    on conflict do nothing
"""

_ENTRIES: Final = """
insert into notify.calendar_entry (organiser_id, seat_id, registration_id, session_id, status, edition, details, sequence,
                                   is_placed, told_at)
select organiser_id, id, registration_id, session_id, status, 1, '{}', 0, status = 'confirmed', since
  from registration.seat
    on conflict do nothing
"""

_DELIVERIES: Final = """
insert into notify.delivery (organiser_id, id, key, kind, status, unit_id, cohort_id, person_id, domain, due_at, to_address,
                             subject, message, attempts, sent_at, made_at)
select organiser_id, gen_random_uuid(), 'confirmation:' || id, 'confirmation', 'sent', id, cohort_id, person_id, 'd1.example',
       registered_at, 'somebody@d1.example', 'Prov', convert_to(repeat('a', 700), 'UTF8'), 1, registered_at, registered_at
  from registration.registration
    on conflict do nothing
"""


async def add(database_url: str) -> None:
    """Insert the rows that notify would have after mailing everybody; no event is sent."""
    conn = await asyncpg.connect(database_url)
    try:
        for statement in (_SNAPSHOTS, _ENTRIES, _DELIVERIES):
            await conn.execute(statement)
        await conn.execute("analyze")
    finally:
        await conn.close()
