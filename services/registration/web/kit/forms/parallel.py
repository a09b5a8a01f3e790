"""Parallel sessions in a form: radio buttons named `choice_{group}`, one session of each group or none."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from services.registration.domain.public import few_left
from services.registration.domain.sessions.session import Session
from services.registration.web.kit.dates import TimelineDate
from services.registration.web.kit.forms.fields import Mistake, error_at
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.wording import Wording, plural
from shared import dates
from shared.language import Language

# The value for "none of them"; no value at all means that the question is unanswered.
NONE = "none"


class ChoiceGroup(msgspec.Struct, frozen=True, kw_only=True):
    """One question. A date whose `checked` is None cannot be chosen; `anchor` is the element that an error links to."""

    name: str
    anchor: str
    heading: str
    error: str | None
    days: tuple[TimelineDate, ...]
    is_none: bool


def field(group: str) -> str:
    """The name of a group's radio buttons."""
    return f"choice_{group}"


def choices(sessions: Iterable[Session], choosable: Collection[UUID]) -> dict[str, list[Session]]:
    """The groups with at least one available session, each with all its sessions; empty if only one date is left at all."""
    by_group: dict[str, list[Session]] = {}
    for session in sessions:
        if session.choice_group is not None:
            by_group.setdefault(session.choice_group, []).append(session)
    return {
        group: members
        for group, members in by_group.items()
        if len(choosable) > 1 and any(session.id in choosable for session in members)
    }


def groups(
    choice_groups: Mapping[str, Sequence[Session]],
    day: Callable[[Session, bool | None], TimelineDate],
    form: PostedForm | None,
    mistakes: Sequence[Mistake],
    *,
    choosable: Collection[UUID],
    own_session_ids: Collection[UUID],
    is_answered: bool,
    words: Wording,
    language: Language,
) -> tuple[ChoiceGroup, ...]:
    """The questions as shown: answered by the posted form, else by the seats already held, else unanswered."""
    questions = []
    for number, (group, members) in enumerate(choice_groups.items(), start=1):
        answers = _answers(form, group, members, own_session_ids, is_answered=is_answered)
        anchor = _anchor(number)
        questions.append(
            ChoiceGroup(
                name=field(group),
                anchor=anchor,
                heading=_heading(members, words, language),
                error=error_at(anchor, mistakes),
                days=tuple(
                    day(session, str(session.id) in answers if session.id in choosable else None)
                    for session in members
                ),
                is_none=NONE in answers,
            )
        )
    return tuple(questions)


def read(
    form: PostedForm, choice_groups: Mapping[str, Sequence[Session]], words: Wording
) -> tuple[list[str], list[Mistake]]:
    """The chosen session ids as posted, and an error for each unanswered question. A `session_ids` field also answers one."""
    chosen, mistakes = [], []
    for number, (group, members) in enumerate(choice_groups.items(), start=1):
        answers = _posted_answers(form, group)
        named = {str(session.id) for session in members}.intersection(form.all("session_ids"))
        if not answers and not named:
            mistakes.append(Mistake(_anchor(number), words.form_errors.no_choice))
        chosen += [answer for answer in answers if answer != NONE]
    return chosen, mistakes


def seats_left(session: Session, words: Wording) -> tuple[str, ...]:
    """How many seats are left, if few; always for parallel sessions, because the reader has to choose one."""
    left = few_left(session)
    if session.choice_group is not None and session.seats_in_all is not None:
        left = max(session.seats_in_all - session.taken, 0) or None
    return (plural(words.public.cohort.seats_left, left, words),) if left else ()


def _answers(
    form: PostedForm | None,
    group: str,
    members: Sequence[Session],
    own_session_ids: Collection[UUID],
    *,
    is_answered: bool,
) -> set[str]:
    if form is not None:
        return {*_posted_answers(form, group), *form.all("session_ids")}
    chosen = {str(session.id) for session in members if session.id in own_session_ids}
    return chosen or ({NONE} if is_answered else set())


def _posted_answers(form: PostedForm, group: str) -> list[str]:
    return [text for text in form.all(field(group)) if text]


def _anchor(number: int) -> str:
    return f"val-{number}"


def _heading(members: Sequence[Session], words: Wording, language: Language) -> str:
    days = {session.on for session in members}
    day = days.pop() if len(days) == 1 else None
    if day is None:
        return words.days.choose_one
    return words.days.choose_one_day.format(day=dates.day_in_words(day, language))
