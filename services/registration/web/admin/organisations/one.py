"""`/organisationer/{id}`: one organisation: what is below it, its people, who is invited and comes."""

from typing import Final

import msgspec
from litestar import Response

from services.registration.actions.directory import change_organisation
from services.registration.domain.directory.municipality_codes import COUNTIES, MUNICIPALITIES
from services.registration.domain.directory.organisation import Organisation
from services.registration.store.directory import organisations
from services.registration.store.transaction import reading
from services.registration.store.views.staff import directory
from services.registration.store.views.staff import organisations as view
from services.registration.store.views.staff.directory import ListedPerson, PersonFilter
from services.registration.store.views.staff.organisations import OrganisationCohort
from services.registration.web.admin.kit.layout import Action, Head, StaffLayout
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.places import places_of
from services.registration.web.admin.kit.record import Cell, RecordPart, RecordTable, show_record
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.organisations.listing import ON_A_PAGE, below, path_of, table_of
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact, Notice
from services.registration.web.kit.responses import respond
from services.registration.web.wording import spaced
from shared import times

_PEOPLE: Final = 60


class OrganisationDeletePage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    texts: tuple[str, ...]
    action: str
    do: str
    leave: Link


async def show_organisation(request: StaffRequest) -> Response[bytes]:
    """The page."""
    texts, organiser_id = request.words.staff_organisations, request.caller.organiser_id
    async with reading(request.pool) as conn:
        one = await organisations.get(conn, organiser_id, request.id)
        people = await directory.people(
            conn,
            organiser_id,
            PersonFilter(organisation_id=one.id),
            sees_protected=request.caller.sees_protected,
            today=times.local(request.caller.now).date(),
            after=None,
            limit=_PEOPLE + 1,
        )
        cohorts = await view.cohorts(conn, organiser_id, one.id)
    own, said = f"/organisationer/{one.id}", texts.said.get(request.query.get("om", ""))
    parts = [
        RecordPart(id="uppgifter", heading=texts.details, facts=await _facts(request, one)),
        await _below(request, own),
        await _people(request, one, people),
        RecordPart(
            id="omgangar", heading=texts.cohorts, table=_cohorts(request, cohorts), nothing=texts.no_cohorts
        ),
    ]
    if request.may("organisation.delete"):
        links = (Link(texts.delete, request.address(f"{own}/ta-bort")),)
        parts.append(RecordPart(id="gora", heading=request.words.staff_person.to_do, links=links))
    change = Action(text=texts.change, href=request.address(f"{own}/andra"), kind="primary")
    return show_record(
        request,
        Head(
            heading=one.name,
            meta=one.type,
            actions=(change,) if request.may("organisation.change") else (),
        ),
        parts,
        path=path_of(request),
        notice=Notice(heading=said.title, text=said.detail or None) if said else None,
    )


async def ask_to_delete(request: StaffRequest) -> Response[bytes]:
    """What must be so for an organisation to be deleted, with the button."""
    texts = request.words.staff_organisations
    async with reading(request.pool) as conn:
        one = await organisations.get(conn, request.caller.organiser_id, request.id)
    title, own = texts.delete_heading.format(name=one.name), f"/organisationer/{one.id}"
    page = OrganisationDeletePage(
        layout=request.layout(title, "people", path=path_of(request)),
        head=Head(heading=title),
        texts=(texts.delete_follows,),
        action=request.address(f"{own}/ta-bort"),
        do=texts.delete,
        leave=Link(request.words.staff_forms.leave, request.address(own)),
    )
    return respond("staff/confirm", page, language=request.locale.language)


async def delete(request: StaffRequest) -> Response[bytes]:
    """Delete an organisation on which nothing depends."""
    await change_organisation.delete(request.pool, request.caller, request.id)
    return request.go_to("/organisationer", om="borttagen")


async def _facts(request: StaffRequest, one: Organisation) -> tuple[Fact, ...]:
    texts, facts = (
        request.words.staff_organisations,
        [Fact(request.words.staff_organisations.type, one.type or request.words.staff_organisations.no_type)],
    )
    if one.parent_id:
        places = await places_of(request, place_ids=[one.parent_id])
        link = Link(texts.show, request.address(f"/organisationer/{one.parent_id}"))
        facts.append(Fact(texts.parent, places.called(one.parent_id), link))
    if one.municipality_code:
        name = MUNICIPALITIES.get(one.municipality_code, one.municipality_code)
        facts.append(Fact(texts.municipality, name))
    county = one.county_code or (one.municipality_code or "")[:2]
    if county:
        facts.append(Fact(texts.county, COUNTIES.get(county, county)))
    return tuple(facts)


async def _below(request: StaffRequest, own: str) -> RecordPart:
    texts, children = request.words.staff_organisations, await below(request, request.id)
    more: tuple[Link, ...] = ()
    if len(children) > ON_A_PAGE:
        next_page = request.address(own, efter=str(children[ON_A_PAGE - 1].id))
        more = (Link(request.words.staff_directory.next_page, next_page),)
    return RecordPart(
        id="under",
        heading=texts.below,
        table=table_of(request, children[:ON_A_PAGE]),
        nothing=texts.nothing_below,
        links=more,
    )


async def _people(request: StaffRequest, one: Organisation, people: list[ListedPerson]) -> RecordPart:
    names, texts = request.words.staff_directory, request.words.staff_organisations
    rows = tuple(
        (
            Cell(link=Link(person.name, request.address(f"/personer/{person.id}"))),
            Cell(text=", ".join(dict.fromkeys(each.role for each in person.positions if each.role))),
            Cell(text=person.email or names.no_address),
        )
        for person in people[:_PEOPLE]
    )
    called = (await places_of(request, place_ids=[one.id])).called(one.id)
    everybody: tuple[Link, ...] = ()
    if len(people) > _PEOPLE:
        everybody = (Link(texts.all_people, request.address("/personer", plats=called)),)
    return RecordPart(
        id="personer",
        heading=names.heading,
        table=RecordTable(label=names.heading, columns=(names.name, names.role, names.email), rows=rows),
        nothing=texts.nobody,
        files=file_links(request, "/personer", plats=called),
        links=everybody,
    )


def _cohorts(request: StaffRequest, cohorts: list[OrganisationCohort]) -> RecordTable:
    texts = request.words.staff_organisations
    rows = tuple(
        (
            Cell(link=Link(f"{one.programme}, {one.name}", request.address(f"/omgangar/{one.id}"))),
            Cell(text=spaced(one.invited), is_number=True),
            Cell(text=spaced(one.coming), is_number=True),
        )
        for one in cohorts
    )
    return RecordTable(label=texts.cohorts, columns=(texts.cohort, texts.invited, texts.coming), rows=rows)
