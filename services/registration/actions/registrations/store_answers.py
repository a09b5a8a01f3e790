"""What somebody answers is read against what the cohort asks, and kept: the sensitive answers apart from the others."""

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
    """What was answered, by the question's id, and the version of the text that was agreed to.

    `about`: the sessions that a form was about; what was answered about others stays. None: all.
    """

    answers: dict[str, Any] = {}  # Any: read against the questions
    consent: int | None = None
    about: frozenset[UUID] | None = None


async def read_new(
    conn: Conn,
    caller: Caller,
    cohort_id: UUID,
    given: SubmittedAnswers | None,
    *,
    asks: bool,
    session_ids: Collection[UUID],
) -> CheckedAnswers:
    """What to keep of somebody who registers for these sessions, whose cohort is held; `FieldsRefused` with all that is wrong.

    A cohort that `asks` nothing keeps what it is sent. `given` None: nobody was asked; they are on their own page.
    """
    if given is None:
        return CheckedAnswers(ordinary={}, sensitive={})
    if asks:
        return await _read(conn, caller, cohort_id, given, stored=None, session_ids=session_ids)
    if given.consent is not None:
        raise FieldsRefused([FieldError("consent_version", "does_not_match")])
    return CheckedAnswers(ordinary=given.answers, sensitive={})


async def keep(conn: Conn, caller: Caller, registration_id: UUID, given: SubmittedAnswers) -> bool:
    """Keep what somebody registered answers, for the sessions that they have; what they leave out stays as it was.

    Whether anything is otherwise now: then the registration is a new version, and the caller tells notify.
    """
    stored = await kept.lock(conn, caller.organiser_id, registration_id, now=caller.now)
    read = await _read(conn, caller, stored.cohort_id, given, stored=stored, session_ids=stored.session_ids)
    if given.consent is None and (read.ordinary, read.sensitive) == (stored.ordinary, stored.sensitive):
        return False
    await kept.replace(conn, caller.organiser_id, registration_id, read.ordinary)
    await kept.store_beside(
        conn, caller.organiser_id, registration_id, read, consent=given.consent, now=caller.now
    )
    return True


async def _read(
    conn: Conn,
    caller: Caller,
    cohort_id: UUID,
    given: SubmittedAnswers,
    *,
    stored: StoredAnswers | None,
    session_ids: Collection[UUID],
) -> CheckedAnswers:
    asked = await questions.read(conn, caller.organiser_id, cohort_id)
    answers = given.answers
    if given.about is not None:
        # On a form that was open while a question was removed, its field is nobody's mistake.
        known = {str(one.id) for one in asked.questions}
        answers = {key: value for key, value in answers.items() if key in known}
    read = read_answers(
        asked.questions,
        answers,
        session_ids=session_ids,
        left_ids=_left(stored, given) if stored else (),
        stored=stored.all if stored else {},
    )
    wrong = read if isinstance(read, list) else []
    if given.consent is not None and given.consent != (asked.consent.version if asked.consent else None):
        wrong = [*wrong, FieldError("consent_version", "does_not_match")]
    if wrong or isinstance(read, list):
        raise FieldsRefused(wrong)
    return read


def _left(stored: StoredAnswers, given: SubmittedAnswers) -> frozenset[UUID]:
    """The sessions of a registration about which nothing is asked now."""
    others = stored.session_ids - given.about if given.about is not None else frozenset()
    return stored.over_ids | others
