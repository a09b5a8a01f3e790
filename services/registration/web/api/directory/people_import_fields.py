"""What the API asks and answers about lists of people from sheets."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.directory.import_people import MappingSource
from services.registration.domain.caller import ActorKind
from services.registration.domain.directory.people_import.columns import Column
from services.registration.domain.directory.people_import.undo import KeptReason
from services.registration.web.api.kit.fields import Resource, SingleLine
from shared.plan_preview import MailCount


class ImportQuery(msgspec.Struct, frozen=True, kw_only=True):
    """How to read a file, and what to do with it.

    `mapping`: a JSON object of fields and the headings (or letters) of their columns; it is remembered for these headings.
    `whole`: store nothing if any row has an error. `new_organisations`: false makes an unknown organisation an error.
    `leave_out_doubtful`: do not store doubtful rows.
    """

    dry_run: bool = False
    mapping: str | None = None
    sheet: SingleLine | None = None
    file_name: SingleLine | None = None
    whole: bool = False
    new_organisations: bool = True
    leave_out_doubtful: bool = False


class ImportIssue(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong in a cell. `row` as Excel shows it; `column` is the heading, `cell` the address, `code` for programs."""

    row: int
    column: str
    detail: str
    cell: str
    code: str


class DoubtfulRow(ImportIssue, frozen=True, kw_only=True):
    """What is doubtful in a row; `person_id`: who is there already, unless their identity is protected."""

    person_id: UUID | None = None


class ChangedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that changes somebody, and the fields that it changes."""

    row: int
    person_id: UUID
    fields: list[str]


class ImportNote(msgspec.Struct, frozen=True, kw_only=True):
    """Something to know about the file or what was made of it."""

    kind: str
    detail: str
    count: int | None = None


class NewOrganisationPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A new organisation that is put under another one, which may be new too. In a dry run a new one has another id afterwards."""

    name: str
    parent_id: UUID
    parent: str


class PeopleImportResult(msgspec.Struct, frozen=True, kw_only=True):
    """What was stored, or with `dry_run` what would be. `import_id` is null where nothing was stored.

    `mails` is empty, as imports mail nobody. `mapping` can be sent as the query parameter of this name; `mapping_source` says where it came from.
    """

    new: int
    changed: int
    unchanged: int
    errors: list[ImportIssue]
    doubtful: list[DoubtfulRow]
    warnings: list[ImportNote]
    dry_run: bool
    mails: list[MailCount] = []
    import_id: UUID | None
    rows: int
    sheet: str | None
    mapping: dict[str, str]
    mapping_source: MappingSource
    columns: list[Column]
    new_rows: list[int]
    changed_rows: list[ChangedRow]
    new_organisations: list[str]
    organisation_places: list[NewOrganisationPlace]


class PeopleImport(Resource, frozen=True, kw_only=True):
    """An import that was stored. `can_be_undone`: not undone yet, and not older than 90 days."""

    at: datetime
    actor_kind: ActorKind
    actor_id: UUID | None
    actor_name: str | None
    file_name: str | None
    sheet: str | None
    mapping: dict[str, str]
    counts: dict[str, int]
    undone_at: datetime | None
    undone: dict[str, int] | None
    can_be_undone: bool


class KeptByUndo(msgspec.Struct, frozen=True, kw_only=True):
    """A person of whom something stays as the import made it, and why; no `fields` for somebody whom it added."""

    person_id: UUID
    reason: KeptReason
    fields: list[str]
    detail: str


class UndoResult(msgspec.Struct, frozen=True, kw_only=True):
    """How many people and organisations went, how many people went back, and what stays."""

    deleted: int
    restored: int
    organisations_deleted: int
    organisations_kept: int
    kept: list[KeptByUndo]
