"""`/personer`: the people of the directory by name, with search and filters."""

from typing import Final

import msgspec
from litestar import Response

from services.registration.domain.directory.person import PROTECTED_NAMES
from services.registration.store.transaction import reading
from services.registration.store.views.staff import directory
from services.registration.store.views.staff.directory import ListedPerson, PersonFilter
from services.registration.web.admin.kit.layout import Action, Head
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.parts import DEAD
from services.registration.web.admin.kit.places import Places, places_of
from services.registration.web.admin.kit.record import Cell, RecordPart, RecordTable, show_listing
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.forms.posted_form import read_uuid, redisplay
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Notice
from shared import times

_ON_A_PAGE: Final = 60
_LONGEST: Final = 200


class AskedPeople(msgspec.Struct, frozen=True, kw_only=True):
    """The filters as they were typed and as they are read; `wrong`: what is wrong with the organisation."""

    kept: dict[str, str]
    narrowed: PersonFilter
    wrong: str | None


async def show_people(request: StaffRequest) -> Response[bytes]:
    """The list; its address keeps every filter."""
    texts, organiser_id = request.words.staff_directory, request.caller.organiser_id
    asked = await read_filters(request)
    kept, wrong = asked.kept, asked.wrong
    async with reading(request.pool) as conn:
        roles = await directory.roles(conn, organiser_id)
        everybody = await directory.count(conn, organiser_id, sees_protected=request.caller.sees_protected)
        found = (
            []
            if wrong
            else await directory.people(
                conn,
                organiser_id,
                asked.narrowed,
                sees_protected=request.caller.sees_protected,
                today=times.local(request.caller.now).date(),
                after=read_uuid(request.query.get("efter", "")),
                limit=_ON_A_PAGE + 1,
            )
        )
    shown = found[:_ON_A_PAGE]
    is_narrowed = any(kept.values())
    return show_listing(
        request,
        Head(
            heading=texts.heading,
            meta=texts.everybody_one if everybody == 1 else texts.everybody.format(n=everybody),
            actions=_actions(request),
        ),
        [
            RecordPart(
                id="personer",
                heading=texts.found if is_narrowed else texts.all_people,
                table=_table(request, shown),
                nothing=texts.none_found if is_narrowed else texts.none,
                files=file_links(request, "/personer", **kept),
                links=_links(request),
            )
        ],
        here="/personer",
        fields=_fields(request, kept, roles, wrong),
        kept=kept,
        next_key={"efter": str(shown[-1].id)} if len(found) > _ON_A_PAGE else None,
        notice=_said(request),
    )


async def read_filters(request: StaffRequest) -> AskedPeople:
    """Whom the list is asked for."""
    kept = {name: _typed(request, name) for name in ("q", "plats", "roll", "adress")}
    places = await places_of(request, typed=[kept["plats"]])
    narrowed, wrong = _filter(request, kept, places)
    return AskedPeople(kept=kept, narrowed=narrowed, wrong=wrong)


def _typed(request: StaffRequest, name: str) -> str:
    return redisplay(request.query.get(name, "").replace("\x00", "").strip()[:_LONGEST])


def _filter(request: StaffRequest, kept: dict[str, str], places: Places) -> tuple[PersonFilter, str | None]:
    """What is asked for, and what is wrong with the organisation, if something is."""
    found, wrong = places.matching(kept["plats"]) if kept["plats"] else [], None
    if kept["plats"] and len(found) != 1:
        faults = request.words.staff_forms.faults
        wrong = faults["organisation/several" if found else "organisation/not_there"]
    return PersonFilter(
        search=kept["q"],
        organisation_id=found[0].id if found else None,
        role=kept["roll"] or None,
        without_address=kept["adress"] == "utan",
        with_dead_address=kept["adress"] == DEAD,
    ), wrong


def _fields(
    request: StaffRequest, kept: dict[str, str], roles: list[str], wrong: str | None
) -> tuple[Field, ...]:
    texts = request.words.staff_directory
    known = [*roles, *([kept["roll"]] if kept["roll"] and kept["roll"] not in roles else [])]
    return (
        Field(name="q", label=texts.search, kind="search", value=kept["q"], hint=texts.search_hint),
        Field(
            name="plats",
            label=texts.organisation,
            value=kept["plats"],
            error=wrong,
            error_prefix=request.words.common.error_prefix,
        ),
        Field(
            name="roll",
            label=texts.role,
            kind="choice",
            value=kept["roll"],
            options=(("", texts.all_roles), *((role, role) for role in known)),
        ),
        Field(
            name="adress",
            label=texts.address,
            kind="choice",
            value=kept["adress"],
            options=address_choices(request),
        ),
    )


def address_choices(request: StaffRequest) -> tuple[tuple[str, str], ...]:
    """What the list can be narrowed to by the address."""
    texts = request.words.staff_directory
    return (
        ("", texts.any_address),
        ("utan", texts.without_address),
        (DEAD, request.words.staff_person_mail.filter),
    )


def _table(request: StaffRequest, shown: list[ListedPerson]) -> RecordTable:
    texts = request.words.staff_directory
    return RecordTable(
        label=texts.heading,
        columns=(texts.name, texts.organisation, texts.email),
        rows=tuple(_row(request, person) for person in shown),
    )


def _row(request: StaffRequest, person: ListedPerson) -> tuple[Cell, ...]:
    texts = request.words.staff_directory
    address = request.address(f"/personer/{person.id}")
    if person.protected_identity:
        return (
            Cell(link=Link(PROTECTED_NAMES[request.locale.language], address), more=texts.protected),
            Cell(),
            Cell(),
        )
    return (
        Cell(
            link=Link(person.name, address), more=", ".join(one.role for one in person.positions if one.role)
        ),
        Cell(text=", ".join(dict.fromkeys(one.organisation for one in person.positions))),
        Cell(
            text=person.email or texts.no_address,
            more=request.words.staff_person_mail.dead_row if person.has_dead_address else None,
        ),
    )


def _actions(request: StaffRequest) -> tuple[Action, ...]:
    texts = request.words.staff_directory
    actions = []
    if request.may("person.create"):
        actions.append(Action(text=texts.add, href=request.address("/personer/ny"), kind="primary"))
    if request.may("person.import"):
        actions.append(Action(text=texts.read_in, href=request.address("/personer/las-in")))
    return tuple(actions)


def _links(request: StaffRequest) -> tuple[Link, ...]:
    texts = request.words.staff_directory
    links = [
        Link(texts.organisations, request.address("/organisationer")),
        Link(texts.audiences, request.address("/malgrupper")),
        Link(texts.imports, request.address("/personer/inlasningar")),
    ]
    if request.may("person.merge"):
        links.append(Link(texts.duplicates, request.address("/personer/dubbletter")))
    return tuple(links)


def _said(request: StaffRequest) -> Notice | None:
    said = request.words.staff_person.said.get(request.query.get("om", ""))
    return Notice(heading=said.title, text=said.detail or None) if said else None
