"""/api/v1/people/import and /api/v1/people/imports: lists of people from sheets."""

from typing import Final, TypeVar
from uuid import UUID

import msgspec

from services.registration.actions.directory import undo_import
from services.registration.actions.directory.import_people import (
    ImportOutcome,
    ImportRequest,
    PreparedImport,
    prepare_import,
    store_import,
)
from services.registration.domain.directory.people_import.choices import ImportChoices
from services.registration.domain.directory.people_import.columns import FIELDS, MappingRefused, NoEmailColumn
from services.registration.domain.directory.people_import.plan import ChangedPersonPlan
from services.registration.domain.directory.people_import.rows import RowIssue
from services.registration.domain.directory.sheet.content import MOST_BYTES, SheetRefused
from services.registration.store.directory import people_imports
from services.registration.store.transaction import reading
from services.registration.web.api.directory.people_import_fields import (
    ChangedRow,
    DoubtfulRow,
    ImportIssue,
    ImportNote,
    ImportQuery,
    KeptByUndo,
    NewOrganisationPlace,
    PeopleImport,
    PeopleImportResult,
    UndoResult,
)
from services.registration.web.api.kit.problems import BadInput, ErrorItem, FileTooLarge
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    fetch_limit,
    page,
    read_cursor,
    shown_as,
)
from services.registration.web.kit.forms.uploads import read_upload
from services.registration.web.wording import WORDING

IssueT = TypeVar("IssueT", bound=ImportIssue)

CONSUMES: Final = (
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "text/plain",
    "application/octet-stream",
    "multipart/form-data",
)
# With the boundaries of multipart/form-data.
LARGEST_BODY: Final = MOST_BYTES + 100_000

_MOST_ERRORS: Final = 20_000
_MOST_NAMES: Final = 10
_NEWEST: Final = UUID(int=2**128 - 1)


async def prepare(request: ApiRequest) -> PreparedImport:
    """Read the list and compare it, before it is stored."""
    query = request.read_query(ImportQuery)
    upload = read_upload(request.body, request.media_type)
    if upload is None:
        raise BadInput(errors=[ErrorItem("", "no_file")])
    wanted = ImportRequest(
        data=upload.data,
        sheet=query.sheet,
        file_name=query.file_name or upload.name,
        mapping=_mapping(query.mapping),
        is_dry_run=query.dry_run,
        is_whole=query.whole,
        choices=ImportChoices(
            makes_organisations=query.new_organisations, leaves_out_doubtful=query.leave_out_doubtful
        ),
    )
    try:
        return await prepare_import(request.pool, request.caller, wanted)
    except SheetRefused as refused:
        if refused.reason == "file_too_large":
            raise FileTooLarge from None
        if refused.reason == "no_such_sheet":
            raise BadInput(errors=[ErrorItem("?sheet", "not_a_choice", ", ".join(refused.names))]) from None
        raise BadInput(errors=[ErrorItem("", refused.reason)]) from None
    except NoEmailColumn as missing:
        names = ", ".join(column.heading or column.letter for column in missing.columns)
        raise BadInput(
            errors=[ErrorItem("?mapping", "no_email_column", names)],
            more={"columns": msgspec.to_builtins(missing.columns)},
        ) from None
    except MappingRefused as wrong:
        raise BadInput(errors=_wrong_mapping(wrong)) from None


async def import_sheet(request: ApiRequest) -> ApiResponse:
    """Store the list of people that was read, unless it is a dry run."""
    prepared = request.prepared(PreparedImport)
    outcome = await store_import(request.pool, request.caller, prepared)
    return ApiResponse(body=_result(request, outcome, is_dry_run=prepared.request.is_dry_run))


async def list_all(request: ApiRequest) -> ApiResponse:
    """List imports, the newest first."""
    query = request.read_query(ListQuery)
    async with reading(request.pool) as conn:
        rows = await people_imports.list_before(
            conn,
            request.organiser_id,
            before=_NEWEST if query.after is None else read_cursor(query).id,
            limit=fetch_limit(query),
        )
    return ApiResponse(body=page(rows, query, shown_as(PeopleImport)))


