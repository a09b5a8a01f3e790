"""Those who sign in, as a file."""

from services.registration.store.access import staff
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.list_file import listed
from services.registration.web.admin.kit.list_table import ListColumn, ListTable
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.staff.people import state_of


async def staff_table(request: StaffRequest) -> ListTable:
    """The table."""
    texts, own, heads = (
        request.words.staff_people,
        request.words.staff_own,
        request.words.staff_files.columns,
    )
    async with reading(request.pool) as conn:
        members = await staff.list_all(conn, request.caller.organiser_id)
    rows = [
        (member.name, member.email, own.roles[member.role], state_of(member, request).text)
        for member in members
    ]
    columns = (
        ListColumn(heads["name"], width=28),
        ListColumn(heads["email"], width=32),
        ListColumn(own.role, width=20),
        ListColumn(texts.password, width=24),
    )
    return listed(request, "staff", texts.heading, columns, rows)
