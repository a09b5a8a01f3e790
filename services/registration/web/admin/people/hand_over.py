"""`/personer/{id}/tar-over`: somebody else takes over a position; what follows is shown before it is done."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.actions.directory.hand_over_position import (
    HandedOverPosition,
    PositionHandover,
    hand_over_position,
)
from services.registration.actions.directory.hand_over_to_new import hand_over_to_new
from services.registration.actions.directory.reveal_people import note_revealed
from services.registration.domain.directory.person import PROTECTED_NAMES, NewPerson, Person, Position
from services.registration.domain.errors import FieldsRefused
from services.registration.store.directory import people
from services.registration.store.transaction import reading
from services.registration.store.views.staff.called import people_called
from services.registration.web.admin.kit.edit_form import (
    CONFIRM,
    EditForm,
    FormButton,
    FormSection,
    posted,
    show,
)
from services.registration.web.admin.kit.editing import Editable, hidden_of, key_of, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader, day_value
from services.registration.web.admin.kit.places import Places, places_of
from services.registration.web.admin.kit.plan import plan_and_result
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import Link
from shared import dates, times

OPEN: Final = "oppna"
_NEW: Final = ("name", "email")


class KnownPosition(msgspec.Struct, frozen=True, kw_only=True):
    """A position that can be handed over: its value in the form, and what it is called."""

    value: str
    position: Position
    text: str


class Successor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the directory, or somebody to be added."""

    id: UUID
    name: str
    new: NewPerson | None = None


class WantedHandover(msgspec.Struct, frozen=True, kw_only=True):
    """What the form asks for."""

    chosen: KnownPosition
    starts_on: date
    successor: Successor


async def show_hand_over(request: StaffRequest) -> Response[bytes]:
    """The form; whoever has a protected identity is not shown by a GET."""
    if (await _person(request)).protected_identity:
        return request.go_to(f"/personer/{request.id}")
    return await open_form(request, _load)


async def hand_over(request: StaffRequest) -> Response[bytes]:
    """Show what follows, and then do it. That a protected person was shown is logged first."""
    if (await _person(request)).protected_identity:
        await note_revealed(request.pool, request.caller, [request.id])
    if OPEN in request.form:
        return await open_form(request, _load)
    return await save_form(request, _load, _store)


def lasting(request: StaffRequest, person: Person) -> list[tuple[int, Position]]:
    """The positions that can be handed over, by their numbers: those that last today or later."""
    today = times.local(request.caller.now).date()
    return [
        (number, each)
        for number, each in enumerate(person.positions, 1)
        if each.until_on is None or each.until_on >= today
    ]


async def _person(request: StaffRequest) -> Person:
    async with reading(request.pool) as conn:
        return await people.get(
            conn, request.caller.organiser_id, request.id, sees_protected=request.caller.sees_protected
        )


async def _known(request: StaffRequest, person: Person) -> list[KnownPosition]:
    found = lasting(request, person)
    places = await places_of(request, place_ids=[each.organisation_id for _, each in found])
    return [
        KnownPosition(value=str(number), position=each, text=_called(each, places)) for number, each in found
    ]


def _called(position: Position, places: Places) -> str:
    parts = (position.role, places.called(position.organisation_id), position.group)
    return ", ".join(part for part in parts if part)


async def _load(request: StaffRequest) -> Editable:
    person = await _person(request)
    known = await _known(request, person)
    asked = request.query.get("tjanst", "")
    first = next((one.value for one in known if one.value == asked), known[0].value if known else "")
    today = times.local(request.caller.now).date()
    return Editable(
        form=_form(request, person, known),
        values={"organisation_id": first, "starts_on": day_value(today)},
        version=person.version,
        id=person.id,
    )


def _form(request: StaffRequest, person: Person, known: Sequence[KnownPosition]) -> EditForm:
    texts, own = request.words.staff_hand_over, f"/personer/{person.id}"
    options = tuple((one.value, one.text) for one in known)
    return EditForm(
        title=texts.heading,
        meta=person.name,
        action=request.address(f"{own}/tar-over"),
        sections=(
            FormSection(
                id="tjanst",
                about=texts.about if known else texts.no_position,
                fields=(
                    Field(name="organisation_id", label=texts.position, kind="choice", options=options),
                    Field(
                        name="starts_on",
                        label=texts.starts_on,
                        kind="date",
                        hint=texts.starts_on_hint,
                        is_required=True,
                    ),
                ),
            ),
            FormSection(
                id="vem",
                heading=texts.who,
                fields=(Field(name="successor_id", label=texts.successor, hint=texts.successor_hint),),
            ),
            FormSection(
                id="ny",
                heading=texts.somebody_new,
                about=texts.somebody_new_about,
                fields=(
                    Field(name="name", label=request.words.staff_directory.name),
                    Field(name="email", label=request.words.staff_directory.email, kind="email"),
                ),
            ),
        ),
        buttons=(FormButton(text=texts.look),),
        leave=Link(request.words.staff_forms.leave, request.address(own)),
        room="people",
        path=(
            Link(request.words.staff_directory.heading, request.address("/personer")),
            Link(person.name, request.address(own)),
        ),
    )


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:  # noqa: ARG001 - compared before
    person = await _person(request)
    wanted = await _read(request, reader, await _known(request, person))
    attempt = _attempt(request, wanted)
    await _confirm(request, person, wanted, attempt)
    await attempt()
    request.services.wake()
    return f"/personer/{request.id}?om=overlamnad"


