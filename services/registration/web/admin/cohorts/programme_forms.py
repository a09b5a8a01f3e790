"""`/program/…`: a programme is made, changed, or deleted."""

from typing import Any, Final, get_args

from litestar import Response

from services.registration.actions.cohorts import change_programme
from services.registration.domain.form import TITLE
from services.registration.domain.programme import (
    NewProgramme,
    Programme,
    ProgrammeChanges,
    RegistrationForm,
)
from services.registration.store import programmes
from services.registration.store.transaction import reading
from services.registration.store.views.staff import cohorts as view
from services.registration.store.views.staff import organisation_names
from services.registration.web.admin.kit.edit_form import EditForm, FormButton, FormSection
from services.registration.web.admin.kit.editing import Editable, key_of, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader, day_value, text_value
from services.registration.web.admin.kit.organisation_field import read_organisation
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link

_REGISTRATIONS: Final[tuple[RegistrationForm, ...]] = get_args(RegistrationForm)


async def show_new(request: StaffRequest) -> Response[bytes]:
    """The form of a new programme."""
    return await open_form(request, _load_new)


async def save_new(request: StaffRequest) -> Response[bytes]:
    """Make a programme, and go on to its first cohort."""
    return await save_form(request, _load_new, _make, made=lambda key: f"/program/{key}/ny-omgang")


async def show_change(request: StaffRequest) -> Response[bytes]:
    """The form of a programme."""
    return await open_form(request, _load)


async def save_change(request: StaffRequest) -> Response[bytes]:
    """Store what was changed."""
    return await save_form(request, _load, _store)


async def show_delete(request: StaffRequest) -> Response[bytes]:
    """Ask before a programme is deleted."""
    return await open_form(request, _load_delete)


async def delete(request: StaffRequest) -> Response[bytes]:
    """Delete a programme without cohorts."""
    return await save_form(request, _load_delete, _delete)


async def _make(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    fields = await _read(request, reader)
    reader.check()
    made = await change_programme.create(
        request.pool, request.caller, NewProgramme(**fields), programme_id=key_of(request)
    )
    return f"/program/{made}/ny-omgang"


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    fields = await _read(request, reader)
    reader.check()
    await change_programme.change(
        request.pool, request.caller, request.id, ProgrammeChanges(**fields), version=version
    )
    return "/omgangar?om=sparat"


async def _delete(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    reader.check()
    await change_programme.delete(request.pool, request.caller, request.id)
    return "/omgangar?om=borttagen"


async def _read(request: StaffRequest, reader: FormReader) -> dict[str, Any]:
    return {
        "title": reader.line("title", limit=TITLE, required=True) or "",
        "subtitle": reader.line("subtitle", limit=TITLE),
        "kind": reader.line("kind"),
        "summary": reader.long_text("summary"),
        "registration": reader.choice("registration", _REGISTRATIONS, default="invitation_only"),
        "contact_id": reader.id_of("contact_id"),
        "commissioner_id": await read_organisation(request, reader, "commissioner_id"),
        "starts_on": reader.day("starts_on"),
        "ends_on": reader.day("ends_on"),
        "reservation": reader.long_text("reservation"),
    }


async def _load_new(request: StaffRequest) -> Editable:
    texts = request.words.staff_programme
    form = await _form(request, texts.new_heading, "/program/nytt", texts.new_button)
    return Editable(form=form, values={"registration": "invitation_only"})


async def _load(request: StaffRequest) -> Editable:
    texts = request.words.staff_programme
    async with reading(request.pool) as conn:
        programme = await programmes.get(conn, request.caller.organiser_id, request.id)
        names = await organisation_names.names(conn, request.caller.organiser_id, [programme.commissioner_id])
    form = await _form(request, texts.change_heading, f"/program/{programme.id}/andra", texts.change_button)
    return Editable(
        form=form,
        values=_values(programme, names.get(programme.commissioner_id, "")),
        version=programme.version,
        id=programme.id,
    )


async def _load_delete(request: StaffRequest) -> Editable:
    texts = request.words.staff_programme
    async with reading(request.pool) as conn:
        programme = await programmes.get(conn, request.caller.organiser_id, request.id)
    form = EditForm(
        title=texts.delete_heading,
        meta=programme.title,
        action=request.address(f"/program/{programme.id}/ta-bort"),
        sections=(),
        follows=(texts.delete_follows.format(title=programme.title),),
        buttons=(FormButton(text=texts.delete_button, kind="danger"),),
        leave=_leave(request),
        path=_path(request),
    )
    return Editable(form=form, values={}, version=programme.version, id=programme.id)


def _values(programme: Programme, commissioner: str) -> dict[str, str]:
    return {
        "title": programme.title,
        "subtitle": text_value(programme.subtitle),
        "kind": text_value(programme.kind),
        "summary": text_value(programme.summary),
        "registration": programme.registration,
        "contact_id": text_value(programme.contact_id),
        "commissioner_id": commissioner,
        "starts_on": day_value(programme.starts_on),
        "ends_on": day_value(programme.ends_on),
        "reservation": text_value(programme.reservation),
    }


async def _form(request: StaffRequest, title: str, path: str, button: str) -> EditForm:
    texts = request.words.staff_programme
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        contacts = await view.choices(conn, view.CONTACTS, organiser_id)

    def field(name: str, **more: object) -> Field:
        return Field(name=name, label=texts.labels[name], hint=texts.hints.get(name), **more)  # type: ignore[arg-type]

    return EditForm(
        title=title,
        action=request.address(path),
        sections=(
            FormSection(
                id="vad",
                heading=texts.texts,
                fields=(
                    field("title", is_required=True),
                    field("subtitle"),
                    field("kind"),
                    field("summary", kind="long"),
                    field(
                        "registration",
                        kind="choice",
                        options=tuple((one, texts.registrations[one]) for one in _REGISTRATIONS),
                    ),
                    field("starts_on", kind="date"),
                    field("ends_on", kind="date"),
                    field("reservation", kind="long"),
                ),
            ),
            FormSection(
                id="vem",
                heading=texts.who,
                fields=(
                    field("contact_id", kind="choice", options=(("", texts.no_contact), *contacts)),
                    field("commissioner_id"),
                ),
            ),
        ),
        buttons=(FormButton(text=button),),
        leave=_leave(request),
        path=_path(request),
    )


def _leave(request: StaffRequest) -> Link:
    return Link(request.words.staff_forms.leave, request.address("/omgangar"))


def _path(request: StaffRequest) -> tuple[Link, ...]:
    return (Link(request.words.staff_cohort.path, request.address("/omgangar")),)
