"""The enquiries as a file: those that the list shows."""

from services.registration.store.transaction import reading
from services.registration.store.views.staff import enquiries
from services.registration.web.admin.enquiries.listing import NEWEST, read_choice, status_of
from services.registration.web.admin.kit.list_file import listed
from services.registration.web.admin.kit.list_table import MOST_ROWS, ListColumn, ListTable
from services.registration.web.admin.kit.route import StaffRequest


async def enquiries_table(request: StaffRequest) -> ListTable:
    """The table."""
    chosen, status = read_choice(request)
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        found = await enquiries.list_before(
            conn, organiser_id, status=status, before=NEWEST, limit=MOST_ROWS + 1
        )
    texts, files = request.words.staff_enquiries, request.words.staff_files
    return listed(
        request,
        "enquiries",
        texts.heading,
        (
            ListColumn(texts.subject, width=40),
            ListColumn(files.columns["name"], width=28),
            ListColumn(files.columns["organisation"], width=28),
            ListColumn(texts.asked, "moment", 17),
            ListColumn(texts.state, width=16),
        ),
        [
            (
                one.subject or texts.erased,
                one.name,
                one.organisation,
                one.asked_at,
                status_of(one.status, request).text,
            )
            for one in found
        ],
        filters=((texts.show, texts.choices[chosen]),),
        narrowed_by=["status"] if status else [],
        sorted_by=files.newest_first,
    )
