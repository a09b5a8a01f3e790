"""`/personer/ny`, `/personer/{id}/andra` and `/personer/{id}/adress`: a person is added or changed."""

from collections.abc import Sequence
from typing import Any, Final, get_args

from litestar import Response

from services.registration.actions.directory import change_person
from services.registration.actions.directory.reveal_people import note_revealed
from services.registration.domain.directory.person import (
    PROTECTED_NAMES,
    NewPerson,
    Person,
    PersonChanges,
    Position,
)
from services.registration.store.directory import people
from services.registration.store.transaction import reading
from services.registration.store.views.staff import person as person_view
from services.registration.web.admin.kit.edit_form import EditForm, FormButton, FormSection
from services.registration.web.admin.kit.editing import Editable, key_of, open_form, save_form
from services.registration.web.admin.kit.form_reader import (
    FormReader,
    day_value,
    flag_value,
    text_value,
)
from services.registration.web.admin.kit.places import places_of, read_place, typed_in
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link
from shared import times
from shared.language import Language

_MOST: Final = 20
_PARTS: Final = ("organisation", "role", "group", "from", "until")


async def show_new(request: StaffRequest) -> Response[bytes]:
    """The form of a new person."""
    return await open_form(request, _load_new)


async def save_new(request: StaffRequest) -> Response[bytes]:
    """Add the person."""
    return await save_form(request, _load_new, _make, made=lambda key: f"/personer/{key}")


async def show_change(request: StaffRequest) -> Response[bytes]:
    """The form of a person; whoever has a protected identity is not shown by a GET."""
    if (await _person(request)).protected_identity:
        return request.go_to(f"/personer/{request.id}")
    return await open_form(request, load)


async def save_change(request: StaffRequest) -> Response[bytes]:
    """Store what was changed. The form of a protected person can come back, so that is noted first."""
    if (await _person(request)).protected_identity:
        await note_revealed(request.pool, request.caller, [request.id])
    return await save_form(request, load, _store)


async def show_address(request: StaffRequest) -> Response[bytes]:
    """Only the address, with what follows from another one."""
    if (await _person(request)).protected_identity:
        return request.go_to(f"/personer/{request.id}")
    return await open_form(request, _load_address)


async def save_address(request: StaffRequest) -> Response[bytes]:
    """Store another address: links in earlier mails end, and what is ahead is mailed to the new one."""
    if (await _person(request)).protected_identity:
        await note_revealed(request.pool, request.caller, [request.id])
    return await save_form(request, _load_address, _store_address)


async def _person(request: StaffRequest) -> Person:
    async with reading(request.pool) as conn:
        return await people.get(
            conn, request.caller.organiser_id, request.id, sees_protected=request.caller.sees_protected
        )


