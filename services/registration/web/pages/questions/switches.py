"""The switches of dates that have questions: the stylesheet hides these until the switch is on."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.registration.web.kit.dates import TimelineTerm
from services.registration.web.pages.questions.form import FormQuestions

# The number of question groups that the stylesheet can hide (question.css); further ones are always shown.
MOST_HIDDEN: Final = 6


def switches(questions: FormQuestions | None, terms: Sequence[TimelineTerm]) -> dict[UUID, str]:
    """A name for the switch of each session that has questions, by session id."""
    if questions is None:
        return {}
    ids = [UUID(day.id) for term in terms for day in term.days if day.checked is not None]
    session_ids = dict.fromkeys(
        question.session_id for question in questions.on_form(ids) if question.session_id
    )
    return {
        session_id: f"s{number}" for number, session_id in enumerate(list(session_ids)[:MOST_HIDDEN], start=1)
    }


def with_switches(terms: Sequence[TimelineTerm], opens: Mapping[UUID, str]) -> tuple[TimelineTerm, ...]:
    """The terms with the name of the question group set on each switch that reveals one."""
    if not opens:
        return tuple(terms)
    names = {str(session_id): name for session_id, name in opens.items()}
    return tuple(
        TimelineTerm(
            term.heading,
            tuple(msgspec.structs.replace(day, opens=names.get(day.id, "")) for day in term.days),
        )
        for term in terms
    )
