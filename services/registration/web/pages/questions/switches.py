"""The switches of dates that questions hang on: what the stylesheet hides until they are on."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.registration.web.kit.dates import TimelineTerm
from services.registration.web.pages.questions.form import FormQuestions

# As many groups as the stylesheet can hide while they do not matter (question.css); further ones are always shown.
MOST_HIDDEN: Final = 6


def switches(questions: FormQuestions | None, terms: Sequence[TimelineTerm]) -> dict[UUID, str]:
    """A name for the switch of each session that questions hang on, of those that have a switch on the page."""
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
    """Let the switches of these sessions open what is asked of those who come to them."""
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
