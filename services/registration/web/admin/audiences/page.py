"""`/malgrupper` and `/malgrupper/{id}`: the rules, whom one finds and why, and from where nobody comes."""

from collections import Counter
from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.actions.directory import change_audience
from services.registration.domain.directory.audience import Audience
from services.registration.domain.directory.municipality_codes import COUNTIES, MUNICIPALITIES
from services.registration.domain.directory.person import PROTECTED_NAMES
from services.registration.domain.invitation import AudienceMember
from services.registration.store.directory import audience_people, audiences, people
from services.registration.store.transaction import reading
from services.registration.store.views.staff import audiences as view
from services.registration.store.views.staff import directory
from services.registration.store.views.staff.audiences import PlacedPosition
from services.registration.store.views.staff.directory import PersonFilter
from services.registration.web.admin.audiences import exclusions
from services.registration.web.admin.kit.layout import Action, Head, StaffLayout
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.places import places_of
from services.registration.web.admin.kit.record import Cell, RecordPart, RecordTable, show_listing
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.forms.posted_form import read_uuid, redisplay
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact, Notice
from services.registration.web.kit.responses import respond
from services.registration.web.wording import spaced
from shared import times

_FIRST: Final = UUID(int=0)
_MOST: Final = 200
_SHOWN: Final = 40


class AudienceCover(msgspec.Struct, frozen=True, kw_only=True):
    """How many of an audience there are at an organisation, and how many of them come."""

    name: str
    coming: int
    everybody: int


class AudienceDeletePage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    texts: tuple[str, ...]
    action: str
    do: str
    leave: Link


async def show_audiences(request: StaffRequest) -> Response[bytes]:
    """The list."""
    texts, names = request.words.staff_audiences, request.words.staff_directory
    async with reading(request.pool) as conn:
        found = await audiences.list_after(conn, request.caller.organiser_id, after=_FIRST, limit=_MOST)
    rows = tuple(
        (Cell(link=Link(one.name, request.address(f"/malgrupper/{one.id}"))), Cell(text=", ".join(one.roles)))
        for one in sorted(found, key=lambda one: one.name.casefold())
    )
    add = Action(text=texts.add, href=request.address("/malgrupper/ny"), kind="primary")
    table = RecordTable(label=names.audiences, columns=(names.name, texts.roles), rows=rows)
    return show_listing(
        request,
        Head(
            heading=names.audiences, meta=texts.lead, actions=(add,) if request.may("audience.create") else ()
        ),
        [
            RecordPart(
                id="regler",
                heading=texts.rules,
                table=table,
                nothing=texts.none,
                files=file_links(request, "/malgrupper"),
            )
        ],
        here="/malgrupper",
        path=(Link(names.heading, request.address("/personer")),),
        notice=_said(request),
    )


async def show_audience(request: StaffRequest) -> Response[bytes]:
    """One rule: whom it finds, why somebody is in it or not, and from which organisations nobody comes."""
    texts, names, organiser_id = (
        request.words.staff_audiences,
        request.words.staff_directory,
        request.caller.organiser_id,
    )
    who = redisplay(request.query.get("vem", "").replace("\x00", "").strip()[:200])
    cohort_id = read_uuid(request.query.get("omgang", ""))
    today = times.local(request.caller.now).date()
    async with reading(request.pool) as conn:
        one = await audiences.get(conn, organiser_id, request.id)
        count, first = await audience_people.match_first(conn, organiser_id, one.id, on=today, limit=_SHOWN)
        everybody = await audience_people.match(conn, organiser_id, one.id, on=today) if cohort_id else []
        cohorts = await view.cohorts(conn, organiser_id)
        coming = await view.coming(conn, organiser_id, cohort_id) if cohort_id else set[UUID]()
    own = f"/malgrupper/{one.id}"
    parts = [RecordPart(id="regel", heading=texts.rule, facts=await _facts(request, one))]
    if who:
        parts.append(await _why(request, one, who))
    if cohort_id:
        parts.append(_coverage(request, everybody, coming, cohort_id))
    parts.append(await _members(request, count, first))
    if request.may("audience.delete"):
        links = (Link(texts.delete, request.address(f"{own}/ta-bort")),)
        parts.append(RecordPart(id="gora", heading=request.words.staff_person.to_do, links=links))
    change = Action(text=texts.change, href=request.address(f"{own}/andra"), kind="primary")
    options = (("", texts.no_cohort), *((str(each), name) for each, name in cohorts))
    return show_listing(
        request,
        Head(
            heading=one.name,
            meta=texts.finds_one if count == 1 else texts.finds.format(n=count),
            actions=(change,) if request.may("audience.change") else (),
        ),
        parts,
        here=own,
        fields=(
            Field(name="vem", label=texts.who, kind="search", value=who, hint=texts.who_hint),
            Field(
                name="omgang", label=texts.cohort, kind="choice", value=str(cohort_id or ""), options=options
            ),
        ),
        path=(
            Link(names.heading, request.address("/personer")),
            Link(names.audiences, request.address("/malgrupper")),
        ),
        notice=_said(request),
    )


