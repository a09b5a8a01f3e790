"""Programmes with their cohorts, the sessions of a cohort, and the organisations that come, as files."""

from services.registration.store import cohorts, programmes, sessions
from services.registration.store.transaction import reading
from services.registration.store.views.staff import cohort_people
from services.registration.store.views.staff import cohorts as view
from services.registration.web.admin.cohorts.coverage import in_order
from services.registration.web.admin.cohorts.list_page import read_filters
from services.registration.web.admin.cohorts.session_table import session_rows
from services.registration.web.admin.kit.list_file import listed
from services.registration.web.admin.kit.list_table import MOST_ROWS, ListColumn, ListTable
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import in_time_order


async def cohorts_table(request: StaffRequest) -> ListTable:
    """A row for each cohort that the list shows, on all its pages."""
    texts, fields, files = (
        request.words.staff_cohort_list,
        request.words.staff_log.fields,
        request.words.staff_files,
    )
    status, search, only = read_filters(request)
    async with reading(request.pool) as conn:
        found = await view.list_before(
            conn, request.caller.organiser_id, before=None, limit=MOST_ROWS, cohorts=MOST_ROWS,
            status=status or None, search=search or None, programme_id=only,
        )  # fmt: skip
    rows = [
        (
            programme.title,
            cohort.name,
            texts.statuses[cohort.status],
            cohort.first_on,
            cohort.last_on,
            cohort.sessions,
            cohort.invited,
            cohort.coming,
        )
        for programme in found
        for cohort in programme.shown
    ]
    columns = (
        ListColumn(fields["programme_id"], width=40),
        ListColumn(texts.cohort, width=28),
        ListColumn(texts.status, width=12),
        ListColumn(fields["starts_on"], "day", 14),
        ListColumn(fields["ends_on"], "day", 14),
        *(ListColumn(text, "number", 12) for text in (texts.sessions, texts.invited, texts.coming)),
    )
    programme = next((one.title for one in found), "") if only else ""
    filters = (
        (texts.choose, texts.statuses[status] if status else ""),
        (texts.search, search),
        (fields["programme_id"], programme),
    )
    set_filters = (("status", status), ("search", search), ("programme", only))
    return listed(
        request, "cohorts", texts.heading, columns, rows, filters=filters, sorted_by=files.newest_first,
        narrowed_by=[name for name, value in set_filters if value],
    )  # fmt: skip


async def sessions_table(request: StaffRequest) -> ListTable:
    """The sessions of a cohort by time, as its page shows them, with their places."""
    texts, fields, organiser_id = (
        request.words.staff_cohort,
        request.words.staff_log.fields,
        request.caller.organiser_id,
    )
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, organiser_id, request.id)
        programme = await programmes.get(conn, organiser_id, cohort.programme_id)
        found = in_time_order(await sessions.list_after(conn, organiser_id, cohort_id=cohort.id))
    rows = [
        (
            row.link.text,
            session.on,
            row.clock,
            session.place,
            row.status.text if row.status else None,
            session.seats_in_all,
            session.taken,
            session.waiting,
            row.meeting.text,
        )
        for session, row in zip(found, session_rows(request, found), strict=True)
    ]
    columns = (
        ListColumn(texts.session, width=40),
        ListColumn(texts.day, "day", 14),
        ListColumn(texts.time, width=16),
        ListColumn(fields["place"], width=28),
        ListColumn(fields["status"], width=14),
        *(ListColumn(text, "number", 12) for text in (fields["capacity"], texts.comes, texts.waits)),
        ListColumn(texts.link, width=14),
    )
    title = request.words.staff_files.sessions_of.format(programme=programme.title, cohort=cohort.name)
    return listed(
        request, "sessions", title, columns, rows, subject=("cohort", cohort.id), sorted_by=texts.day
    )


async def coverage_table(request: StaffRequest) -> ListTable:
    """The organisations of a cohort, those from which nobody comes first."""
    texts, organiser_id = request.words.staff_cohort, request.caller.organiser_id
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, organiser_id, request.id)
        programme = await programmes.get(conn, organiser_id, cohort.programme_id)
        overview = await cohort_people.read(
            conn, organiser_id, cohort.id, sees_protected=request.caller.sees_protected, limit=1
        )
    rows = [
        (one.name, one.yes, one.no, one.silent, one.bounced, one.queued)
        for one in in_order(overview.coverage)
    ]
    columns = (
        ListColumn(texts.organisation, width=36),
        ListColumn(texts.comes, "number", 12),
        *(ListColumn(texts.answers[name], "number", 14) for name in ("no", "silent", "bounced", "queued")),
    )
    title = request.words.staff_files.organisations_of.format(programme=programme.title, cohort=cohort.name)
    return listed(
        request, "coverage", title, columns, rows, subject=("cohort", cohort.id), sorted_by=texts.comes
    )
