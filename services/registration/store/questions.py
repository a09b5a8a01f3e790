"""Rows of `question` and `consent`: a cohort's questions to participants, and its consent texts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.errors import DependedUpon, QuestionAnswered
from services.registration.domain.question import (
    Condition,
    Consent,
    Option,
    Question,
    Questionnaire,
    erased_on,
)
from services.registration.store.rows import get_row, insert_once
from services.registration.store.views import public
from shared.postgres import Conn

columns: Final = """
       organiser_id, id, cohort_id, position, kind, label, label_en, help, help_en, options, required, sensitive, session_id,
       condition_id, condition_values, retired_at, erased_at, erased, version"""

LIST_OF_COHORT: Final = f"""
select{columns}
  from question
 where organiser_id = $1 and cohort_id = $2
 order by position, id
"""

LIST: Final = f"""
select{columns}
  from question
 where organiser_id = $1
   and ($2::uuid is null or cohort_id = $2)
   and ($3::uuid is null or id > $3)
 order by id
 limit $4
"""

FIND: Final = f"""
select{columns}
  from question
 where organiser_id = $1 and id = $2
"""

INSERT: Final = """
insert into question (organiser_id, id, cohort_id, position, kind, label, label_en, help, help_en, options, required, sensitive,
                      session_id, condition_id, condition_values, retired_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
"""

UPDATE: Final = """
update question
   set position = $3, kind = $4, label = $5, label_en = $6, help = $7, help_en = $8, options = $9, required = $10,
       sensitive = $11, session_id = $12, condition_id = $13, condition_values = $14, retired_at = $15, version = $16
 where organiser_id = $1 and id = $2
"""

DELETE: Final = "delete from question where organiser_id = $1 and id = $2 returning id"

IS_ANSWERED: Final = """
select exists (select from sensitive_answer where organiser_id = $1 and question_id = $3)
    or exists (select from registration where organiser_id = $1 and cohort_id = $2 and answers ? $3::uuid::text)
"""

LIST_WITH_SENSITIVE_ANSWERS: Final = f"""
select{columns}
  from question
 where id in (select question_id from sensitive_answer)
 order by organiser_id, id
"""

ENDS: Final = """
select c.id, coalesce(c.ends_on, p.ends_on) as ends_on
  from cohort c
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where c.organiser_id = $1 and c.id = any($2::uuid[])
"""

FIND_CONSENT: Final = """
select version, text, text_en, made_at
  from consent
 where organiser_id = $1 and cohort_id = $2
 order by version desc
 limit 1
"""

INSERT_CONSENT: Final = """
insert into consent (organiser_id, cohort_id, version, text, text_en, made_at) values ($1, $2, $3, $4, $5, $6)
"""


async def list_of_cohort(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> list[Question]:
    """Return all questions of a cohort in order, retired ones included."""
    return [_question(row) for row in await conn.fetch(LIST_OF_COHORT, organiser_id, cohort_id)]


async def list_after(
    conn: Conn, organiser_id: UUID, *, cohort_id: UUID | None, after: UUID, limit: int
) -> list[Question]:
    """Return a page of questions in order of creation."""
    return [_question(row) for row in await conn.fetch(LIST, organiser_id, cohort_id, after, limit)]


async def get(conn: Conn, organiser_id: UUID, question_id: UUID) -> Question:
    return _question(await get_row(conn, "question", FIND, organiser_id, question_id))


async def read(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> Questionnaire:
    """Return a cohort's current questions and consent text."""
    consent = await find_consent(conn, organiser_id, cohort_id)
    found = await list_of_cohort(conn, organiser_id, cohort_id)
    return Questionnaire(questions=tuple(found), consent=consent if consent.text else None)


async def insert(conn: Conn, question: Question) -> None:
    await insert_once(
        conn,
        INSERT,
        question.organiser_id,
        question.id,
        question.cohort_id,
        *_values(question),
        question.version,
    )


async def update(conn: Conn, question: Question) -> None:
    """Store all fields of a changed question; the caller has locked its cohort."""
    await conn.execute(UPDATE, question.organiser_id, question.id, *_values(question), question.version)


async def is_answered(conn: Conn, question: Question) -> bool:
    """Whether any answer to the question is stored; the caller has locked its cohort, so that none is added meanwhile."""
    found: bool = await conn.fetchval(IS_ANSWERED, question.organiser_id, question.cohort_id, question.id)
    return found


async def delete(conn: Conn, question: Question) -> None:
    """Delete a question without answers; raises `DependedUpon` if another question depends on it."""
    if await is_answered(conn, question):
        raise QuestionAnswered
    try:
        await conn.execute(DELETE, question.organiser_id, question.id)
    except asyncpg.ForeignKeyViolationError as error:
        raise DependedUpon from error


async def list_with_sensitive_answers(conn: Conn) -> dict[UUID, list[Question]]:
    """Return all questions with stored sensitive answers, by tenant."""
    found: dict[UUID, list[Question]] = {}
    for row in await conn.fetch(LIST_WITH_SENSITIVE_ANSWERS):
        found.setdefault(row["organiser_id"], []).append(_question(row))
    return found


async def list_erasures(
    conn: Conn, organiser_id: UUID, questions: Sequence[Question], *, today: date
) -> dict[UUID, date | None]:
    """Return, by question id, the day on which sensitive answers are erased, from the current dates."""
    sensitive = [question for question in questions if question.sensitive]
    cohorts = list({question.cohort_id for question in sensitive})
    if not cohorts:
        return {}
    ends = {row["id"]: row["ends_on"] for row in await conn.fetch(ENDS, organiser_id, cohorts)}
    dates = await public.list_sessions(conn, organiser_id, cohorts)
    return {
        question.id: erased_on(
            question, dates[question.cohort_id], ends_on=ends[question.cohort_id], today=today
        )
        for question in sensitive
    }


async def find_consent(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> Consent:
    """Return the current consent text; version 0 if the cohort never had one."""
    row = await conn.fetchrow(FIND_CONSENT, organiser_id, cohort_id)
    return Consent(**row) if row else Consent()


async def add_consent(
    conn: Conn,
    organiser_id: UUID,
    cohort_id: UUID,
    *,
    version: int,
    text: str | None,
    text_en: str | None,
    now: datetime,
) -> None:
    """Store a new version of the text; the caller has locked the cohort."""
    await conn.execute(INSERT_CONSENT, organiser_id, cohort_id, version, text, text_en, now)


def _question(row: asyncpg.Record) -> Question:
    fields: dict[str, Any] = dict(row)  # Any: columns
    condition_id, values = fields.pop("condition_id"), fields.pop("condition_values")
    fields["options"] = msgspec.convert(fields["options"], tuple[Option, ...])
    fields["condition"] = Condition(question_id=condition_id, values=tuple(values)) if condition_id else None
    return Question(**fields)


def _values(question: Question) -> Sequence[object]:
    """Return the editable values in the order of the statements."""
    condition = question.condition
    return (
        question.position,
        question.kind,
        question.label,
        question.label_en,
        question.help,
        question.help_en,
        msgspec.to_builtins(question.options),
        question.required,
        question.sensitive,
        question.session_id,
        condition.question_id if condition else None,
        list(condition.values) if condition else None,
        question.retired_at,
    )