async def _make(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    fields = await _read(request, reader)
    reader.check()
    made = await change_person.create(
        request.pool, request.caller, NewPerson(**fields), person_id=key_of(request)
    )
    request.services.wake()
    return f"/personer/{made}?om=ny"


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    fields = await _read(request, reader)
    reader.check()
    await change_person.change(
        request.pool, request.caller, request.id, PersonChanges(**fields), version=version
    )
    request.services.wake()
    return f"/personer/{request.id}?om=sparat"


async def _store_address(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    email = reader.email()
    reader.check()
    await change_person.change(
        request.pool, request.caller, request.id, PersonChanges(email=email), version=version
    )
    request.services.wake()
    return f"/personer/{request.id}?om=adress"


async def _read(request: StaffRequest, reader: FormReader) -> dict[str, Any]:
    name = reader.name()
    if name in PROTECTED_NAMES.values():
        reader.error("name", "not_allowed")
    return {
        "name": name,
        "email": reader.email(required=False),
        "phone": reader.line("phone"),
        "language": reader.choice("language", get_args(Language), default="sv"),
        "protected_identity": reader.flag("protected_identity") is True,
        "positions": await _positions(request, reader),
    }


async def _positions(request: StaffRequest, reader: FormReader) -> tuple[Position, ...]:
    numbers = range(1, _MOST + 1)
    places = await places_of(request, typed=typed_in(reader.values, [f"p{n}-organisation" for n in numbers]))
    found = []
    for n in numbers:
        if not any(reader.values.get(f"p{n}-{part}") for part in _PARTS):
            continue
        named = reader.line(f"p{n}-organisation", required=True)
        organisation_id = read_place(reader, places, f"p{n}-organisation", named)
        from_on, until_on = reader.day(f"p{n}-from"), reader.day(f"p{n}-until")
        if from_on and until_on and until_on < from_on:
            reader.error(f"p{n}-until", "before_start")
        role, group = reader.line(f"p{n}-role"), reader.line(f"p{n}-group")
        if organisation_id:
            found.append(
                Position(
                    organisation_id=organisation_id,
                    role=role,
                    group=group,
                    from_on=from_on,
                    until_on=until_on,
                )
            )
    return tuple(found)


async def _load_new(request: StaffRequest) -> Editable:
    texts = request.words.staff_person
    form = EditForm(
        title=texts.new_heading,
        action=request.address("/personer/ny"),
        sections=_sections(request, _count(request, 1)),
        buttons=(FormButton(text=texts.add),),
        leave=Link(request.words.staff_forms.leave, request.address("/personer")),
        room="people",
        path=_path(request),
    )
    return Editable(form=form, values={"language": "sv", "protected_identity": "no"})


async def load(request: StaffRequest) -> Editable:
    """The form with what is stored, unmasked."""
    texts, person = request.words.staff_person, await _person(request)
    own = f"/personer/{person.id}"
    form = EditForm(
        title=texts.change_heading,
        meta=person.name,
        action=request.address(f"{own}/andra"),
        sections=_sections(request, _count(request, len(person.positions) + 1)),
        buttons=(FormButton(text=request.words.staff_forms.save),),
        leave=Link(request.words.staff_forms.leave, request.address(own)),
        room="people",
        path=_path(request),
    )
    values = await _values(request, person)
    return Editable(form=form, values=values, version=person.version, id=person.id)


async def _load_address(request: StaffRequest) -> Editable:
    texts, person = request.words.staff_person, await _person(request)
    async with reading(request.pool) as conn:
        history = await person_view.read(
            conn, person.organiser_id, person.id, today=times.local(request.caller.now).date()
        )
    waits = sum(one.status in {"queued", "sent", "bounced"} for one in history.invitations)
    own = f"/personer/{person.id}"
    form = EditForm(
        title=texts.address_heading,
        meta=person.name,
        action=request.address(f"{own}/adress"),
        sections=(
            FormSection(
                id="adress", fields=(Field(name="email", label=texts.email, kind="email", is_required=True),)
            ),
        ),
        buttons=(FormButton(text=texts.change_address),),
        leave=Link(request.words.staff_forms.leave, request.address(own)),
        room="people",
        path=(*_path(request), Link(person.name, request.address(own))),
        follows=(
            texts.address_follows,
            *((texts.address_follows_ahead.format(n=history.ahead),) if history.ahead else ()),
            *((texts.address_follows_waits.format(n=waits),) if waits else ()),
        ),
    )
    return Editable(form=form, values={"email": person.email or ""}, version=person.version, id=person.id)


async def _values(request: StaffRequest, person: Person) -> dict[str, str]:
    places = await places_of(request, place_ids=[each.organisation_id for each in person.positions])
    values = {
        "name": person.name,
        "email": person.email or "",
        "phone": person.phone or "",
        "language": person.language,
        "protected_identity": flag_value(person.protected_identity),
    }
    for n, each in enumerate(person.positions, 1):
        values |= {
            f"p{n}-organisation": places.called(each.organisation_id),
            f"p{n}-role": text_value(each.role),
            f"p{n}-group": text_value(each.group),
            f"p{n}-from": day_value(each.from_on),
            f"p{n}-until": day_value(each.until_on),
        }
    return values


def _count(request: StaffRequest, least: int) -> int:
    """As many positions as the form has fields for."""
    posted = [n for n in range(1, _MOST + 1) if f"p{n}-organisation" in request.form]
    return min(max([least, *posted]), _MOST)


def _sections(request: StaffRequest, positions: int) -> tuple[FormSection, ...]:
    texts, words = request.words.staff_person, request.words
    yes_no: Sequence[tuple[str, str]] = tuple(words.staff_forms.yes_no.items())
    return (
        FormSection(
            id="person",
            fields=(
                Field(name="name", label=words.staff_directory.name, is_required=True),
                Field(name="email", label=texts.email, kind="email", hint=texts.email_hint),
                Field(name="phone", label=texts.phone),
                Field(
                    name="language",
                    label=texts.language,
                    kind="choice",
                    options=tuple((one, texts.languages[one]) for one in get_args(Language)),
                ),
                Field(
                    name="protected_identity",
                    label=texts.protected,
                    kind="choice",
                    options=tuple(reversed(yes_no)),
                    hint=texts.protected_hint,
                ),
            ),
        ),
        *(_position(request, n, is_folded=n > 1 and n == positions) for n in range(1, positions + 1)),
    )


def _position(request: StaffRequest, n: int, *, is_folded: bool) -> FormSection:
    texts = request.words.staff_person
    return FormSection(
        id=f"tjanst-{n}",
        heading=texts.one_more if is_folded else texts.position.format(n=n),
        about=texts.position_about if n == 1 else None,
        is_folded=is_folded,
        fields=(
            Field(name=f"p{n}-organisation", label=request.words.staff_directory.organisation),
            Field(name=f"p{n}-role", label=request.words.staff_directory.role),
            Field(name=f"p{n}-group", label=texts.group),
            Field(name=f"p{n}-from", label=texts.from_on, kind="date"),
            Field(name=f"p{n}-until", label=texts.until_on, kind="date"),
        ),
    )


def _path(request: StaffRequest) -> tuple[Link, ...]:
    return (Link(request.words.staff_directory.heading, request.address("/personer")),)
