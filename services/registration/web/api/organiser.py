"""/api/v1/organiser: the tenant, as shown on pages and in mails. Only an admin may change it."""

import asyncio
from datetime import datetime
from typing import Annotated, Final

import msgspec

from services.registration.actions.cohorts import pause_sending as pausing
from services.registration.actions.directory import change_organiser
from services.registration.domain import tenant as domain
from services.registration.domain.errors import VersionConflict
from services.registration.domain.form import tidy_address
from services.registration.domain.picture import (
    LARGEST,
    MOST_BYTES,
    SMALLEST,
    NotAPicture,
    Picture,
    PictureSizeRefused,
    make_logo,
)
from services.registration.store.directory import organisers
from services.registration.store.transaction import reading
from services.registration.web.api.cohorts import EmptyBody
from services.registration.web.api.kit.changes import changes_to
from services.registration.web.api.kit.fields import (
    UNSET,
    Name,
    RequestBody,
    Resource,
    SingleLine,
    UnsetType,
    Version,
)
from services.registration.web.api.kit.problems import BadInput, ErrorItem
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    changed_fields,
    changed_since,
    version_of,
)
from services.registration.web.api.kit.send_hours import SendHoursBody, read_send_hours
from services.registration.web.kit.assets.accent import readable
from shared import names
from shared.addresses import is_in
from shared.channel import outbox
from shared.send_hours import SendHours

Colour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}$")]

_SIZE: Final = f"{SMALLEST}–{LARGEST} × {SMALLEST}–{LARGEST}"


class Logo(msgspec.Struct, frozen=True, kw_only=True):
    url: str
    width: int
    height: int


class Organiser(Resource, frozen=True, kw_only=True):
    """`accent_shown` is the colour as used: darkened until white text on it has a contrast of 4.5:1 (WCAG 2.2, 1.4.3).

    `changes_without_mail`: how many changes nobody is mailed about, because notify could not take them or has not answered
    for ten minutes. Anything but 0 is for the operator to look at. `send_hours`: when invitations, reminders and mailings go, of
    cohorts without hours of their own; null: at any time. `sending_paused_at`: since when all mail waits.
    `sender_name`, `sender_address`: whom mail is from; null: the organiser's name, and the installation's address.
    """

    slug: str
    name: str
    short_name: str | None
    accent: str | None
    accent_shown: str | None
    logo: Logo | None
    changes_without_mail: int
    send_hours: SendHours | None
    sending_paused_at: datetime | None
    sender_name: str | None
    sender_address: str | None
    version: int


class OrganiserChanges(RequestBody, frozen=True, kw_only=True):
    """`short_name` is short enough for a letterhead. `accent` is a colour, `#rrggbb`. `sender_address` is in a domain that the operator allows."""

    name: Name | UnsetType = UNSET
    short_name: SingleLine | UnsetType | None = UNSET
    accent: Colour | UnsetType | None = UNSET
    send_hours: SendHoursBody | UnsetType | None = UNSET
    sender_name: SingleLine | UnsetType | None = UNSET
    sender_address: SingleLine | UnsetType | None = UNSET
    version: Version | UnsetType | None = UNSET


async def show(request: ApiRequest) -> ApiResponse:
    return ApiResponse(body=await _load(request))


async def change(request: ApiRequest) -> ApiResponse:
    body = request.read(OrganiserChanges)
    fields = changed_fields(body)
    if "send_hours" in fields:
        fields["send_hours"] = read_send_hours(fields["send_hours"])
    if fields.get("sender_address") is not None:
        fields["sender_address"] = _sender_address(request, fields["sender_address"])
    if fields.get("sender_name") is not None and names.reads_like_a_link(fields["sender_name"]):
        raise BadInput(errors=[ErrorItem("/sender_name", "not_a_name")])
    try:
        await change_organiser.change(
            request.pool,
            request.caller,
            changes_to(domain.Organiser, fields),
            version=version_of(request, body),
        )
    except VersionConflict:
        raise changed_since(request, await _load(request)) from None
    return ApiResponse(body=await _load(request))


def _sender_address(request: ApiRequest, text: str) -> str:
    allowed = request.services.settings.allowed_sender_domains
    address = tidy_address(text)
    if address is None:
        raise BadInput(errors=[ErrorItem("/sender_address", "not_an_address")])
    if not is_in(address, allowed):
        raise BadInput(errors=[ErrorItem("/sender_address", "sender_domain", ", ".join(allowed) or "–")])
    return address


async def pause_sending(request: ApiRequest) -> ApiResponse:
    request.read(EmptyBody)
    await pausing.pause_organiser(request.pool, request.caller)
    return ApiResponse(body=await _load(request))


async def resume_sending(request: ApiRequest) -> ApiResponse:
    request.read(EmptyBody)
    await pausing.resume_organiser(request.pool, request.caller)
    return ApiResponse(body=await _load(request))


async def make_picture(request: ApiRequest) -> Picture:
    """The body is the picture; its format is detected from the bytes, not from the request's media type."""
    if len(request.body) > MOST_BYTES:
        raise BadInput(errors=[ErrorItem("", "picture_heavy", str(MOST_BYTES // 1000))])
    try:
        return await asyncio.to_thread(make_logo, request.body)
    except NotAPicture:
        raise BadInput(errors=[ErrorItem("", "picture")]) from None
    except PictureSizeRefused:
        raise BadInput(errors=[ErrorItem("", "picture_size", _SIZE)]) from None


async def set_logo(request: ApiRequest) -> ApiResponse:
    """Show the picture that was made of the body."""
    await change_organiser.set_logo(request.pool, request.caller, request.prepared(Picture))
    return ApiResponse(body=await _load(request))


async def remove_logo(request: ApiRequest) -> ApiResponse:
    await change_organiser.remove_logo(request.pool, request.caller)
    return ApiResponse(status=204)


async def _load(request: ApiRequest) -> Organiser:
    async with reading(request.pool) as conn:
        tenant = await organisers.get(conn, request.organiser_id)
        stuck = await outbox.count_stuck(conn, request.organiser_id)
    shown = readable(tenant.accent)
    logo = None
    if tenant.logo_hash is not None:
        url = f"{request.base_url}/{tenant.slug}/logo?v={tenant.logo_hash}"
        logo = Logo(url=url, width=tenant.logo_width or 0, height=tenant.logo_height or 0)
    return Organiser(
        id=tenant.id,
        slug=tenant.slug,
        name=tenant.name,
        short_name=tenant.short_name,
        accent=tenant.accent,
        accent_shown=f"#{shown}" if shown else None,
        logo=logo,
        changes_without_mail=stuck,
        send_hours=tenant.send_hours,
        sending_paused_at=tenant.sending_paused_at,
        sender_name=tenant.sender_name,
        sender_address=tenant.sender_address,
        version=tenant.version,
    )
