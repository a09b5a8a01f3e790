"""`/malgrupper/ny` and `/malgrupper/{id}/andra`: a rule is built, with a count before it is stored."""

from typing import Any, Final

import msgspec
from litestar import Response

from services.registration.actions.directory import change_audience
from services.registration.domain.directory.audience import Audience, AudienceChanges, NewAudience
from services.registration.domain.directory.municipality import find_municipality
from services.registration.domain.directory.municipality_codes import COUNTIES, MUNICIPALITIES
from services.registration.domain.errors import RegistrationError
from services.registration.domain.form import NAME
from services.registration.store.directory import audience_people, audiences
from services.registration.store.transaction import reading, rolled_back
from services.registration.store.views.staff import directory
from services.registration.web.admin.audiences import exclusions
from services.registration.web.admin.audiences.exclusions import Exclusions
from services.registration.web.admin.kit.edit_form import (
    AnyField,
    EditForm,
    FormButton,
    FormSection,
    TickGroup,
    TickOption,
    posted,
    show,
)
from services.registration.web.admin.kit.editing import Editable, key_of, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader, flag_value
from services.registration.web.admin.kit.places import lines_of, places_of, read_places, typed_in
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link
from shared import ids, times

_COUNT: Final = "rakna"
_ROLES_NAMED: Final = 12


async def show_new(request: StaffRequest) -> Response[bytes]:
    """The form of a new audience."""
    return await open_form(request, _load_new)


async def save_new(request: StaffRequest) -> Response[bytes]:
    """Store it, or say how many it finds."""
    return await _counted(request, await _load_new(request)) or await save_form(
        request, _load_new, _make, made=lambda key: f"/malgrupper/{key}?om=ny"
    )


async def show_change(request: StaffRequest) -> Response[bytes]:
    """The form of an audience."""
    return await open_form(request, _load)


async def save_change(request: StaffRequest) -> Response[bytes]:
    """Store what was changed, or say how many it finds. Invitations that have been sent stay."""
    return await _counted(request, await _load(request)) or await save_form(request, _load, _store)


async def _counted(request: StaffRequest, it: Editable) -> Response[bytes] | None:
    """The form again with the number that the rule finds as it is typed; None if that was not asked, or something is wrong."""
    if request.form.text("gor") != _COUNT:
        return None
    reader = FormReader(request.form)
    fields = await _read(request, reader)
    try:
        reader.check()
        audience = Audience(organiser_id=request.caller.organiser_id, id=ids.new(), **fields)
        async with rolled_back(request.pool) as conn:
            await audiences.insert(conn, audience)
            found = await audience_people.count(
                conn, audience.organiser_id, audience.id, on=times.local(request.caller.now).date()
            )
    except RegistrationError:
        return None
    texts = request.words.staff_audiences
    said = texts.finds_one if found == 1 else texts.finds.format(n=found)
    form = msgspec.structs.replace(it.form, warnings=(said,))
    hidden = {
        name: request.form.text(name) for name in ("version", "was", "form_key") if name in request.form
    }
    return show(request, form, posted(it.form, request.form), hidden=hidden)


