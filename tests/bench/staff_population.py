"""What else the pages for staff list beside a population: the log, enquiries, mailings, colleagues, lists that were read in."""

import json
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from shared import ids, times
from tests.bench.population import Made

_COLUMNS: Final = {
    "staff": "organiser_id id email email_key role name",
    "audit": "organiser_id id at actor_kind actor_id actor_role action subject_kind subject_id before after",
    "enquiry": "organiser_id id status subject people organisation name email language asked_at",
    "mailing": "organiser_id id cohort_id selection subject body status sent_at recipients without_address created_at",
    "mailing_recipient": "organiser_id id mailing_id person_id",
    "people_import": "organiser_id id at actor_kind actor_id file_name mapping counts",
}
_RECIPIENTS: Final = 100


class StaffSize(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows of each kind; the log has an entry for each registration."""

    staff: int
    enquiries: int
    mailings: int
    imports: int


FULL: Final = StaffSize(staff=50, enquiries=5_000, mailings=500, imports=200)


class StaffMade(msgspec.Struct, frozen=True, kw_only=True):
    """Ids for the addresses of pages."""

    mailings: list[UUID]
    enquiries: list[UUID]


async def add(database_url: str, tenant: UUID, made: Made, size: StaffSize) -> StaffMade:
    """Insert the rows and run ANALYZE."""
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _COLUMNS}
    now = times.now()
    for n in range(size.staff):
        email = f"medarbetare{n}@prov.example"
        rows["staff"].append((tenant, ids.new(), email, email, "coordinator", f"Medarbetare {n}"))
    staff = [row[1] for row in rows["staff"]]
    for n, registration_id in enumerate(made.registrations):
        at = now - timedelta(minutes=len(made.registrations) - n)
        after = json.dumps({"status": "registered"})
        rows["audit"].append(
            (tenant, ids.new(), at, "staff", staff[n % len(staff)], "coordinator", "registration.create",
             "registration", registration_id, None, after)
        )  # fmt: skip
    for n in range(size.enquiries):
        status = "answered" if n % 10 else "new"
        rows["enquiry"].append(
            (tenant, ids.new(), status, f"Bedömning {n}", 25, f"Provkommun {n}", f"Frågare {n}",
             f"fraga{n}@d{n % 290}.example", "sv", now - timedelta(hours=n))
        )  # fmt: skip
    for n in range(size.mailings):
        mailing_id, cohort_id = ids.new(), made.cohorts[n % len(made.cohorts)]
        rows["mailing"].append(
            (tenant, mailing_id, cohort_id, "{}", f"Inför träffen {n}", "Hej!", "sent", now, _RECIPIENTS, 0, now)
        )  # fmt: skip
        mailed = {made.people[(n * _RECIPIENTS + k) % len(made.people)] for k in range(_RECIPIENTS)}
        rows["mailing_recipient"] += [(tenant, ids.new(), mailing_id, person_id) for person_id in mailed]
    counts = json.dumps({"new": 40, "changed": 7, "unchanged": 553})
    for n in range(size.imports):
        rows["people_import"].append(
            (tenant, ids.new(), now - timedelta(days=n), "staff", staff[n % len(staff)], f"lista-{n}.xlsx", "{}", counts)
        )  # fmt: skip
    # A connection of its own: COPY writes jsonb as text.
    conn = await asyncpg.connect(database_url, server_settings={"search_path": "registration"})
    try:
        async with conn.transaction():
            for table, names in _COLUMNS.items():
                await conn.copy_records_to_table(table, records=rows[table], columns=names.split())
        await conn.execute("analyze")
    finally:
        await conn.close()
    return StaffMade(
        mailings=[row[1] for row in rows["mailing"]], enquiries=[row[1] for row in rows["enquiry"]]
    )
