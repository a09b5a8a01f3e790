"""The roll of a session as a file: who has a seat, and who came."""

from services.registration.domain.errors import NotFound
from services.registration.store.transaction import reading
from services.registration.store.views.staff import reach, roll
from services.registration.store.views.staff.reach import Reach
from services.registration.store.views.staff.roll import RollPerson
from services.registration.web.admin.kit.list_file import about
from services.registration.web.admin.kit.list_table import MOST_ROWS, Cell, ListColumn, ListTable
from services.registration.web.admin.kit.route import StaffRequest


async def roll_table(request: StaffRequest) -> ListTable:
    """The table; it has who the roll shows, on all its pages."""
    search = request.query.get("q", "").strip()[:100]
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        session = await roll.session(conn, organiser_id, request.id)
        if session is None:
            raise NotFound("session")
        found = await roll.people(
            conn,
            organiser_id,
            session.id,
            sees_protected=request.caller.sees_protected,
            search=search or None,
            limit=MOST_ROWS + 1,
        )
        people = found[:MOST_ROWS]
        reached = await reach.find(conn, organiser_id, [one.person_id for one in people])
    texts, files = request.words.attendance, request.words.staff_files
    day = session.on_day.isoformat() if session.on_day else request.words.days.unknown_date
    title = files.roll_of.format(session=session.title, day=day, programme=session.programme)
    heads, is_cut = files.columns, len(found) > MOST_ROWS
    return ListTable(
        name="roll",
        title=title,
        subject=("session", session.id),
        about=about(
            request,
            title,
            filters=((texts.search, search),),
            sorted_by=files.by_name,
            count=len(people),
            is_cut=is_cut,
        ),
        columns=(
            ListColumn(heads["name"], width=28),
            ListColumn(heads["email"], width=32),
            ListColumn(heads["phone"], "code", 16),
            ListColumn(heads["organisation"], width=28),
            ListColumn(heads["role"]),
            ListColumn(heads["seat"], width=18),
            ListColumn(heads["attendance"], width=14),
            ListColumn(heads["came_at"], "moment", 17),
            ListColumn(heads["in_place_of"], width=28),
        ),
        rows=[_row(request, one, reached.get(one.person_id, Reach())) for one in people],
        narrowed_by=("search",) if search else (),
        is_cut=is_cut,
    )


def _row(request: StaffRequest, person: RollPerson, reached: Reach) -> tuple[Cell, ...]:
    texts, files = request.words.attendance, request.words.staff_files
    return (
        texts.protected if person.protected_identity else person.name,
        reached.email,
        reached.phone,
        person.organisation,
        person.role,
        files.seats[person.status],
        texts.marks[person.attendance] if person.attendance else None,
        person.attended_at,
        person.in_place_of,
    )