async def _make(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    fields = await _read(request, reader)
    reader.check()
    made = await change_audience.create(
        request.pool, request.caller, NewAudience(**fields), audience_id=key_of(request)
    )
    return f"/malgrupper/{made}?om=ny"


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    changes = AudienceChanges(**await _read(request, reader))
    reader.check()
    await change_audience.change(request.pool, request.caller, request.id, changes, version=version)
    return f"/malgrupper/{request.id}?om=sparat"


async def _read(request: StaffRequest, reader: FormReader) -> dict[str, Any]:
    places = await places_of(
        request, typed=typed_in(reader.values, ["organisations", exclusions.TYPED_PLACES])
    )
    towns = [(line, find_municipality(line)) for line in lines_of(reader, "municipalities")]
    if any(code is None for _, code in towns):
        reader.error("municipalities", "not_there")
    counties = reader.all_of("county_codes")
    if any(code not in COUNTIES for code in counties):
        reader.error("county_codes", "not_a_choice")
    return {
        "name": reader.line("name", limit=NAME, required=True) or "",
        "roles": tuple(lines_of(reader, "roles")),
        "groups": tuple(lines_of(reader, "groups")),
        "organisation_types": tuple(lines_of(reader, "organisation_types")),
        "county_codes": tuple(counties),
        "municipality_codes": tuple(code for _, code in towns if code),
        "organisations": read_places(reader, places, "organisations"),
        "include_suborganisations": reader.flag("include_suborganisations"),
        **await exclusions.read(request, reader, places),
    }


async def _load_new(request: StaffRequest) -> Editable:
    texts = request.words.staff_audiences
    return Editable(
        form=await _form(
            request,
            (texts.new_heading, texts.add),
            "/malgrupper/ny",
            "/malgrupper",
            await exclusions.choices(request),
        ),
        values={"include_suborganisations": "yes"},
    )


async def _load(request: StaffRequest) -> Editable:
    async with reading(request.pool) as conn:
        one = await audiences.get(conn, request.caller.organiser_id, request.id)
    named = (*one.organisations, *one.excluded_organisations)
    places, own = await places_of(request, place_ids=named), f"/malgrupper/{one.id}"
    values = {
        "name": one.name,
        "roles": "\n".join(one.roles),
        "groups": "\n".join(one.groups),
        "organisation_types": "\n".join(one.organisation_types),
        "county_codes": " ".join(one.county_codes),
        "municipalities": "\n".join(MUNICIPALITIES.get(code, code) for code in one.municipality_codes),
        "organisations": "\n".join(places.called(each) for each in one.organisations),
        "include_suborganisations": flag_value(one.include_suborganisations),
        **exclusions.values_of(one, places),
    }
    said = (request.words.staff_audiences.change_heading, request.words.staff_forms.save)
    form = await _form(request, said, f"{own}/andra", own, await exclusions.choices(request, one))
    return Editable(form=form, values=values, version=one.version, id=one.id)


async def _form(
    request: StaffRequest, said: tuple[str, str], action: str, leave: str, known: Exclusions
) -> EditForm:
    """`said`: the heading, and what the button that stores it says."""
    title, save = said
    texts, names, words = request.words.staff_audiences, request.words.staff_directory, request.words
    async with reading(request.pool) as conn:
        roles = await directory.roles(conn, request.caller.organiser_id)
    there = texts.roles_there.format(roles=", ".join(roles[:_ROLES_NAMED])) if roles else ""
    fields: tuple[AnyField, ...] = (
        Field(name="name", label=names.name, is_required=True),
        Field(name="roles", label=texts.roles, kind="long", hint=f"{texts.lines} {there}".strip()),
        Field(name="organisation_types", label=texts.types, kind="long", hint=texts.lines),
        Field(name="groups", label=texts.groups, kind="long", hint=texts.lines),
        Field(name="municipalities", label=texts.municipalities, kind="long", hint=texts.lines),
        Field(name="organisations", label=names.organisations, kind="long", hint=texts.lines),
        Field(
            name="include_suborganisations",
            label=texts.below_too,
            kind="choice",
            options=(("", words.staff_forms.not_said), *words.staff_forms.yes_no.items()),
        ),
        TickGroup(
            name="county_codes",
            label=texts.counties,
            options=tuple(TickOption(value=code, text=county) for code, county in sorted(COUNTIES.items())),
        ),
    )
    return EditForm(
        title=title,
        action=request.address(action),
        sections=(
            FormSection(id="regel", heading=texts.rule, about=texts.rule_about, fields=fields),
            exclusions.section(request, known),
        ),
        buttons=(FormButton(text=save), FormButton(text=texts.count, kind="", name="gor", value=_COUNT)),
        leave=Link(words.staff_forms.leave, request.address(leave)),
        room="people",
        path=(
            Link(names.heading, request.address("/personer")),
            Link(names.audiences, request.address("/malgrupper")),
        ),
    )
