"""The rows of a list as its preview shows them, by Excel's numbers: wrong, doubtful, changed, new."""

from collections.abc import Sequence
from typing import Final

from services.registration.actions.directory.import_people import ImportOutcome
from services.registration.domain.directory.people_import.plan import ChangedPersonPlan, NewPersonPlan
from services.registration.domain.directory.people_import.rows import RowIssue
from services.registration.domain.directory.person import PROTECTED_NAMES
from services.registration.web.admin.kit.parts import counted
from services.registration.web.admin.kit.record import Cell, RecordPart, RecordTable
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact

_SHOWN: Final = 40
_NAMES: Final = 10


def row_parts(request: StaffRequest, outcome: ImportOutcome) -> tuple[RecordPart, ...]:
    """A part for each kind of row that there is; the worst first."""
    texts, plan = request.words.staff_import, outcome.plan
    facts = tuple(
        Fact(texts.counts[name], str(count))
        for name, count in (
            ("errors", len(outcome.errors)),
            ("doubtful", len(plan.doubtful)),
            ("changed", len(plan.changed)),
            ("new", len(plan.new)),
            ("unchanged", plan.unchanged),
        )
    )
    parts = [RecordPart(id="rader", heading=texts.what_happens, facts=facts)]
    if outcome.errors:
        rows = tuple(_issue(request, one) for one in outcome.errors[:_SHOWN])
        parts.append(_part(request, "fel", len(outcome.errors), rows, texts.issue_columns))
    if plan.doubtful:
        rows = tuple(_issue(request, one) for one in plan.doubtful[:_SHOWN])
        parts.append(_part(request, "tveksamma-rader", len(plan.doubtful), rows, texts.issue_columns))
    if plan.changed:
        rows = tuple(_changed(request, one) for one in plan.changed[:_SHOWN])
        parts.append(_part(request, "andrade", len(plan.changed), rows, texts.changed_columns))
    if plan.new:
        rows = tuple(_new(request, one) for one in plan.new[:_SHOWN])
        parts.append(_part(request, "nya", len(plan.new), rows, texts.new_columns))
    if plan.parents:
        rows = tuple(
            (Cell(text=one.name), Cell(text=plan.parents.get(one.id, texts.at_the_top)))
            for one in plan.organisations[:_SHOWN]
        )
        parts.append(
            _part(request, "nya-organisationer", len(plan.organisations), rows, texts.organisation_columns)
        )
    return tuple(parts)


def notes_of(request: StaffRequest, outcome: ImportOutcome) -> tuple[str, ...]:
    """What to know about the file, and the organisations that are added."""
    texts = request.words.people_import.notes
    found: list[tuple[str, int, Sequence[str]]] = [
        (note.kind, note.count, note.names) for note in outcome.sheet_notes
    ]
    found += [(kind, count, ()) for kind, count in sorted(outcome.notes.items())]
    names = [organisation.name for organisation in outcome.plan.organisations]
    if names:
        found.append(("new_organisations", len(names), names))
    return tuple(
        texts[kind].format(
            count=count, names=", ".join(names[:_NAMES]) + (" …" if len(names) > _NAMES else "")
        )
        for kind, count, names in found
    )


def _part(
    request: StaffRequest,
    part_id: str,
    count: int,
    rows: tuple[tuple[Cell, ...], ...],
    columns: Sequence[str],
) -> RecordPart:
    texts = request.words.staff_import
    heading = counted(texts.part_headings[part_id], count)
    about = [texts.part_abouts.get(part_id, ""), texts.first_only.format(n=_SHOWN) if count > _SHOWN else ""]
    return RecordPart(
        id=part_id,
        heading=heading,
        about=" ".join(text for text in about if text) or None,
        table=RecordTable(label=heading, columns=tuple(columns), rows=rows),
    )


def _issue(request: StaffRequest, one: RowIssue) -> tuple[Cell, ...]:
    texts = request.words
    known = None
    if one.person_id is not None:
        known = Link(texts.staff_import.who_is_there, request.address(f"/personer/{one.person_id}"))
    return (
        Cell(text=str(one.row)),
        Cell(text=one.column),
        Cell(text=texts.people_import.issues[one.code].format(expected=one.expected)),
        Cell(link=known),
    )


def _changed(request: StaffRequest, one: ChangedPersonPlan) -> tuple[Cell, ...]:
    if one.before.protected_identity:
        return (Cell(text=str(one.row)), Cell(text=PROTECTED_NAMES[request.locale.language]), Cell(), Cell())
    texts = request.words.staff_import.fields
    what, before, after = [], [], []
    for field in ("name", "phone", "language"):
        was, becomes = getattr(one.before, field), getattr(one.after, field)
        if was != becomes:
            what.append(texts[field])
            before.append(was or "")
            after.append(becomes or "")
    if one.after.protected_identity:
        what.append(texts["protected_identity"])
    for position in [*one.added, *one.changed]:
        what.append(request.words.staff_import.position)
        after.append(position.role or "")
    changed = Cell(before=", ".join(filter(None, before)), text=", ".join(filter(None, after)))
    return (
        Cell(text=str(one.row)),
        Cell(link=Link(one.before.name, request.address(f"/personer/{one.before.id}"))),
        Cell(text=", ".join(dict.fromkeys(what))),
        changed,
    )


def _new(request: StaffRequest, one: NewPersonPlan) -> tuple[Cell, ...]:
    if one.protected_identity:
        return (Cell(text=str(one.row)), Cell(text=PROTECTED_NAMES[request.locale.language]), Cell(), Cell())
    roles = [each.role for each in one.positions if each.role]
    return (Cell(text=str(one.row)), Cell(text=one.name), Cell(text=one.email), Cell(text=", ".join(roles)))
