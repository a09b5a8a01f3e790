"""What somebody wrote to register: read whole, every mistake at once."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.registration.actions.registrations.store_answers import Given
from services.registration.domain.registration import Applicant, read_applicant
from services.registration.domain.session import Session
from services.registration.web.kit import parallel
from services.registration.web.kit.fields import Mistake, mistake
from services.registration.web.kit.posted_form import Form
from services.registration.web.pages.questions.form import Asked
from services.registration.web.wording import Wording
from shared.events import Language

DATES: Final = "datum"
# Of what a form can hold, what is ours: anything else that is sent along is left alone.
_FIELDS: Final = ("name", "email", "organisation", "role")


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    applicant: Applicant
    session_ids: list[UUID]
    given: Given


def read_application(
    form: Form,
    words: Wording,
    language: Language,
    *,
    choosable: Mapping[UUID, str],
    others: Mapping[UUID, str],
    choices: Mapping[str, Sequence[Session]],
    asked: Asked | None,
) -> Applied | list[Mistake]:
    """Read who applies and for which dates, or say all that is wrong.

    `others` are dates that cannot be had, `choices` parallel ones, of which one is to be chosen.
    """
    chosen, mistakes = read_dates(form, words, choosable=choosable, others=others, choices=choices)
    values = {name: value for name, value in form.values().items() if name in _FIELDS}
    applicant = read_applicant(values, language=language)
    answers, wrong = asked.read(form, on_form=choosable, chosen=chosen) if asked else (Given(), [])
    if isinstance(applicant, list):
        return [*mistakes, *(mistake(error, words) for error in applicant), *wrong]
    return [*mistakes, *wrong] or Applied(applicant=applicant, session_ids=chosen, given=answers)


def read_dates(
    form: Form,
    words: Wording,
    *,
    choosable: Mapping[UUID, str],
    others: Mapping[UUID, str],
    choices: Mapping[str, Sequence[Session]],
) -> tuple[list[UUID], list[Mistake]]:
    """The dates chosen, and what is wrong with the choice."""
    picked, unanswered = parallel.read(form, choices, words)
    return _chosen([*form.all("session_ids"), *picked], words, choosable, others, unanswered)


def _chosen(
    given: Sequence[str],
    words: Wording,
    choosable: Mapping[UUID, str],
    others: Mapping[UUID, str],
    unanswered: Sequence[Mistake],
) -> tuple[list[UUID], list[Mistake]]:
    if not given and len(choosable) == 1:
        return list(choosable), []
    chosen: list[UUID] = []
    mistakes = list(unanswered)
    for text in given:
        session_id = _uuid(text)
        if session_id is not None and session_id in choosable:
            if session_id not in chosen:
                chosen.append(session_id)
        elif session_id is not None and session_id in others:
            # It could be chosen when the page was opened.
            mistakes.append(Mistake(DATES, words.form_errors.stale.format(title=others[session_id])))
        else:
            mistakes.append(Mistake(DATES, words.public.cohort.not_here))
    if not chosen and not mistakes:
        mistakes.append(Mistake(DATES, words.public.cohort.nothing_chosen))
    return chosen, list(dict.fromkeys(mistakes))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
