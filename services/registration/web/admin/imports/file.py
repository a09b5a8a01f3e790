"""The lists that were read in, as a file."""

from services.registration.store.directory import people_imports
from services.registration.store.transaction import reading
from services.registration.web.admin.imports.listing import NEWEST
from services.registration.web.admin.kit.list_file import listed
from services.registration.web.admin.kit.list_table import MOST_ROWS, ListColumn, ListTable
from services.registration.web.admin.kit.route import StaffRequest

_COUNTS = ("new", "changed", "unchanged", "errors", "doubtful", "organisations")


async def imports_table(request: StaffRequest) -> ListTable:
    """The table."""
    texts, files = request.words.staff_import, request.words.staff_files
    async with reading(request.pool) as conn:
        found = await people_imports.list_before(
            conn, request.caller.organiser_id, before=NEWEST, limit=MOST_ROWS + 1
        )
    rows = [
        (
            one.file_name or texts.pasted,
            one.at,
            one.actor_name,
            *(one.counts.get(name, 0) for name in _COUNTS),
            one.undone_at,
        )
        for one in found
    ]
    columns = (
        ListColumn(texts.lists, width=36),
        ListColumn(texts.when, "moment", 17),
        ListColumn(texts.who, width=28),
        *(ListColumn(texts.counts[name], "number", 12) for name in _COUNTS),
        ListColumn(texts.undone, "moment", 17),
    )
    title = request.words.staff_directory.imports
    return listed(request, "imports", title, columns, rows, sorted_by=files.newest_first)
