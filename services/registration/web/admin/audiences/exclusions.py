"""Whom an audience leaves out: the fields of the form, who is named in them, and what the pages say of it."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.actions.directory import change_audience
from services.registration.domain.directory.audience import Audience, AudienceChanges
from services.registration.domain.directory.person import PROTECTED_NAMES
from services.registration.store.directory import audiences, people
from services.registration.store.transaction import reading
from services.registration.store.views.staff import audiences as view
from services.registration.store.views.staff.audiences import ExcludedPerson
from services.registration.store.views.staff.called import people_called
from services.registration.web.admin.kit.edit_form import AnyField, FormSection, TickGroup, TickOption
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.places import Places, lines_of, read_places
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact
from services.registration.web.kit.responses import respond
from shared.postgres import Conn

TYPED_PLACES: Final = "excluded_organisations"


class Exclusions(msgspec.Struct, frozen=True, kw_only=True):
    """What the form can offer: the cohorts, and the people who are left out already."""

    cohorts: list[tuple[UUID, str]] = []
    people: list[ExcludedPerson] = []


class ExcludePage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    texts: tuple[str, ...]
    action: str
    do: str
    leave: Link


async def choices(request: StaffRequest, one: Audience | None = None) -> Exclusions:
    """The latest cohorts, with those that the audience names, and the people whom it names."""
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        return Exclusions(
            cohorts=await view.cohorts(conn, organiser_id, named=one.excluded_cohorts if one else ()),
            people=await view.people_of(conn, organiser_id, one.excluded_people if one else ()),
        )


def values_of(one: Audience, places: Places) -> dict[str, str]:
    """What the fields say of an audience as stored."""
    return {
        "excluded_cohorts": " ".join(map(str, one.excluded_cohorts)),
        "excluded_people": " ".join(map(str, one.excluded_people)),
        "excluded_organisations": "\n".join(places.called(each) for each in one.excluded_organisations),
    }


def section(request: StaffRequest, known: Exclusions) -> FormSection:
    """The fields. People are found by what is typed; those who are left out already can be taken in again."""
    texts = request.words.staff_audiences
    fields: list[AnyField] = []
    if known.cohorts:
        options = tuple(TickOption(value=str(each), text=name) for each, name in known.cohorts)
        fields.append(
            TickGroup(
                name="excluded_cohorts",
                label=texts.not_on_cohorts,
                options=options,
                hint=texts.not_on_cohorts_hint,
            )
        )
    if known.people:
        ticks = tuple(
            TickOption(value=str(each.id), text=called(request, each), more=_where(each))
            for each in known.people
        )
        fields.append(TickGroup(name="excluded_people", label=texts.not_these_people, options=ticks))
    fields.append(Field(name="exclude_more", label=texts.not_people, kind="long", hint=texts.not_people_hint))
    fields.append(Field(name=TYPED_PLACES, label=texts.not_places, kind="long", hint=texts.not_places_hint))
    return FormSection(
        id="undantag", heading=texts.exclusions, about=texts.exclusions_about, fields=tuple(fields)
    )


async def read(request: StaffRequest, reader: FormReader, places: Places) -> dict[str, Any]:
    """Read the fields; an error at each that names nobody, or several."""
    kept, typed = reader.ids_of("excluded_people"), lines_of(reader, "exclude_more")
    async with reading(request.pool) as conn:
        found = await people_called(conn, request.caller.organiser_id, typed) if typed else {}
    for line in typed:
        alike = found.get(line, [])
        if len(alike) != 1:
            reader.error("exclude_more", "several" if alike else "not_there")
    named = [alike[0] for alike in found.values() if len(alike) == 1]
    return {
        "excluded_people": tuple(dict.fromkeys((*kept, *named))),
        "excluded_cohorts": tuple(dict.fromkeys(reader.ids_of("excluded_cohorts"))),
        "excluded_organisations": read_places(reader, places, TYPED_PLACES),
    }


def called(request: StaffRequest, person: ExcludedPerson) -> str:
    """The name, or that it is protected."""
    return PROTECTED_NAMES[request.locale.language] if person.protected_identity else person.name


def _where(person: ExcludedPerson) -> str | None:
    return None if person.protected_identity else person.email


async def facts(request: StaffRequest, one: Audience, places: Places) -> Iterable[Fact]:
    """What the page of an audience says that it leaves out."""
    texts, known = request.words.staff_audiences, await choices(request, one)
    cohorts = dict(known.cohorts)
    named = (
        (texts.not_on_cohorts, [cohorts[each] for each in one.excluded_cohorts if each in cohorts]),
        (texts.not_these_people, [called(request, each) for each in known.people]),
        (texts.not_places, [places.called(each) for each in one.excluded_organisations]),
    )
    return [Fact(name, ", ".join(values)) for name, values in named if values]


async def reasons(conn: Conn, request: StaffRequest, one: Audience, person_id: UUID) -> list[str]:
    """Why a person is left out, whatever their positions are; nothing if they are not."""
    texts = request.words.staff_audiences
    found = [texts.left_out_by_name] if person_id in one.excluded_people else []
    if one.excluded_cohorts:
        on = await view.registered_in(conn, one.organiser_id, person_id, one.excluded_cohorts)
        found.extend(texts.left_out_by_cohort.format(name=name) for name in on)
    return found


async def ask_to_exclude(request: StaffRequest) -> Response[bytes]:
    """What follows from leaving somebody out, with the button."""
    texts, own = request.words.staff_audiences, f"/malgrupper/{request.id}"
    async with reading(request.pool) as conn:
        one = await audiences.get(conn, request.caller.organiser_id, request.id)
        person = await people.get(
            conn,
            request.caller.organiser_id,
            request.path_params["person_id"],
            sees_protected=request.caller.sees_protected,
        )
    is_hidden = person.protected_identity
    name = PROTECTED_NAMES[request.locale.language] if is_hidden else person.name
    title = texts.exclude_heading.format(name=name)
    page = ExcludePage(
        layout=request.layout(title, "people"),
        head=Head(heading=title, meta=one.name),
        texts=(texts.exclude_follows,),
        action=request.address(f"{own}/undanta/{person.id}"),
        do=texts.exclude_do,
        leave=Link(request.words.staff_forms.leave, request.address(own)),
    )
    return respond("staff/confirm", page, language=request.locale.language)


async def exclude(request: StaffRequest) -> Response[bytes]:
    """Leave one person out. Doing it twice changes nothing more."""
    person_id: UUID = request.path_params["person_id"]
    async with reading(request.pool) as conn:
        one = await audiences.get(conn, request.caller.organiser_id, request.id)
        await people.get(
            conn, request.caller.organiser_id, person_id, sees_protected=request.caller.sees_protected
        )
    if person_id not in one.excluded_people:
        changes = AudienceChanges(excluded_people=(*one.excluded_people, person_id))
        await change_audience.change(request.pool, request.caller, request.id, changes, version=one.version)
    return request.go_to(f"/malgrupper/{request.id}", om="undantagen")
