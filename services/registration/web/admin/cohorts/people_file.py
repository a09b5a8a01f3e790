"""The people of a cohort as a file: those that the page shows, with a column for each session."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.registration.domain.sessions.session import Session
from services.registration.store import cohorts, programmes, sessions
from services.registration.store.transaction import reading
from services.registration.store.views.staff import cohort_people, reach
from services.registration.store.views.staff.cohort_people import CohortPerson
from services.registration.store.views.staff.reach import Reach
from services.registration.web.admin.cohorts.filters import read_filters
from services.registration.web.admin.kit.list_file import about
from services.registration.web.admin.kit.list_table import MOST_ROWS, Cell, ListColumn, ListTable
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import in_time_order
from shared.events import SeatStatus


async def people_table(request: StaffRequest) -> ListTable:
    """The table; it has who the page shows, on all its pages."""
    chosen, search = read_filters(request)
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, organiser_id, request.id)
        programme = await programmes.get(conn, organiser_id, cohort.programme_id)
        found = in_time_order(await sessions.list_after(conn, organiser_id, cohort_id=cohort.id))
        overview = await cohort_people.read(
            conn,
            organiser_id,
            cohort.id,
            sees_protected=request.caller.sees_protected,
            selection=chosen,
            search=search or None,
            after=None,
            limit=MOST_ROWS + 1,
        )
        people = overview.people[:MOST_ROWS]
        taken = await cohort_people.seats(
            conn, organiser_id, [one.registration_id for one in people if one.registration_id]
        )
        reached = await reach.find(conn, organiser_id, [one.person_id for one in people])
    texts, files = request.words.staff_cohort, request.words.staff_files
    title = files.people_of.format(programme=programme.title, cohort=cohort.name)
    is_cut = len(overview.people) > MOST_ROWS
    filters = ((texts.selection, texts.selections[chosen] if chosen else ""), (texts.search, search))
    return ListTable(
        name="cohort_people",
        title=title,
        subject=("cohort", cohort.id),
        about=about(
            request, title, filters=filters, sorted_by=files.by_name, count=len(people), is_cut=is_cut
        ),
        columns=_columns(request, found),
        rows=[_row(request, one, found, taken, reached.get(one.person_id, Reach())) for one in people],
        narrowed_by=tuple(name for name, value in (("selection", chosen), ("search", search)) if value),
        is_cut=is_cut,
    )


def _columns(request: StaffRequest, found: Sequence[Session]) -> tuple[ListColumn, ...]:
    texts, heads = request.words.staff_cohort, request.words.staff_files.columns
    return (
        ListColumn(heads["name"], width=28),
        ListColumn(heads["email"], width=32),
        ListColumn(heads["phone"], "code", 16),
        ListColumn(heads["organisation"], width=28),
        ListColumn(heads["role"]),
        ListColumn(texts.answer, width=20),
        ListColumn(heads["invited_at"], "moment", 17),
        ListColumn(heads["answered_at"], "moment", 17),
        ListColumn(heads["registered_at"], "moment", 17),
        *(ListColumn(_heading(session, number), width=18) for number, session in enumerate(found, 1)),
    )


def _heading(session: Session, number: int) -> str:
    """A session as a heading: never one that the import would read as a field of a person."""
    day = f", {session.on.isoformat()}" if session.on else ""
    return f"{number}. {session.title}{day}"


def _row(
    request: StaffRequest,
    person: CohortPerson,
    found: Sequence[Session],
    taken: Mapping[UUID, Mapping[UUID, SeatStatus]],
    reached: Reach,
) -> tuple[Cell, ...]:
    texts = request.words.staff_cohort
    seats = taken.get(person.registration_id, {}) if person.registration_id else {}
    waits_only = person.is_waiting and "confirmed" not in seats.values() and person.answer == "yes"
    missing = "withdrawn" if person.answer in {"no", "yes"} else ""
    return (
        texts.protected if person.protected_identity else person.name,
        reached.email,
        reached.phone,
        person.organisation,
        person.role,
        texts.answers_waiting if waits_only else texts.answers[person.answer],
        person.invited_at,
        person.answered_at,
        person.registered_at,
        *(texts.dots[seats.get(session.id, missing)] for session in found),
    )
