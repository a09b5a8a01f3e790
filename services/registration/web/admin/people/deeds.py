"""What is done with a person from their page: links, mails, deletion, erasure, export."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Response

from services.registration.actions.directory import change_person
from services.registration.actions.directory.export_person import export_person
from services.registration.actions.directory.forget_person import forget
from services.registration.actions.directory.replace_links import replace_links
from services.registration.actions.directory.reveal_people import note_revealed
from services.registration.actions.invitations.resend_mail import resend
from services.registration.actions.registrations.send_link import send_links_of
from services.registration.domain.directory.person import PROTECTED_NAMES, Person
from services.registration.domain.errors import NotFound
from services.registration.store.directory import people
from services.registration.store.transaction import reading
from services.registration.store.views.staff import person as person_view
from services.registration.web.admin.kit.editing import open_form
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.people import form
from services.registration.web.admin.people.mails import ask_again, try_address
from services.registration.web.kit.bytes_response import BytesResponse
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond
from shared import times


class PersonDeedPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    texts: tuple[str, ...]
    action: str
    do: str
    leave: Link


async def reveal_to_change(request: StaffRequest) -> Response[bytes]:
    """The form of a protected person; that it was shown is logged."""
    await _person(request)
    await note_revealed(request.pool, request.caller, [request.id])
    return await open_form(request, form.load)


async def send_links(request: StaffRequest) -> Response[bytes]:
    """Mail the links that lead on once more."""
    sent = await send_links_of(request.pool, request.caller, request.id)
    request.services.wake()
    return request.go_to(f"/personer/{request.id}", om="lankar" if sent else "inga-lankar")


async def resend_mail(request: StaffRequest) -> Response[bytes]:
    """Send one mail again that stopped on its way."""
    delivery_id = read_uuid(request.form.text("mejl"))
    if delivery_id is None:
        raise NotFound("delivery")
    await _person(request)

    async def ask() -> bool:
        return await ask_again(request, delivery_id)

    sent = await resend(request.pool, request.caller, ask, delivery_id=delivery_id)
    return request.go_to(f"/personer/{request.id}", om="skickat" if sent else "inte-skickat")


async def try_again(request: StaffRequest) -> Response[bytes]:
    """Let mail go to an address again that counted as taking none."""
    await _person(request)

    async def ask() -> bool:
        return await try_address(request)

    tried = await resend(request.pool, request.caller, ask, person_id=request.id)
    return request.go_to(f"/personer/{request.id}", om="forsoker" if tried else "forsokte-inte")


async def ask_to_replace(request: StaffRequest) -> Response[bytes]:
    """What follows from new links, with the button."""
    texts = request.words.staff_person
    return await _ask(
        request, "byt-lankar", texts.replace_links_heading, texts.replace_links_follows, texts.replace_links
    )


async def replace(request: StaffRequest) -> Response[bytes]:
    """Make the links that are out invalid, and mail new ones."""
    await _person(request)
    await replace_links(request.pool, request.caller, request.id)
    request.services.wake()
    return request.go_to(f"/personer/{request.id}", om="bytta")


async def ask_to_delete(request: StaffRequest) -> Response[bytes]:
    """Whether the person can be deleted, with the button."""
    texts = request.words.staff_person
    return await _ask(request, "ta-bort", texts.delete_heading, texts.delete_follows, texts.delete)


async def delete(request: StaffRequest) -> Response[bytes]:
    """Delete a person of whom nothing depends."""
    await _person(request)
    await change_person.delete(request.pool, request.caller, request.id)
    return request.go_to("/personer", om="borttagen")


async def ask_to_erase(request: StaffRequest) -> Response[bytes]:
    """What follows from an erasure, with the button."""
    texts = request.words.staff_person
    return await _ask(request, "radera", texts.erase_heading, texts.erase_follows, texts.erase)


async def erase(request: StaffRequest) -> Response[bytes]:
    """Begin the erasure."""
    await _person(request)
    await forget(request.pool, request.caller, request.id)
    request.services.wake()
    return request.go_to("/personer", om="raderas")


async def export(request: StaffRequest) -> Response[bytes]:
    """A file with all that is stored about the person."""
    found = await export_person(request.pool, request.caller, request.id)
    body = json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=2).encode()
    headers = {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": 'attachment; filename="uppgifter.json"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
    }
    return BytesResponse(body, status=200, headers=headers)


async def _person(request: StaffRequest) -> Person:
    async with reading(request.pool) as conn:
        return await people.get(
            conn, request.caller.organiser_id, request.id, sees_protected=request.caller.sees_protected
        )


async def _ask(
    request: StaffRequest, deed: str, heading: str, follows: Sequence[str], do: str
) -> Response[bytes]:
    person, own = await _person(request), f"/personer/{request.id}"
    async with reading(request.pool) as conn:
        history = await person_view.read(
            conn, person.organiser_id, person.id, today=times.local(request.caller.now).date()
        )
    name = PROTECTED_NAMES[request.locale.language] if person.protected_identity else person.name
    values: dict[str, Any] = {"name": name, "ahead": history.ahead}  # Any: texts and numbers
    title = heading.format(**values)
    page = PersonDeedPage(
        layout=request.layout(
            title,
            "people",
            path=(
                Link(request.words.staff_directory.heading, request.address("/personer")),
                Link(name, request.address(own)),
            ),
        ),
        head=Head(heading=title),
        texts=tuple(text.format(**values) for text in follows),
        action=request.address(f"{own}/{deed}"),
        do=do,
        leave=Link(request.words.staff_forms.leave, request.address(own)),
    )
    return respond("staff/confirm", page, language=request.locale.language)
