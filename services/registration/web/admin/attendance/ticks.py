"""What the roll posts: the marks, what the page had shown of each person, and what is said of those that are not stored."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from services.registration.domain.attendance import ATTENDANCES, Attendance, RefusedTick, Tick
from services.registration.store.views.staff.roll import RollPerson
from services.registration.web.kit.forms.fields import Mistake
from services.registration.web.kit.forms.posted_form import PostedForm, read_uuid
from services.registration.web.wording.words.staff.attendance import AttendanceWords

MARK: Final = "m-"
SHOWN: Final = "visat"


def shown_text(people: Sequence[RollPerson]) -> str:
    """The marks that a page shows, as its form posts them."""
    return " ".join(f"{person.person_id}:{person.attendance}" for person in people if person.attendance)


def marks_of(form: PostedForm) -> dict[UUID, Attendance]:
    """The marks that were ticked, by person id; what is none of ours is left out."""
    found: dict[UUID, Attendance] = {}
    for name, value in form.values().items():
        person_id = read_uuid(name.removeprefix(MARK)) if name.startswith(MARK) else None
        mark = mark_called(str(value))
        if person_id is not None and mark is not None:
            found[person_id] = mark
    return found


def ticks_of(form: PostedForm) -> dict[UUID, Tick]:
    """The marks that are others than the page had shown."""
    if SHOWN not in form:
        return {person_id: Tick(mark=mark) for person_id, mark in marks_of(form).items()}
    shown: dict[UUID, Attendance | None] = {}
    for pair in form.text(SHOWN).split():
        person, _, mark = pair.partition(":")
        if (person_id := read_uuid(person)) is not None:
            shown[person_id] = mark_called(mark)
    return {
        person_id: Tick(mark=mark, shown=shown.get(person_id))
        for person_id, mark in marks_of(form).items()
        if mark != shown.get(person_id)
    }


def mark_called(text: str) -> Attendance | None:
    """The mark that a button or a choice posted; None for anything else."""
    return next((mark for mark in ATTENDANCES if mark == text), None)


def mistakes_of(
    refused: Mapping[UUID, RefusedTick], names: Mapping[UUID, str | None], texts: AttendanceWords
) -> list[Mistake]:
    """One sentence for each tick that was not stored; whoever is not on the roll any more is named too."""
    return [
        Mistake(
            f"{MARK}{person_id}",
            texts.refused[why.reason].format(name=names.get(person_id) or texts.protected),
        )
        for person_id, why in refused.items()
    ]


def note_of(why: RefusedTick | None, texts: AttendanceWords) -> str | None:
    """What is stored now, beside a choice that was not."""
    if why is None:
        return None
    mark = why.present_mark
    return texts.now_is.format(mark=texts.marks[mark]) if mark else texts.now_is_none
