"""The people of the directory as a file: those whom the list finds, a row for each of their positions."""

from services.registration.domain.directory.person import PROTECTED_NAMES
from services.registration.store.transaction import reading
from services.registration.store.views.staff import directory, reach
from services.registration.store.views.staff.directory import ListedPerson, ListedPosition
from services.registration.store.views.staff.reach import Reach
from services.registration.web.admin.kit.list_file import listed
from services.registration.web.admin.kit.list_table import MOST_ROWS, Cell, ListColumn, ListTable
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.people.listing import address_choices, read_filters
from shared import times

_NARROWED = {"q": "search", "plats": "organisation", "roll": "role", "adress": "address"}


async def people_table(request: StaffRequest) -> ListTable:
    """The table. The product reads it in again as it is: several positions are several rows of one address."""
    texts, organiser_id = request.words.staff_directory, request.caller.organiser_id
    asked = await read_filters(request)
    async with reading(request.pool) as conn:
        found = (
            []
            if asked.wrong
            else await directory.people(
                conn,
                organiser_id,
                asked.narrowed,
                sees_protected=request.caller.sees_protected,
                today=times.local(request.caller.now).date(),
                after=None,
                limit=MOST_ROWS + 1,
            )
        )
        reached = await reach.find(conn, organiser_id, [person.id for person in found])
    kept = asked.kept
    nowhere: list[ListedPosition | None] = [None]
    filters = (
        (texts.search, kept["q"]),
        (texts.organisation, kept["plats"]),
        (texts.role, kept["roll"]),
        (texts.address, dict(address_choices(request)).get(kept["adress"], "") if kept["adress"] else ""),
    )
    return listed(
        request,
        "people",
        texts.heading,
        _columns(request),
        [
            _row(request, person, position, reached.get(person.id, Reach()))
            for person in found
            for position in (person.positions or nowhere)
        ],
        filters=filters,
        narrowed_by=[_NARROWED[name] for name, value in kept.items() if value],
    )


def _columns(request: StaffRequest) -> tuple[ListColumn, ...]:
    heads, fields = request.words.staff_files.columns, request.words.staff_import.fields
    return (
        ListColumn(heads["name"], width=28),
        ListColumn(heads["email"], width=32),
        ListColumn(heads["phone"], "code", 16),
        ListColumn(heads["organisation"], width=32),
        ListColumn(heads["role"]),
        ListColumn(fields["group"], width=16),
        ListColumn(fields["from"], "day", 14),
        ListColumn(fields["until"], "day", 14),
    )


def _row(
    request: StaffRequest, person: ListedPerson, position: ListedPosition | None, reached: Reach
) -> tuple[Cell, ...]:
    if person.protected_identity:
        return (PROTECTED_NAMES[request.locale.language], *[None] * 7)
    at = (
        (position.organisation, position.role, position.group, position.from_on, position.until_on)
        if position
        else [None] * 5
    )
    return (person.name, reached.email, reached.phone, *at)
