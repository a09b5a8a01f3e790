"""`/admin/{organiser}/logg/{id}`: one entry of the audit log, with every value."""

import msgspec
from litestar import Response

from services.registration.store.access import audit
from services.registration.store.transaction import reading
from services.registration.store.views.staff import audit_names
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.parts import more
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.log.in_words import EntryInWords, ids_in, in_words
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond


class LogEntryPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    entry: EntryInWords


async def show_entry(request: StaffRequest) -> Response[bytes]:
    """The page."""
    async with reading(request.pool) as conn:
        found = await audit.get(conn, request.caller.organiser_id, request.id)
        names = await audit_names.find(conn, request.caller.organiser_id, ids_in([found]))
    entry, texts = in_words(found, names, request), request.words.staff_log
    heading = f"{entry.who} {entry.what}"
    page = LogEntryPage(
        layout=request.layout(
            heading, "more", path=more(request, Link(texts.heading, request.address("/logg")))
        ),
        head=Head(heading=heading, meta=entry.when),
        entry=entry,
    )
    return respond("staff/log_entry", page, language=request.locale.language)
