"""Reads which sessions a form chose, with all errors at once."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from services.registration.domain.sessions.session import Session
from services.registration.web.kit.forms import parallel
from services.registration.web.kit.forms.fields import Mistake
from services.registration.web.kit.forms.posted_form import PostedForm, read_uuid
from services.registration.web.wording import Wording

# The anchor of the list of dates, to which the error summary links.
DATES: Final = "datum"


def read_dates(
    form: PostedForm,
    words: Wording,
    *,
    choosable: Mapping[UUID, str],
    others: Mapping[UUID, str],
    choices: Mapping[str, Sequence[Session]],
    not_here: str,
    nothing_chosen: str,
) -> tuple[list[UUID], list[Mistake]]:
    """The ids of the chosen sessions, without repeats, and the errors of the choice.

    `choosable` and `others` map ids to titles: sessions that can be chosen, and the rest of the cohort's; `choices` are
    groups of parallel sessions, of which one each is to be chosen. A single date needs no field.
    """
    picked, mistakes = parallel.read(form, choices, words)
    posted_ids = [*form.all("session_ids"), *picked]
    if not posted_ids and len(choosable) == 1:
        return list(choosable), []
    chosen: list[UUID] = []
    for text in posted_ids:
        session_id = read_uuid(text)
        if session_id is not None and session_id in choosable:
            if session_id not in chosen:
                chosen.append(session_id)
        elif session_id is not None and session_id in others:
            # It could still be chosen when the page was opened.
            mistakes.append(Mistake(DATES, words.form_errors.stale.format(title=others[session_id])))
        else:
            mistakes.append(Mistake(DATES, not_here))
    if not chosen and not mistakes:
        mistakes.append(Mistake(DATES, nothing_chosen))
    return chosen, list(dict.fromkeys(mistakes))
