"""Cohorts as the API shows them."""

from typing import Any, Final
from uuid import UUID

from services.registration.store.rows import get_row
from shared.postgres import Conn

_shown: Final = """
select id, programme_id, name, slug, number, starts_on, ends_on, capacity, waiting_list, waiting_order,
       offer_hours, drop_in, drop_in_from, status, calendar, forwarding, confirmations, must_confirm, reminders,
       send_hours, sending_paused_at, version
  from cohort
"""

LIST: Final = f"""{_shown}
 where organiser_id = $1 and id > $2 and ($4::uuid is null or programme_id = $4)
   and ($5::text is null or status = $5)
 order by id
 limit $3
"""

OF_PROGRAMME: Final = "select id from cohort where organiser_id = $1 and programme_id = $2"

FIND: Final = f"""{_shown}
 where organiser_id = $1 and id = $2
"""


# Whether the programme of a cohort has a contact whom people can write to or call.
HAS_CONTACT: Final = """
select exists (
  select from cohort c
    join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
    join contact k on k.organiser_id = p.organiser_id and k.id = p.contact_id
   where c.organiser_id = $1 and c.id = $2 and (k.email is not null or k.phone is not null))
"""


async def ids_of(conn: Conn, organiser_id: UUID, programme_id: UUID) -> list[UUID]:
    """Return a programme's cohorts; given few ids, PostgreSQL plans index lookups instead of a scan of the whole table."""
    return [row["id"] for row in await conn.fetch(OF_PROGRAMME, organiser_id, programme_id)]


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    after: UUID,
    limit: int,
    programme_id: UUID | None = None,
    status: str | None = None,
) -> list[dict[str, Any]]:  # Any: a row
    """Return a page of cohorts in order of creation."""
    return [dict(row) for row in await conn.fetch(LIST, organiser_id, after, limit, programme_id, status)]


async def get(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> dict[str, Any]:  # Any: a row
    """Return a cohort; raises `NotFound`."""
    return dict(await get_row(conn, "cohort", FIND, organiser_id, cohort_id))


async def has_contact(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> bool:
    """Whether whoever is invited to the cohort has somebody to ask."""
    return bool(await conn.fetchval(HAS_CONTACT, organiser_id, cohort_id))
