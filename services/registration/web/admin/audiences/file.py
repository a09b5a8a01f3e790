"""Audiences as files: the rules, whom one finds, and from which organisations nobody comes."""

from uuid import UUID

from services.registration.domain.directory.municipality_codes import COUNTIES, MUNICIPALITIES
from services.registration.domain.directory.person import PROTECTED_NAMES, Person
from services.registration.domain.invitation import AudienceMember
from services.registration.store.directory import audience_people, audiences, people
from services.registration.store.transaction import reading
from services.registration.store.views.staff import audiences as view
from services.registration.web.admin.audiences.page import cover
from services.registration.web.admin.kit.list_file import listed
from services.registration.web.admin.kit.list_table import MOST_ROWS, Cell, ListColumn, ListTable
from services.registration.web.admin.kit.places import places_of
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.posted_form import read_uuid
from shared import times

_FIRST = UUID(int=0)


async def audiences_table(request: StaffRequest) -> ListTable:
    """The rules, by name."""
    texts, names = request.words.staff_audiences, request.words.staff_directory
    async with reading(request.pool) as conn:
        found = await audiences.list_after(
            conn, request.caller.organiser_id, after=_FIRST, limit=MOST_ROWS + 1
        )
    place_ids = {each for one in found for each in (*one.organisations, *one.excluded_organisations)}
    places = await places_of(request, place_ids=place_ids)
    rows = [
        (
            one.name,
            ", ".join(one.roles),
            ", ".join(one.organisation_types),
            ", ".join(one.groups),
            ", ".join(COUNTIES.get(code, code) for code in one.county_codes),
            ", ".join(MUNICIPALITIES.get(code, code) for code in one.municipality_codes),
            ", ".join(places.called(each) for each in one.organisations),
            len(one.excluded_people),
            len(one.excluded_cohorts),
            ", ".join(places.called(each) for each in one.excluded_organisations),
        )
        for one in sorted(found, key=lambda one: one.name.casefold())
    ]
    columns = (
        *(ListColumn(text, width=28) for text in (names.name, texts.roles, texts.types, texts.groups)),
        *(ListColumn(text, width=28) for text in (texts.counties, texts.municipalities, names.organisations)),
        ListColumn(texts.not_these_people, "number", 12),
        ListColumn(texts.not_on_cohorts, "number", 12),
        ListColumn(texts.not_places, width=28),
    )
    return listed(request, "audiences", names.audiences, columns, rows)


async def members_table(request: StaffRequest) -> ListTable:
    """Whom one rule finds today, each with the position that fits."""
    heads, organiser_id = request.words.staff_files.columns, request.caller.organiser_id
    sees = request.caller.sees_protected
    async with reading(request.pool) as conn:
        one = await audiences.get(conn, organiser_id, request.id)
        found = await audience_people.match(
            conn, organiser_id, one.id, on=times.local(request.caller.now).date()
        )
        by_id = {each.person_id: each for each in found[: MOST_ROWS + 1]}
        shown = await people.list_by_id(conn, organiser_id, list(by_id), sees_protected=sees)
    rows = [_member(request, person, by_id[person.id]) for person in shown]
    columns = (
        ListColumn(heads["name"], width=28),
        ListColumn(heads["email"], width=32),
        ListColumn(heads["phone"], "code", 16),
        ListColumn(heads["organisation"], width=32),
        ListColumn(heads["role"]),
    )
    return listed(request, "audience_people", one.name, columns, rows, subject=("audience", one.id))


def _member(request: StaffRequest, person: Person, member: AudienceMember) -> tuple[Cell, ...]:
    if person.protected_identity:
        return (PROTECTED_NAMES[request.locale.language], None, None, None, None)
    return person.name, person.email, person.phone, member.organisation, member.role


async def coverage_table(request: StaffRequest) -> ListTable:
    """How many of the audience come to a cohort, by organisation; those from which nobody comes first."""
    texts, organiser_id = request.words.staff_audiences, request.caller.organiser_id
    cohort_id = read_uuid(request.query.get("omgang", ""))
    async with reading(request.pool) as conn:
        one = await audiences.get(conn, organiser_id, request.id)
        found = await audience_people.match(
            conn, organiser_id, one.id, on=times.local(request.caller.now).date()
        )
        coming = await view.coming(conn, organiser_id, cohort_id) if cohort_id else set[UUID]()
        named = await view.cohorts(conn, organiser_id, named=[cohort_id] if cohort_id else ())
    name, *numbers = texts.coverage_columns
    return listed(
        request,
        "coverage",
        f"{one.name}: {texts.covered}",
        (ListColumn(name, width=36), *(ListColumn(text, "number", 12) for text in numbers)),
        [(each.name, each.coming, each.everybody) for each in cover(found, coming)],
        subject=("audience", one.id),
        filters=((texts.cohort, dict(named).get(cohort_id, "") if cohort_id else ""),),
        narrowed_by=["cohort"] if cohort_id else [],
    )