async def show(request: ApiRequest) -> ApiResponse:
    """Show one import."""
    async with reading(request.pool) as conn:
        stored = await people_imports.get(conn, request.organiser_id, request.id)
    return ApiResponse(body=shown_as(PeopleImport)(stored))


async def undo(request: ApiRequest) -> ApiResponse:
    """Undo an import, as far as nobody has built on it since."""
    outcome = await undo_import.undo_import(request.pool, request.caller, request.id)
    texts = WORDING[request.caller.language].people_import.kept
    return ApiResponse(
        body=UndoResult(
            deleted=outcome.deleted,
            restored=outcome.restored,
            organisations_deleted=outcome.organisations_deleted,
            organisations_kept=outcome.organisations_kept,
            kept=[
                KeptByUndo(
                    person_id=one.person_id,
                    reason=one.reason,
                    fields=list(one.fields),
                    detail=texts[one.reason],
                )
                for one in outcome.kept
            ],
        )
    )


def _mapping(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.MsgspecError:
        raise BadInput(errors=[ErrorItem("?mapping", "not_a_mapping")]) from None


def _wrong_mapping(wrong: MappingRefused) -> list[ErrorItem]:
    return [
        *(ErrorItem("?mapping", "no_such_field", f"{field} ({', '.join(FIELDS)})") for field in wrong.fields),
        *(ErrorItem("?mapping", "no_such_column", column) for column in wrong.columns),
    ]


def _result(request: ApiRequest, outcome: ImportOutcome, *, is_dry_run: bool) -> PeopleImportResult:
    plan = outcome.plan
    return PeopleImportResult(
        new=len(plan.new),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        errors=[_issue(request, one, ImportIssue) for one in outcome.errors[:_MOST_ERRORS]],
        doubtful=[_issue(request, one, DoubtfulRow, person_id=one.person_id) for one in plan.doubtful],
        warnings=_notes(request, outcome),
        dry_run=is_dry_run,
        import_id=outcome.import_id,
        rows=outcome.rows,
        sheet=outcome.sheet,
        mapping=outcome.columns.mapping,
        mapping_source=outcome.mapping_source,
        columns=outcome.columns.shown(),
        new_rows=sorted(person.row for person in plan.new),
        changed_rows=[_changed(change) for change in plan.changed],
        new_organisations=[organisation.name for organisation in plan.organisations],
        organisation_places=[
            NewOrganisationPlace(name=one.name, parent_id=one.parent_id, parent=plan.parents[one.id])
            for one in plan.organisations
            if one.parent_id is not None
        ],
    )


def _issue(request: ApiRequest, found: RowIssue, kind: type[IssueT], **more: UUID | None) -> IssueT:
    texts = WORDING[request.caller.language].people_import.issues
    return kind(
        row=found.row,
        column=found.column,
        detail=texts[found.code].format(expected=found.expected),
        cell=found.cell,
        code=found.code,
        **more,
    )


def _changed(change: ChangedPersonPlan) -> ChangedRow:
    fields = [
        name
        for name in ("name", "phone", "language", "protected_identity", "positions")
        if getattr(change.before, name) != getattr(change.after, name)
    ]
    return ChangedRow(row=change.row, person_id=change.after.id, fields=fields)


def _notes(request: ApiRequest, outcome: ImportOutcome) -> list[ImportNote]:
    found: list[tuple[str, int, tuple[str, ...]]] = [
        (note.kind, note.count, note.names) for note in outcome.sheet_notes
    ]
    found += [(kind, count, ()) for kind, count in sorted(outcome.notes.items())]
    names = tuple(organisation.name for organisation in outcome.plan.organisations)
    if names:
        found.append(("new_organisations", len(names), names))
    if len(outcome.errors) > _MOST_ERRORS:
        found.append(("errors_left_out", len(outcome.errors) - _MOST_ERRORS, ()))
    texts = WORDING[request.caller.language].people_import.notes
    return [
        ImportNote(kind=kind, detail=texts[kind].format(count=count, names=_listed(names)), count=count)
        for kind, count, names in found
    ]


def _listed(names: tuple[str, ...]) -> str:
    more = " …" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more