async def _read(request: StaffRequest, reader: FormReader, known: Sequence[KnownPosition]) -> WantedHandover:
    """Read the form. Raises `FieldsRefused` with every error."""
    value = reader.line("organisation_id")
    chosen = next((one for one in known if one.value == value), None)
    if chosen is None:
        reader.error("organisation_id", "does_not_match" if value else "missing")
    starts_on = reader.day("starts_on", required=True)
    successor = await _successor(request, reader)
    reader.check()
    if chosen is None or starts_on is None or successor is None:
        raise FieldsRefused(reader.errors)
    return WantedHandover(chosen=chosen, starts_on=starts_on, successor=successor)


def _attempt(request: StaffRequest, wanted: WantedHandover) -> Callable[[], Awaitable[HandedOverPosition]]:
    handover = PositionHandover(
        organisation_id=wanted.chosen.position.organisation_id,
        role=wanted.chosen.position.role,
        successor_id=wanted.successor.id,
        starts_on=wanted.starts_on,
    )
    if wanted.successor.new is not None:
        return partial(
            hand_over_to_new, request.pool, request.caller, request.id, handover, wanted.successor.new
        )
    return partial(hand_over_position, request.pool, request.caller, request.id, handover)


async def _successor(request: StaffRequest, reader: FormReader) -> Successor | None:
    """Who was typed: somebody known, or the name and the address of somebody new. An error unless it is one of them."""
    typed = reader.line("successor_id")
    if typed is None and any(reader.values.get(name) for name in _NEW):
        new = NewPerson(name=reader.name(), email=reader.email(), language=request.locale.language)
        if new.name in PROTECTED_NAMES.values():
            reader.error("name", "not_allowed")
        return Successor(id=key_of(request), name=new.name, new=new)
    if typed is None:
        reader.error("successor_id", "missing")
        return None
    if any(reader.values.get(name) for name in _NEW):
        reader.error("name", "twice")
    async with reading(request.pool) as conn:
        found = (await people_called(conn, request.caller.organiser_id, [typed])).get(typed, [])
        if len(found) != 1:
            reader.error("successor_id", "several" if found else "not_there")
            return None
        one = await people.get(conn, request.caller.organiser_id, found[0], sees_protected=False)
    return Successor(id=one.id, name=one.name)


async def _confirm(
    request: StaffRequest,
    person: Person,
    wanted: WantedHandover,
    attempt: Callable[[], Awaitable[HandedOverPosition]],
) -> None:
    """Interrupt with what follows, unless the button there was pressed with the number that holds now."""
    outcome, plan = await plan_and_result(request, attempt)
    pressed = request.form.text(CONFIRM)
    if pressed == str(plan.mails):
        return
    texts, it, successor = request.words.staff_hand_over, await _load(request), wanted.successor
    button = (
        texts.do_one if plan.mails == 1 else texts.do.format(n=plan.mails) if plan.mails else texts.do_none
    )
    form = msgspec.structs.replace(
        it.form,
        title=texts.confirm_heading.format(name=successor.name),
        follows=_follows(request, person, wanted, outcome),
        warnings=(request.words.staff_forms.counted_anew,) if pressed else (),
        plan=plan,
        sections=tuple(_folded(request, each) for each in it.form.sections),
        buttons=(
            FormButton(text=button, name=CONFIRM, value=str(plan.mails)),
            FormButton(text=texts.look_again, kind="quiet"),
        ),
    )
    hidden = hidden_of(it, request.form) | {
        "form_key": str(successor.id if successor.new else key_of(request))
    }
    raise ShortCircuit(show(request, form, posted(it.form, request.form), hidden=hidden))


def _folded(request: StaffRequest, section: FormSection) -> FormSection:
    heading = section.heading or request.words.staff_hand_over.position
    return msgspec.structs.replace(section, heading=heading, is_folded=True)


def _follows(
    request: StaffRequest, person: Person, wanted: WantedHandover, outcome: HandedOverPosition | None
) -> tuple[str, ...]:
    """What happens, in sentences; without `outcome` nobody can say how much follows."""
    texts, successor = request.words.staff_hand_over, wanted.successor
    names = {"name": person.name, "successor": successor.name, "position": wanted.chosen.text}
    day = dates.day_in_words(wanted.starts_on, request.locale.language)
    found = [texts.changes_hands.format(**names, day=day)]
    if successor.new is not None:
        found.append(texts.is_added.format(**names))
    counted = (
        (
            (texts.registrations, len(outcome.registrations)),
            (texts.invitations, outcome.invitations),
            (texts.left, len(outcome.left)),
        )
        if outcome
        else ()
    )
    found += [text.format(**names, n=number) for text, number in counted if number]
    if outcome and not any(number for _, number in counted):
        found.append(texts.nothing_follows)
    return (*found, texts.history.format(**names))
