"""Mailings, who got one, and the term ahead, as files."""

from services.registration.store.mailings import mailings
from services.registration.store.transaction import reading
from services.registration.store.views.staff import mailings as view
from services.registration.web.admin.kit.list_file import listed
from services.registration.web.admin.kit.list_table import MOST_ROWS, ListColumn, ListTable
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.mailings.ahead import read_ahead
from services.registration.web.admin.mailings.deliveries import read_deliveries
from services.registration.web.admin.mailings.list_page import read_filters
from services.registration.web.admin.mailings.receipts import reason, went


async def mailings_table(request: StaffRequest) -> ListTable:
    """Those that the list shows, on all its pages."""
    texts, files = request.words.staff_mailings, request.words.staff_files
    status, cohort_id = read_filters(request)
    async with reading(request.pool) as conn:
        found = await view.list_before(
            conn, request.caller.organiser_id, before=None, status=status, cohort_id=cohort_id, limit=MOST_ROWS + 1
        )  # fmt: skip
    rows = [
        (
            one.subject,
            one.programme,
            one.cohort,
            texts.statuses[one.status],
            one.sent_at or one.send_at or one.created_at,
            one.recipients,
            one.without_address,
        )
        for one in found
    ]
    columns = (
        ListColumn(texts.labels["subject"], width=40),
        ListColumn(request.words.staff_log.fields["programme_id"], width=32),
        ListColumn(texts.cohort, width=24),
        ListColumn(texts.state, width=14),
        ListColumn(texts.when, "moment", 17),
        ListColumn(texts.reached, "number", 12),
        ListColumn(request.words.staff_log.fields["without_address"], "number", 14),
    )
    named = f"{found[0].programme}, {found[0].cohort}" if cohort_id and found else ""
    filters = ((texts.state, texts.groups[status] if status else ""), (texts.cohort, named))
    set_filters = (("status", status), ("cohort", cohort_id))
    return listed(
        request, "mailings", texts.heading, columns, rows, filters=filters, sorted_by=files.newest_first,
        narrowed_by=[name for name, value in set_filters if value],
    )  # fmt: skip


async def recipients_table(request: StaffRequest) -> ListTable:
    """How the mail to each went, as the page of a mailing shows it."""
    texts, organiser_id = request.words.staff_mailings, request.caller.organiser_id
    async with reading(request.pool) as conn:
        mailing = await mailings.get(conn, organiser_id, request.id)
        found = await view.recipients(
            conn, organiser_id, mailing.id, sees_protected=request.caller.sees_protected,
            after=None, limit=MOST_ROWS + 1,
        )  # fmt: skip
    lines = await read_deliveries(request, mailing.cohort_id, [one.id for one in found])
    rows = [
        (
            request.words.staff_cohort.protected if one.protected_identity else one.name,
            went(request, lines, one.id).text,
            None if one.protected_identity else reason(request, lines, one.id),
        )
        for one in found
    ]
    columns = (
        ListColumn(texts.person, width=28),
        ListColumn(texts.state, width=20),
        ListColumn(request.words.staff_files.columns["answer"], width=60),
    )
    return listed(
        request, "mailing_recipients", mailing.subject, columns, rows, subject=("mailing", mailing.id)
    )


async def ahead_table(request: StaffRequest) -> ListTable:
    """Every mail that will go out, the soonest first; without notify, what registration knows of, and a line that says so."""
    texts, files = request.words.staff_mailings, request.words.staff_files
    ahead = await read_ahead(request)
    rows = [
        (
            one.at,
            request.words.staff_plan.kinds.get(one.kind, one.kind),
            one.count,
            ahead.by_id[one.cohort_id].name,
        )
        for one in ahead.mails
    ]
    columns = (
        ListColumn(texts.when, "moment", 17),
        ListColumn(files.columns["kind"], width=32),
        ListColumn(files.count, "number", 12),
        ListColumn(texts.cohort, width=28),
    )
    cohort = ahead.by_id[ahead.only].name if ahead.only else ""
    filters = ((texts.cohort, cohort), (texts.state, ahead.away or ""))
    return listed(
        request, "ahead", texts.ahead_heading, columns, rows, filters=filters, sorted_by=texts.when,
        narrowed_by=["cohort"] if ahead.only else [],
    )  # fmt: skip
