"""`/personer/las-in/{id}`: what a list would change, row by row; the columns are chosen here, and then it is stored."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.actions.directory.import_people import ImportOutcome, ImportRequest, import_people
from services.registration.domain.directory.people_import.choices import ImportChoices
from services.registration.domain.directory.people_import.columns import (
    FIELDS,
    Column,
    MappingRefused,
    NoEmailColumn,
)
from services.registration.domain.directory.sheet.content import SheetRefused
from services.registration.store.directory import kept_sheets
from services.registration.store.directory.kept_sheets import KeptSheet
from services.registration.store.transaction import reading
from services.registration.web.admin.imports.rows import notes_of, row_parts
from services.registration.web.admin.imports.sending import refusal
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.record import RecordPart
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.assets import script
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, summary
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond

_MOST_COLUMNS: Final = 40


class ImportPreviewPage(msgspec.Struct, frozen=True, kw_only=True):
    """`store`: the button, if there is anything to store. `live`: where its progress is followed."""

    layout: StaffLayout
    head: Head
    summary: ErrorSummary | None
    notes: tuple[str, ...]
    action: str
    columns_about: str
    columns: tuple[Field, ...]
    choices: tuple[Field, ...]
    parts: tuple[RecordPart, ...]
    store: str | None
    about: str
    leave: Link
    live: str
    script: str


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """How to read the list, as the form says."""

    mapping: Mapping[str, str] | None
    sheet: str | None
    with_doubtful: bool
    twice: tuple[str, ...] = ()


async def show_preview(request: StaffRequest) -> Response[bytes]:
    """What the list would change, with the columns as they are read or remembered; of one that is stored, the import."""
    kept = await _kept(request)
    if kept.import_id is not None:
        return _to_import(request, kept.import_id)
    return await _preview(request, kept, _asked(request))


async def store_or_look(request: StaffRequest) -> Response[bytes]:
    """Store the list, or show again what it would change with other columns."""
    kept, asked = await _kept(request), _asked(request)
    if kept.import_id is not None:
        return _to_import(request, kept.import_id)
    if request.form.text("gor") != "las-in" or asked.twice:
        return await _preview(request, kept, asked, status=422 if asked.twice else 200)
    try:
        with request.services.imports.noted(request.id) as note_step:
            wanted = _wanted(request, kept, asked, is_dry_run=False)
            outcome = await import_people(
                request.pool, request.caller, msgspec.structs.replace(wanted, note_step=note_step)
            )
    except (SheetRefused, NoEmailColumn, MappingRefused):
        return await _preview(request, kept, asked)
    request.services.wake()
    return _to_import(request, outcome.import_id)


def _to_import(request: StaffRequest, import_id: UUID | None) -> Response[bytes]:
    return request.go_to(f"/personer/inlasningar/{import_id}", om="inlast")


async def _kept(request: StaffRequest) -> KeptSheet:
    async with reading(request.pool) as conn:
        return await kept_sheets.get(conn, request.caller, request.id)


def _asked(request: StaffRequest) -> _Asked:
    mapping: dict[str, str] = {}
    twice: list[str] = []
    for name, field in request.form.values().items():
        letter = name.removeprefix("k-")
        if name == letter or not field or str(field) not in FIELDS:
            continue
        if str(field) in mapping:
            twice.append(name)
        mapping[str(field)] = letter
    return _Asked(
        mapping=mapping or None,
        sheet=request.form.text("blad")[:200] or None,
        with_doubtful=request.form.text("tveksamma") == "med",
        twice=tuple(twice),
    )


def _wanted(request: StaffRequest, kept: KeptSheet, asked: _Asked, *, is_dry_run: bool) -> ImportRequest:
    return ImportRequest(
        data=kept.data,
        content=kept.content,
        sheet=asked.sheet,
        file_name=kept.file_name,
        sheet_id=request.id,
        mapping=asked.mapping,
        is_dry_run=is_dry_run,
        choices=ImportChoices(leaves_out_doubtful=not asked.with_doubtful),
    )


async def _preview(
    request: StaffRequest, kept: KeptSheet, asked: _Asked, *, status: int = 200
) -> Response[bytes]:
    texts = request.words.staff_import
    mistakes = [Mistake(name, texts.twice) for name in asked.twice]
    if asked.twice:
        asked = msgspec.structs.replace(asked, mapping=None)
    try:
        outcome = await import_people(
            request.pool, request.caller, _wanted(request, kept, asked, is_dry_run=True)
        )
    except SheetRefused as refused:
        mistakes.append(Mistake("kolumner", refusal(request, refused)))
        return _page(request, kept, asked, columns=(), outcome=None, mistakes=mistakes, status=422)
    except NoEmailColumn as missing:
        mistakes.append(Mistake(_first(missing.columns), texts.which_is_email))
        return _page(
            request, kept, asked, columns=missing.columns, outcome=None, mistakes=mistakes, status=422
        )
    except MappingRefused:
        return await _preview(request, kept, msgspec.structs.replace(asked, mapping=None), status=422)
    return _page(
        request,
        kept,
        asked,
        columns=outcome.columns.shown(),
        outcome=outcome,
        mistakes=mistakes,
        status=status,
    )


def _first(columns: tuple[Column, ...]) -> str:
    return f"k-{columns[0].letter}" if columns else "kolumner"


def _page(
    request: StaffRequest,
    kept: KeptSheet,
    asked: _Asked,
    *,
    columns: list[Column] | tuple[Column, ...],
    outcome: ImportOutcome | None,
    mistakes: list[Mistake],
    status: int,
) -> Response[bytes]:
    texts = request.words.staff_import
    count = len(outcome.plan.new) + len(outcome.plan.changed) if outcome else 0
    source = outcome.mapping_source if outcome else "headings"
    page = ImportPreviewPage(
        layout=request.layout(
            texts.preview,
            "people",
            path=(
                Link(request.words.staff_directory.heading, request.address("/personer")),
                Link(texts.heading, request.address("/personer/las-in")),
            ),
            is_error=bool(mistakes),
        ),
        head=Head(heading=texts.preview, meta=_meta(request, kept, outcome)),
        summary=summary(mistakes, request.words, heading=texts.not_read, kept=request.words.staff_forms.kept),
        notes=notes_of(request, outcome) if outcome else (),
        action=request.address(f"/personer/las-in/{request.id}"),
        columns_about=texts.remembered if source == "remembered" else texts.columns_about,
        columns=_column_fields(request, columns, mistakes),
        choices=_choices(request, asked, outcome),
        parts=row_parts(request, outcome) if outcome else (),
        store=(texts.store_one if count == 1 else texts.store.format(n=count)) if count else None,
        about=texts.nobody_is_mailed if count else texts.nothing_to_store,
        leave=Link(request.words.staff_forms.leave, request.address("/personer/las-in")),
        live=request.address(f"/personer/las-in/{request.id}/folj"),
        script=script.address("import"),
    )
    return respond(
        "staff/import_preview", page, language=request.locale.language, status=status, runs="import"
    )


def _meta(request: StaffRequest, kept: KeptSheet, outcome: ImportOutcome | None) -> str:
    texts = request.words.staff_import
    name = kept.file_name or texts.pasted
    if outcome is None:
        return name
    return texts.meta.format(name=name, rows=outcome.rows)


def _column_fields(
    request: StaffRequest, columns: list[Column] | tuple[Column, ...], mistakes: list[Mistake]
) -> tuple[Field, ...]:
    texts = request.words.staff_import
    wrong = {each.anchor: each.text for each in mistakes}
    options = (("", texts.not_read_in), *((field, texts.fields[field]) for field in FIELDS))
    shown = [column for column in columns if column.heading or column.field or len(columns) <= _MOST_COLUMNS]
    return tuple(
        Field(
            name=f"k-{column.letter}",
            label=column.heading or texts.column.format(letter=column.letter),
            kind="choice",
            value=column.field or "",
            options=options,
            error=wrong.get(f"k-{column.letter}"),
            error_prefix=request.words.common.error_prefix,
        )
        for column in shown[:_MOST_COLUMNS]
    )


def _choices(request: StaffRequest, asked: _Asked, outcome: ImportOutcome | None) -> tuple[Field, ...]:
    texts, fields = request.words.staff_import, list[Field]()
    others = (
        [name for note in outcome.sheet_notes if note.kind == "other_sheets" for name in note.names]
        if outcome
        else []
    )
    if outcome and others and outcome.sheet:
        names = [outcome.sheet, *(name for name in others if name != outcome.sheet)]
        fields.append(
            Field(
                name="blad",
                label=texts.sheet,
                kind="choice",
                value=outcome.sheet,
                options=tuple((name, name) for name in names),
            )
        )
    if outcome and outcome.plan.doubtful:
        fields.append(
            Field(
                name="tveksamma",
                label=texts.doubtful_rows,
                kind="choice",
                value="med" if asked.with_doubtful else "",
                options=(("", texts.leave_doubtful), ("med", texts.take_doubtful)),
                hint=texts.doubtful_hint,
            )
        )
    return tuple(fields)
