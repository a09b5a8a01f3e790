"""`/organisationer/ny` and `/organisationer/{id}/andra`: an organisation is added or changed."""

from typing import Any, Final

from litestar import Response

from services.registration.actions.directory import change_organisation
from services.registration.domain.directory.municipality import find_municipality
from services.registration.domain.directory.municipality_codes import COUNTIES, MUNICIPALITIES
from services.registration.domain.directory.organisation import NewOrganisation, OrganisationChanges
from services.registration.domain.form import NAME
from services.registration.store.directory import organisations
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.edit_form import EditForm, FormButton, FormSection
from services.registration.web.admin.kit.editing import Editable, key_of, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader, text_value
from services.registration.web.admin.kit.places import places_of, read_place, typed_in
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.organisations.listing import path_of
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link

_COUNTIES: Final = tuple(sorted(COUNTIES.items()))


async def show_new(request: StaffRequest) -> Response[bytes]:
    """The form of a new organisation."""
    return await open_form(request, _load_new)


async def save_new(request: StaffRequest) -> Response[bytes]:
    """Add it."""
    return await save_form(request, _load_new, _make, made=lambda key: f"/organisationer/{key}?om=ny")


async def show_change(request: StaffRequest) -> Response[bytes]:
    """The form of an organisation."""
    return await open_form(request, _load)


async def save_change(request: StaffRequest) -> Response[bytes]:
    """Store what was changed; an organisation cannot be below itself."""
    return await save_form(request, _load, _store)


async def _make(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    fields = await _read(request, reader)
    reader.check()
    made = await change_organisation.create(
        request.pool, request.caller, NewOrganisation(**fields), organisation_id=key_of(request)
    )
    return f"/organisationer/{made}?om=ny"


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    changes = OrganisationChanges(**await _read(request, reader))
    reader.check()
    await change_organisation.change(request.pool, request.caller, request.id, changes, version=version)
    return f"/organisationer/{request.id}?om=sparat"


async def _read(request: StaffRequest, reader: FormReader) -> dict[str, Any]:
    places = await places_of(request, typed=typed_in(reader.values, ["parent_id"]))
    town = reader.line("municipality")
    code = find_municipality(town) if town else None
    if town and code is None:
        reader.error("municipality", "not_there")
    return {
        "name": reader.line("name", limit=NAME, required=True) or "",
        "type": reader.line("type"),
        "parent_id": read_place(reader, places, "parent_id", reader.line("parent_id")),
        "municipality_code": code,
        "county_code": reader.choice("county_code", tuple(COUNTIES)),
    }


async def _load_new(request: StaffRequest) -> Editable:
    texts = request.words.staff_organisations
    form = EditForm(
        title=texts.new_heading,
        action=request.address("/organisationer/ny"),
        sections=_sections(request),
        buttons=(FormButton(text=texts.add),),
        leave=Link(request.words.staff_forms.leave, request.address("/organisationer")),
        room="people",
        path=path_of(request),
    )
    return Editable(form=form, values={})


async def _load(request: StaffRequest) -> Editable:
    async with reading(request.pool) as conn:
        one = await organisations.get(conn, request.caller.organiser_id, request.id)
    places = await places_of(request, place_ids=[one.parent_id] if one.parent_id else [])
    form = EditForm(
        title=request.words.staff_organisations.change_heading,
        meta=one.name,
        action=request.address(f"/organisationer/{one.id}/andra"),
        sections=_sections(request),
        buttons=(FormButton(text=request.words.staff_forms.save),),
        leave=Link(request.words.staff_forms.leave, request.address(f"/organisationer/{one.id}")),
        room="people",
        path=path_of(request),
    )
    values = {
        "name": one.name,
        "type": text_value(one.type),
        "parent_id": places.called(one.parent_id),
        "municipality": MUNICIPALITIES.get(one.municipality_code or "", ""),
        "county_code": text_value(one.county_code),
    }
    return Editable(form=form, values=values, version=one.version, id=one.id)


def _sections(request: StaffRequest) -> tuple[FormSection, ...]:
    texts = request.words.staff_organisations
    counties = (("", request.words.staff_forms.not_said), *_COUNTIES)
    fields = (
        Field(name="name", label=texts.name, is_required=True),
        Field(name="type", label=texts.type, hint=texts.type_hint),
        Field(name="parent_id", label=texts.parent, hint=texts.parent_hint),
        Field(name="municipality", label=texts.municipality, hint=texts.municipality_hint),
        Field(name="county_code", label=texts.county, kind="choice", options=counties),
    )
    return (FormSection(id="organisation", fields=fields),)
