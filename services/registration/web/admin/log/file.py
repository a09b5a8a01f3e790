"""The audit log as a file: the entries that the page shows, with every value."""

from services.registration.store.access import audit
from services.registration.store.access.audit import AuditSearch
from services.registration.store.transaction import reading
from services.registration.store.views.staff import audit_names
from services.registration.web.admin.kit.list_file import about
from services.registration.web.admin.kit.list_table import MOST_ROWS, ListColumn, ListTable
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.log.in_words import ChangedValue, ids_in, in_words
from services.registration.web.admin.log.listing import NEWEST, filters_in_words, read_search


async def log_table(request: StaffRequest) -> ListTable:
    """The table."""
    asked = read_search(request)
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        found = await audit.list_before(conn, organiser_id, asked.search, before=NEWEST, limit=MOST_ROWS + 1)
        shown = found[:MOST_ROWS]
        ids = ids_in(shown) | ({asked.subject_id} if asked.subject_id else set())
        names = await audit_names.find(conn, organiser_id, ids)
        actors = await audit_names.list_actors(conn, organiser_id)
    texts, files = request.words.staff_log, request.words.staff_files
    is_cut = len(found) > MOST_ROWS
    rows = []
    for entry in shown:
        it = in_words(entry, names, request)
        changes = it.only_names or "; ".join(_change(value) for value in it.values)
        rows.append((entry.at, it.who, it.what, it.subject, changes))
    set_filters = {name: getattr(asked.search, name) for name in AuditSearch.__struct_fields__}
    return ListTable(
        name="audit",
        title=texts.heading,
        subject=("organiser", organiser_id),
        about=about(
            request,
            texts.heading,
            filters=filters_in_words(request, asked, names, actors),
            sorted_by=files.newest_first,
            count=len(shown),
            is_cut=is_cut,
        ),
        columns=(
            ListColumn(files.columns["at"], "moment", 17),
            ListColumn(texts.who, width=28),
            ListColumn(texts.kind, width=36),
            ListColumn(texts.on_what, width=36),
            ListColumn(texts.changed, width=60),
        ),
        rows=rows,
        narrowed_by=tuple(name for name, value in set_filters.items() if value is not None),
        is_cut=is_cut,
    )


def _change(value: ChangedValue) -> str:
    sides = " → ".join(side for side in (value.before, value.after) if side is not None)
    return f"{value.name}: {sides}"