async def ask_to_delete(request: StaffRequest) -> Response[bytes]:
    """What must be so for an audience to be deleted, with the button."""
    texts = request.words.staff_audiences
    async with reading(request.pool) as conn:
        one = await audiences.get(conn, request.caller.organiser_id, request.id)
    title, own = texts.delete_heading.format(name=one.name), f"/malgrupper/{one.id}"
    page = AudienceDeletePage(
        layout=request.layout(title, "people"),
        head=Head(heading=title),
        texts=(texts.delete_follows,),
        action=request.address(f"{own}/ta-bort"),
        do=texts.delete,
        leave=Link(request.words.staff_forms.leave, request.address(own)),
    )
    return respond("staff/confirm", page, language=request.locale.language)


async def delete(request: StaffRequest) -> Response[bytes]:
    """Delete an audience that no invitation rule uses."""
    await change_audience.delete(request.pool, request.caller, request.id)
    return request.go_to("/malgrupper", om="borttagen")


def _said(request: StaffRequest) -> Notice | None:
    said = request.words.staff_audiences.said.get(request.query.get("om", ""))
    return Notice(heading=said.title, text=said.detail or None) if said else None


async def _facts(request: StaffRequest, one: Audience) -> tuple[Fact, ...]:
    place_ids = (*one.organisations, *one.excluded_organisations)
    texts, places = request.words.staff_audiences, await places_of(request, place_ids=place_ids)
    named = (
        (texts.roles, one.roles),
        (texts.types, one.organisation_types),
        (texts.groups, one.groups),
        (texts.counties, [COUNTIES.get(code, code) for code in one.county_codes]),
        (texts.municipalities, [MUNICIPALITIES.get(code, code) for code in one.municipality_codes]),
        (request.words.staff_directory.organisations, [places.called(each) for each in one.organisations]),
    )
    rule = [Fact(name, ", ".join(values)) for name, values in named if values]
    left_out = await exclusions.facts(request, one, places)
    return (*(rule or [Fact(texts.rule, texts.everybody)]), *left_out)


async def _members(request: StaffRequest, count: int, first: list[AudienceMember]) -> RecordPart:
    texts, names, by_id = (
        request.words.staff_audiences,
        request.words.staff_directory,
        {each.person_id: each for each in first},
    )
    async with reading(request.pool) as conn:
        shown = await people.list_by_id(
            conn, request.caller.organiser_id, list(by_id), sees_protected=request.caller.sees_protected
        )
    rows, may_change = [], request.may("audience.change")
    for person in shown:
        is_hidden, member = person.protected_identity, by_id[person.id]
        name = PROTECTED_NAMES[request.locale.language] if is_hidden else person.name
        row = [
            Cell(link=Link(name, request.address(f"/personer/{person.id}"))),
            Cell(text="" if is_hidden else member.role or ""),
            Cell(text="" if is_hidden else member.organisation or ""),
        ]
        if may_change:
            path = request.address(f"/malgrupper/{request.id}/undanta/{person.id}")
            row.append(Cell(link=Link(texts.exclude, path)))
        rows.append(tuple(row))
    columns = (names.name, names.role, names.organisation, *((texts.exclusions,) if may_change else ()))
    return RecordPart(
        id="personer",
        heading=texts.members,
        about=texts.first_only.format(n=_SHOWN) if count > _SHOWN else None,
        table=RecordTable(label=texts.members, columns=columns, rows=tuple(rows)),
        nothing=texts.nobody,
        files=file_links(request, f"/malgrupper/{request.id}/personer"),
    )


