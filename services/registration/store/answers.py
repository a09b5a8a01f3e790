"""Answers to questions: ordinary ones in `registration.answers`, sensitive ones in `sensitive_answer`; and their counts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.answer import CheckedAnswers, Value
from services.registration.domain.errors import NotFound
from services.registration.domain.question import DECIDES, NO, YES, Question
from services.registration.domain.sessions.session import over_at
from shared.events import RegistrationStatus
from shared.postgres import Conn

# Taken before the registration's lock, and shared: the cohort's questions cannot change during the answer.
LOCK_COHORT: Final = """
select c.id
  from registration r
  join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
 where r.organiser_id = $1 and r.id = $2
   for share of c
"""

HOLD: Final = """
select cohort_id, status, answers, version, consent_version
  from registration
 where organiser_id = $1 and id = $2
   for no key update
"""

LIST_SENSITIVE: Final = """
select question_id, answer from sensitive_answer where organiser_id = $1 and registration_id = $2
"""

LIST_SESSIONS: Final = """
select s.id, s.on_date, s.starts_at, s.ends_at
  from seat g
  join session s on s.organiser_id = g.organiser_id and s.id = g.session_id
 where g.organiser_id = $1 and g.registration_id = $2 and g.status <> 'withdrawn'
"""

READ: Final = """
select r.answers || coalesce((select jsonb_object_agg(a.question_id::text, a.answer)
                                from sensitive_answer a
                               where a.organiser_id = r.organiser_id and a.registration_id = r.id), '{}') as answers,
       r.consent_version, r.consented_at
  from registration r
 where r.organiser_id = $1 and r.id = $2
"""

UPDATE: Final = """
update registration set answers = $3, version = version + 1 where organiser_id = $1 and id = $2
"""

SET_SENSITIVE: Final = """
with gone as (
  delete from sensitive_answer a
   where a.organiser_id = $1 and a.registration_id = $2 and not $3::jsonb ? a.question_id::text
)
insert into sensitive_answer (organiser_id, registration_id, question_id, answer)
select $1, $2, k.id::uuid, k.answer from jsonb_each($3::jsonb) as k (id, answer)
    on conflict (registration_id, question_id) do update set answer = excluded.answer
"""

SET_CONSENT: Final = """
update registration set consent_version = $3, consented_at = $4
 where organiser_id = $1 and id = $2 and consent_version is distinct from $3
"""

# The question records the day and the number of the last erasure that deleted any answers.
ERASE: Final = """
with gone as (
  delete from sensitive_answer where organiser_id = $1 and question_id = $2 returning question_id
), counted as (
  select count(*)::int as erased from gone
), noted as (
  update question q set erased_at = $3, erased = counted.erased
    from counted
   where q.organiser_id = $1 and q.id = $2 and counted.erased > 0
)
select erased from counted
"""

# Answers of withdrawn registrations, and of those without a seat in the session that the question is about.
ERASE_OF_WITHDRAWN: Final = """
delete from sensitive_answer a
 using registration r, question q
 where r.organiser_id = a.organiser_id and r.id = a.registration_id and q.organiser_id = a.organiser_id and q.id = a.question_id
   and (r.status = 'withdrawn'
        or q.session_id is not null and not exists (select from seat s
                                                     where s.registration_id = r.id and s.session_id = q.session_id
                                                       and s.status <> 'withdrawn'))
returning a.question_id
"""

_those_who_come: Final = """
with come as (
  select r.id, r.answers
    from registration r
   where r.organiser_id = $1 and r.cohort_id = $2 and r.status = 'registered'
     and ($4::uuid is null or exists (select from seat s
                                       where s.registration_id = r.id and s.session_id = $4 and s.status = 'confirmed'))
), said as (
  select coalesce(a.answer, come.answers -> $3::uuid::text) as answer
    from come
    left join sensitive_answer a on a.registration_id = come.id and a.question_id = $3
)"""

COUNT: Final = f"""{_those_who_come}
select count(*) as registered, count(answer) as answered from said
"""

COUNT_BY_VALUE: Final = f"""{_those_who_come}
select v.value, count(*) as count
  from said
 cross join lateral (
   select jsonb_array_elements_text(said.answer) as value where jsonb_typeof(said.answer) = 'array'
    union all
   select said.answer #>> '{{}}' where jsonb_typeof(said.answer) in ('string', 'boolean')
 ) v
 group by v.value
"""

# In the order of the texts, which says nothing about who wrote them.
LIST_TEXTS: Final = f"""{_those_who_come}
select said.answer #>> '{{}}' as text from said where answer is not null order by 1
"""

ERASE_PERSON: Final = """
delete from sensitive_answer where organiser_id = $1 and registration_id = any($2::uuid[])
"""


class OwnAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """A person's answers and consent, for their own pages."""

    answers: dict[str, Any] = {}  # Any: free-form answers to a cohort without questions
    consent_version: int | None = None
    consented_at: datetime | None = None


class StoredAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """The stored answers of a registration, the sessions in which it has a seat or waits, and those of them that are over."""

    cohort_id: UUID
    status: RegistrationStatus
    version: int
    consent_version: int | None
    ordinary: dict[str, Any]  # Any: free-form answers to a cohort without questions
    sensitive: dict[UUID, Value]
    session_ids: frozenset[UUID]
    over_ids: frozenset[UUID]

    @property
    def all(self) -> dict[str, Any]:  # Any: as above
        """All answers, by question id."""
        return {**self.ordinary, **{str(key): value for key, value in self.sensitive.items()}}


class AnswerCounts(msgspec.Struct, frozen=True, kw_only=True):
    """The number of registered people, of those who answered, and of each value; nothing about individuals.

    `texts`: what was written, without names and in alphabetical order.
    """

    registered: int
    answered: int
    by_value: Mapping[str, int]
    texts: Sequence[str] = ()


async def read(conn: Conn, organiser_id: UUID, registration_id: UUID | None) -> OwnAnswers:
    """Return a person's answers, sensitive ones included: show them to that person only. Empty without a registration."""
    row = await conn.fetchrow(READ, organiser_id, registration_id)
    return OwnAnswers(**row) if row else OwnAnswers()


async def lock(conn: Conn, organiser_id: UUID, registration_id: UUID, *, now: datetime) -> StoredAnswers:
    """Lock a registration and its cohort and return its answers; raises `NotFound`."""
    await conn.fetchval(LOCK_COHORT, organiser_id, registration_id)
    row = await conn.fetchrow(HOLD, organiser_id, registration_id)
    if row is None:
        raise NotFound("registration")
    fields = {**row, "ordinary": row["answers"]}
    del fields["answers"]
    sensitive = await conn.fetch(LIST_SENSITIVE, organiser_id, registration_id)
    live_sessions = await conn.fetch(LIST_SESSIONS, organiser_id, registration_id)
    ends = {
        session["id"]: over_at(session["on_date"], session["starts_at"], session["ends_at"])
        for session in live_sessions
    }
    return StoredAnswers(
        **fields,
        sensitive={answer["question_id"]: answer["answer"] for answer in sensitive},
        session_ids=frozenset(ends),
        over_ids=frozenset(key for key, end in ends.items() if end is not None and end <= now),
    )


async def replace(conn: Conn, organiser_id: UUID, registration_id: UUID, ordinary: Mapping[str, Any]) -> None:
    """Replace the ordinary answers of a locked registration and raise its version."""
    await conn.execute(UPDATE, organiser_id, registration_id, ordinary)


async def store_sensitive(
    conn: Conn,
    organiser_id: UUID,
    registration_id: UUID,
    answers: CheckedAnswers,
    *,
    consent: int | None,
    now: datetime,
) -> None:
    """Store the sensitive answers, and the version and time of the consent if there is one."""
    sensitive = {str(key): value for key, value in answers.sensitive.items()}
    await conn.execute(SET_SENSITIVE, organiser_id, registration_id, sensitive)
    if consent is not None:
        await conn.execute(SET_CONSENT, organiser_id, registration_id, consent, now)


async def erase(conn: Conn, question: Question, *, now: datetime) -> int:
    """Delete every answer to a sensitive question, record it on the question, and return the number."""
    erased: int = await conn.fetchval(ERASE, question.organiser_id, question.id, now)
    return erased


async def erase_of_withdrawn(conn: Conn) -> int:
    """Delete the sensitive answers of withdrawn people and return the number."""
    return len(await conn.fetch(ERASE_OF_WITHDRAWN))


async def count(conn: Conn, question: Question, *, session_id: UUID | None) -> AnswerCounts:
    """Count the answers of registered people, in one session or all (None); list what was written."""
    arguments: Sequence[object] = (question.organiser_id, question.cohort_id, question.id, session_id)
    row = await conn.fetchrow(COUNT, *arguments)
    values = await conn.fetch(COUNT_BY_VALUE, *arguments) if question.kind in DECIDES else []
    texts = [] if question.kind in DECIDES else await conn.fetch(LIST_TEXTS, *arguments)
    words = {"true": YES, "false": NO} if question.kind == "yes_no" else {}
    return AnswerCounts(
        registered=row["registered"] if row else 0,
        answered=row["answered"] if row else 0,
        by_value={words.get(row["value"], row["value"]): row["count"] for row in values},
        texts=[row["text"] for row in texts],
    )
