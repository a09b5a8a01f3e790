"""Which dates a form chose: read whole, every mistake at once."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from services.registration.domain.session import Session
from services.registration.web.kit import parallel
from services.registration.web.kit.fields import Mistake
from services.registration.web.kit.posted_form import PostedForm, read_uuid
from services.registration.web.wording import Wording

# The anchor of the dates, which are no single field: the error summary links to it.
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
    """The ids of the dates chosen, without repeats, and what is wrong with the choice.

    `choosable` maps dates that can be had to their titles, `others` those that could be had when the page was opened;
    `choices` are parallel sessions, of which one is to be chosen. The only date needs no field.
    """
    picked, mistakes = parallel.read(form, choices, words)
    given = [*form.all("session_ids"), *picked]
    if not given and len(choosable) == 1:
        return list(choosable), []
    chosen: list[UUID] = []
    for text in given:
        session_id = read_uuid(text)
        if session_id is not None and session_id in choosable:
            if session_id not in chosen:
                chosen.append(session_id)
        elif session_id is not None and session_id in others:
            # It could be chosen when the page was opened, in another tab or yesterday.
            mistakes.append(Mistake(DATES, words.form_errors.stale.format(title=others[session_id])))
        else:
            mistakes.append(Mistake(DATES, not_here))
    if not chosen and not mistakes:
        mistakes.append(Mistake(DATES, nothing_chosen))
    return chosen, list(dict.fromkeys(mistakes))
