"""The pairs that may be one person, as a file."""

from services.registration.domain.directory.person import Person
from services.registration.web.admin.duplicates.listing import read_pairs, shown_address, shown_name
from services.registration.web.admin.kit.list_file import listed
from services.registration.web.admin.kit.list_table import MOST_ROWS, Cell, ListColumn, ListTable
from services.registration.web.admin.kit.route import StaffRequest


async def duplicates_table(request: StaffRequest) -> ListTable:
    """The table, the surest pairs first."""
    texts, heads = request.words.staff_duplicates, request.words.staff_files.columns
    pairs = await read_pairs(request, limit=MOST_ROWS + 1)
    rows = [
        (*_person(request, first), *_person(request, second), texts.reasons[reason])
        for first, second, reason in pairs.shown
    ]
    one, other, why, _ = texts.columns
    columns = tuple(
        ListColumn(text, width=28) for name in (one, other) for text in (name, f"{heads['email']}: {name}")
    )
    return listed(
        request,
        "duplicates",
        texts.heading,
        (*columns, ListColumn(why, width=36)),
        rows,
        sorted_by=texts.about,
    )


def _person(request: StaffRequest, person: Person) -> tuple[Cell, Cell]:
    return shown_name(request, person), shown_address(person)
