"""Checks answers against the cohort's questions and stores them; sensitive answers go into a table of their own."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec

from services.registration.domain.answer import CheckedAnswers, read_answers
from services.registration.domain.caller import Caller
from services.registration.domain.errors import FieldsRefused
from services.registration.domain.form import FieldError
from services.registration.store import answers as kept
from services.registration.store import questions
from services.registration.store.answers import StoredAnswers
from shared.postgres import Conn


class SubmittedAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """Answers by question id, and the version of the accepted text.

    `about`: the sessions that the form covered; answers about other sessions stay. None: all sessions.
    """

    answers: dict[str, Any] = {}  # Any: checked against the questions
    consent: int | None = None
    about: frozenset[UUID] | None = None


async def read_new(
    conn: Conn,
    caller: Caller,
    cohort_id: UUID,
    submitted: SubmittedAnswers | None,
    *,
    asks: bool,
    session_ids: Collection[UUID],
) -> CheckedAnswers:
    """Return the checked answers of a new registration for these sessions of a locked cohort. Raises `FieldsRefused`.

    A cohort without questions (`asks` false) stores answers unchecked. `submitted` None: the questions were not shown; they
    are on the person's own page.
    """
    if submitted is None:
        return CheckedAnswers(ordinary={}, sensitive={})
    if asks:
        return await _read(conn, caller, cohort_id, submitted, stored=None, session_ids=session_ids)
    if submitted.consent is not None:
        raise FieldsRefused([FieldError("consent_version", "does_not_match")])
    return CheckedAnswers(ordinary=submitted.answers, sensitive={})


async def keep(conn: Conn, caller: Caller, registration_id: UUID, submitted: SubmittedAnswers) -> bool:
    """Store the answers of a registered person for their sessions; questions left out keep their answers.

    Returns whether anything changed: then the registration has a new version, and the caller tells notify.
    """
    stored = await kept.lock(conn, caller.organiser_id, registration_id, now=caller.now)
    read = await _read(
        conn, caller, stored.cohort_id, submitted, stored=stored, session_ids=stored.session_ids
    )
    if submitted.consent is None and (read.ordinary, read.sensitive) == (stored.ordinary, stored.sensitive):
        return False
    await kept.replace(conn, caller.organiser_id, registration_id, read.ordinary)
    await kept.store_sensitive(
        conn, caller.organiser_id, registration_id, read, consent=submitted.consent, now=caller.now
    )
    return True


async def _read(
    conn: Conn,
    caller: Caller,
    cohort_id: UUID,
    submitted: SubmittedAnswers,
    *,
    stored: StoredAnswers | None,
    session_ids: Collection[UUID],
) -> CheckedAnswers:
    cohort_questions = await questions.read(conn, caller.organiser_id, cohort_id)
    answers = submitted.answers
    if submitted.about is not None:
        # A form that was open while a question was removed may still contain its field.
        known = {str(question.id) for question in cohort_questions.questions}
        answers = {key: value for key, value in answers.items() if key in known}
    read = read_answers(
        cohort_questions.questions,
        answers,
        session_ids=session_ids,
        left_ids=_left(stored, submitted) if stored else (),
        stored=stored.all if stored else {},
    )
    wrong = read if isinstance(read, list) else []
    if submitted.consent is not None and submitted.consent != (
        cohort_questions.consent.version if cohort_questions.consent else None
    ):
        wrong = [*wrong, FieldError("consent_version", "does_not_match")]
    if wrong or isinstance(read, list):
        raise FieldsRefused(wrong)
    return read


def _left(stored: StoredAnswers, submitted: SubmittedAnswers) -> frozenset[UUID]:
    """The sessions of a registration that the answers do not cover."""
    others = stored.session_ids - submitted.about if submitted.about is not None else frozenset()
    return stored.over_ids | others
