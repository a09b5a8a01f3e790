"""A person's answers and consents with their texts, for that person."""

from typing import Any, Final
from uuid import UUID

from shared.postgres import Conn

ANSWERS: Final = """
select r.id as registration_id, q.id, q.label as question, coalesce(a.answer, r.answers -> q.id::text) as answer, q.sensitive
  from registration r
  join question q on q.organiser_id = r.organiser_id and q.cohort_id = r.cohort_id
  left join sensitive_answer a on a.registration_id = r.id and a.question_id = q.id
 where r.organiser_id = $1 and r.person_id = $2 and coalesce(a.answer, r.answers -> q.id::text) is not null
 order by r.id, q.position, q.id
"""

CONSENTS: Final = """
select r.id as registration_id, k.version, k.text, k.text_en, r.consented_at
  from registration r
  join consent k on k.organiser_id = r.organiser_id and k.cohort_id = r.cohort_id and k.version = r.consent_version
 where r.organiser_id = $1 and r.person_id = $2
"""


async def add(
    conn: Conn,
    organiser_id: UUID,
    person_id: UUID,
    registrations: list[dict[str, Any]],  # Any: rows
) -> None:
    """Add `questions` (question, answer, sensitive) and `consent` to each of a person's registrations, in place.

    `answers` keeps only the free-form answers to a cohort without questions.
    """
    by_id = {row["id"]: row for row in registrations}
    for row in registrations:
        row["questions"], row["consent"] = [], None
    for found in await conn.fetch(ANSWERS, organiser_id, person_id):
        registration = by_id[found["registration_id"]]
        registration["answers"].pop(str(found["id"]), None)
        registration["questions"].append({name: found[name] for name in ("question", "answer", "sensitive")})
    for found in await conn.fetch(CONSENTS, organiser_id, person_id):
        consent = dict(found)
        by_id[consent.pop("registration_id")]["consent"] = consent