def cover(found: list[AudienceMember], coming: set[UUID]) -> list[AudienceCover]:
    """Organisations with how many of the audience come; those from which nobody comes first."""
    everybody = Counter(each.organisation or "" for each in found)
    there = Counter(each.organisation or "" for each in found if each.person_id in coming)
    ordered = sorted(everybody, key=lambda name: (there[name] > 0, name.casefold()))
    return [AudienceCover(name=name, coming=there[name], everybody=everybody[name]) for name in ordered]


def _coverage(
    request: StaffRequest, found: list[AudienceMember], coming: set[UUID], cohort_id: UUID
) -> RecordPart:
    texts, everybody = request.words.staff_audiences, cover(found, coming)
    rows = tuple(
        (
            Cell(text=each.name),
            Cell(text=spaced(each.coming), is_number=True),
            Cell(text=spaced(each.everybody), is_number=True),
        )
        for each in everybody[:_MOST]
    )
    missing = sum(not each.coming for each in everybody)
    return RecordPart(
        id="tackning",
        heading=texts.coverage.format(n=missing, all=len(everybody)),
        table=RecordTable(label=texts.covered, columns=texts.coverage_columns, rows=rows),
        nothing=texts.nobody,
        files=file_links(
            request, f"/malgrupper/{request.id}/tackning", what=texts.covered, omgang=str(cohort_id)
        ),
    )


async def _why(request: StaffRequest, one: Audience, who: str) -> RecordPart:
    texts, today = request.words.staff_audiences, times.local(request.caller.now).date()
    rows = []
    async with reading(request.pool) as conn:
        found = await directory.people(
            conn, one.organiser_id, PersonFilter(search=who),
            sees_protected=request.caller.sees_protected, today=today, after=None, limit=10,
        )  # fmt: skip
        members = await audience_people.match_among(
            conn, one.organiser_id, one.id, [person.id for person in found], on=today
        )
        for person in found:
            placed = await view.positions(conn, one.organiser_id, person.id, on=today)
            reasons = await exclusions.reasons(conn, request, one, person.id)
            reasons += [f"{each.organisation}: {_reason(request, one, each)}" for each in placed]
            reasons = reasons or [texts.no_position]
            rows.append(
                (
                    Cell(link=Link(person.name, request.address(f"/personer/{person.id}"))),
                    Cell(text=texts.is_in if person.id in members else texts.is_not_in),
                    Cell(text=". ".join(reasons)),
                )
            )
    table = RecordTable(label=texts.why, columns=texts.why_columns, rows=tuple(rows))
    return RecordPart(id="varfor", heading=texts.why, table=table, nothing=texts.nobody_called_so)


def _reason(request: StaffRequest, one: Audience, at: PlacedPosition) -> str:
    """What of the rule a position does not meet, or that it meets all."""
    texts = request.words.staff_audiences
    places = at.line if one.include_suborganisations else [at.organisation_id]
    wrong = [
        text
        for text, asked, has in (
            (texts.roles, one.roles, {at.role}),
            (texts.types, one.organisation_types, {at.type}),
            (texts.groups, one.groups, {at.group}),
            (texts.counties, one.county_codes, {at.county_code}),
            (texts.municipalities, one.municipality_codes, {at.municipality_code}),
            (request.words.staff_directory.organisations, one.organisations, set(places)),
        )
        if asked and not has & set(asked)
    ]
    if set(one.excluded_organisations) & set(at.line):
        wrong.append(texts.left_out_place)
    if not at.is_current:
        wrong.append(texts.not_now)
    return texts.does_not_fit.format(what=", ".join(wrong).lower()) if wrong else texts.fits
