"""The organisations as a file: those that the search finds, or the whole tree, which the page shows a level at a time."""

from services.registration.domain.directory.municipality_codes import COUNTIES, MUNICIPALITIES
from services.registration.store.transaction import reading
from services.registration.store.views.staff import organisations as view
from services.registration.store.views.staff.organisations import ListedOrganisation
from services.registration.web.admin.kit.list_file import listed
from services.registration.web.admin.kit.list_table import MOST_ROWS, Cell, ListColumn, ListTable
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.organisations.listing import read_search


async def organisations_table(request: StaffRequest) -> ListTable:
    """The table."""
    texts, names, search = (
        request.words.staff_organisations,
        request.words.staff_directory,
        read_search(request),
    )
    fields = request.words.staff_log.fields
    async with reading(request.pool) as conn:
        found = await view.page(
            conn, request.caller.organiser_id, search=search, is_whole=True, limit=MOST_ROWS + 1
        )
    return listed(
        request,
        "organisations",
        names.organisations,
        (
            ListColumn(texts.name, width=36),
            ListColumn(texts.type, width=20),
            ListColumn(texts.parent, width=36),
            ListColumn(fields["municipality_code"], "code", 12),
            ListColumn(texts.municipality, width=20),
            ListColumn(texts.county, width=24),
            ListColumn(texts.below, "number", 12),
            ListColumn(names.heading, "number", 12),
        ),
        [_row(one) for one in found],
        filters=((names.search, search),),
        narrowed_by=["search"] if search else [],
    )


def _row(one: ListedOrganisation) -> tuple[Cell, ...]:
    town = one.municipality_code
    county = one.county_code or (town[:2] if town else None)
    return (
        one.name,
        one.type,
        one.parent,
        town,
        MUNICIPALITIES.get(town, town) if town else None,
        COUNTIES.get(county, county) if county else None,
        one.below,
        one.people,
    )
