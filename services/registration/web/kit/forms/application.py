"""Reads who a form registers and for which sessions, without a cohort's own questions."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.registration import Applicant, read_applicant
from services.registration.domain.sessions.session import Session
from services.registration.web.kit.forms.date_choice import read_dates
from services.registration.web.kit.forms.fields import Mistake, mistake
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.wording import Wording
from shared.language import Language

# The fields about the person; other posted fields are ignored.
_FIELDS: Final = ("name", "email", "organisation", "role")


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """`applicant` is None if a field about the person is wrong; `mistakes` lists all errors, dates first."""

    applicant: Applicant | None
    session_ids: list[UUID]
    mistakes: list[Mistake]


def read_application(
    form: PostedForm,
    words: Wording,
    language: Language,
    *,
    choosable: Mapping[UUID, str],
    others: Mapping[UUID, str],
    choices: Mapping[str, Sequence[Session]],
) -> Application:
    """The applicant and the sessions, with all errors; the arguments about dates are those of `read_dates`."""
    texts = words.public.cohort
    chosen, mistakes = read_dates(
        form,
        words,
        choosable=choosable,
        others=others,
        choices=choices,
        not_here=texts.not_here,
        nothing_chosen=texts.nothing_chosen,
    )
    applicant = read_applicant(
        {name: value for name, value in form.values().items() if name in _FIELDS}, language=language
    )
    if isinstance(applicant, list):
        mistakes += [mistake(error, words) for error in applicant]
        return Application(applicant=None, session_ids=chosen, mistakes=mistakes)
    return Application(applicant=applicant, session_ids=chosen, mistakes=mistakes)
