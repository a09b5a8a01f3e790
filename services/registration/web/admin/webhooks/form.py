"""A webhook's form: `…/webhooks/ny`, and `…/webhooks/{id}/andra`."""

from typing import Final
from uuid import UUID

from litestar import Response

from services.registration.actions.webhooks import change_webhook
from services.registration.domain.errors import FieldsRefused, InUse
from services.registration.domain.form import NAME, URL, FieldError
from services.registration.domain.webhooks.webhook import (
    KINDS,
    NewWebhook,
    Webhook,
    WebhookChanges,
    faults,
    in_order,
)
from services.registration.store.transaction import reading
from services.registration.store.webhooks import webhooks
from services.registration.web.admin.kit.edit_form import (
    EditForm,
    FormButton,
    FormSection,
    TickGroup,
    TickOption,
)
from services.registration.web.admin.kit.editing import Editable, key_of, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.webhooks.page import page_of, path
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link

_NAME: Final = "webhook_name"  # other than a person's name, whose errors have other words


async def open_new(request: StaffRequest) -> Response[bytes]:
    """The form for a new one."""
    return await open_form(request, _new)


async def add(request: StaffRequest) -> Response[bytes]:
    """Add it and show its secret: this answer is the only place where it stands, so it is no redirect."""
    made: list[tuple[UUID, str]] = []

    async def store(request: StaffRequest, reader: FormReader, _: int | None) -> str:
        settings = request.services.settings
        new = _read(request, reader)
        try:
            found = await change_webhook.create(
                request.pool,
                request.caller,
                new,
                keys=settings.keys(),
                anywhere=settings.webhooks_anywhere,
                webhook_id=key_of(request),
            )
        except (InUse, FieldsRefused) as error:
            raise _of_name(error) from error
        made.append(found)
        return f"/webhooks/{found[0]}"

    answer = await save_form(request, _new, store, made=lambda webhook_id: f"/webhooks/{webhook_id}")
    if not made:
        return answer
    webhook_id, secret = made[0]
    return await page_of(request, webhook_id, said=request.words.staff_webhooks.made, secret=secret)


async def open_change(request: StaffRequest) -> Response[bytes]:
    """The form with what is stored."""
    return await open_form(request, _stored)


async def save_change(request: StaffRequest) -> Response[bytes]:
    """Store it, or show everything that is wrong."""

    async def store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
        new = _read(request, reader)
        changes = WebhookChanges(name=new.name, url=new.url, kinds=new.kinds)
        anywhere = request.services.settings.webhooks_anywhere
        try:
            await change_webhook.change(
                request.pool, request.caller, request.id, changes, version=version, anywhere=anywhere
            )
        except InUse as error:
            raise _of_name(error) from error
        return f"/webhooks/{request.id}"

    return await save_form(request, _stored, store)


def _read(request: StaffRequest, reader: FormReader) -> NewWebhook:
    """Read the fields; raises `FieldsRefused` with everything that is wrong."""
    name = reader.line(_NAME, limit=NAME, required=True)
    url = reader.line("url", limit=URL, required=True)
    ticked = reader.all_of("kinds")
    if not set(ticked) <= set(KINDS):
        reader.error("kinds", "not_a_choice")
    new = NewWebhook(name=name or "", url=url or "", kinds=in_order(ticked))
    known = {error.field for error in reader.errors}
    found = faults(new, anywhere=request.services.settings.webhooks_anywhere)
    reader.errors.extend(error for error in found if error.field not in known)
    reader.check()
    return new


def _of_name(error: InUse | FieldsRefused) -> FieldsRefused:
    """The same about the field of the name as the form calls it."""
    if isinstance(error, InUse):
        return FieldsRefused([FieldError(_NAME, "twice")])
    return FieldsRefused(
        [FieldError(_NAME if one.field == "name" else one.field, one.code, one.limit) for one in error.errors]
    )


async def _new(request: StaffRequest) -> Editable:
    return Editable(form=_form(request, None), values={})


async def _stored(request: StaffRequest) -> Editable:
    async with reading(request.pool) as conn:
        it = await webhooks.get(conn, request.caller.organiser_id, request.id)
    values = {_NAME: it.name, "url": it.url, "kinds": " ".join(it.kinds)}
    return Editable(form=_form(request, it), values=values, version=it.version, id=it.id)


def _form(request: StaffRequest, it: Webhook | None) -> EditForm:
    texts = request.words.staff_webhooks
    here = "/webhooks" if it is None else f"/webhooks/{it.id}"
    fields = (
        Field(name=_NAME, label=texts.name, hint=texts.name_hint, is_required=True),
        Field(name="url", label=texts.url, hint=texts.url_hint, is_required=True),
        TickGroup(
            name="kinds",
            label=texts.told_of,
            hint=texts.told_of_hint,
            options=tuple(
                TickOption(value=kind, text=texts.kinds[kind], more=texts.kinds_more[kind]) for kind in KINDS
            ),
        ),
    )
    return EditForm(
        title=texts.new if it is None else texts.change_heading.format(name=it.name),
        action=request.address(f"{here}/ny" if it is None else f"{here}/andra"),
        sections=(FormSection(id="webhook", fields=fields),),
        buttons=(FormButton(text=texts.create if it is None else request.words.staff_forms.save),),
        leave=Link(request.words.staff_forms.leave, request.address(here)),
        room="more",
        path=path(request, *(() if it is None else (Link(it.name, request.address(here)),))),
    )
