"""`/mer/mejl/avsandare`: whom the organiser's mail is from, within the domains that the operator allows."""

from litestar import Response

from services.registration.actions.directory import change_organiser
from services.registration.domain.tenant import Organiser, OrganiserChanges
from services.registration.store.directory import organisers
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.edit_form import EditForm, FormButton, FormSection
from services.registration.web.admin.kit.editing import Editable, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.parts import more
from services.registration.web.admin.kit.record import RecordPart
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link
from shared import names
from shared.addresses import is_in


async def show_sender(request: StaffRequest) -> Response[bytes]:
    """The form."""
    return await open_form(request, _load)


async def save_sender(request: StaffRequest) -> Response[bytes]:
    """Store it; mail that is not made yet is from the new sender."""
    return await save_form(request, _load, _store)


def sender_part(request: StaffRequest, current: Organiser) -> RecordPart:
    """Whom mail is from now."""
    texts = request.words.staff_mail_times
    said = texts.sender_in_words.format(
        name=current.sender_name or current.name, address=current.sender_address or texts.sender_own_address
    )
    change = Link(texts.change_sender, request.address("/mer/mejl/avsandare"))
    return RecordPart(
        id="avsandare",
        heading=texts.sender_heading,
        about=texts.sender_about,
        items=(said,),
        links=(change,) if request.may("organiser.change") else (),
    )


async def _load(request: StaffRequest) -> Editable:
    texts, allowed = request.words.staff_mail_times, _allowed(request)
    async with reading(request.pool) as conn:
        current = await organisers.get(conn, request.caller.organiser_id)
    name = Field(name="sender_name", label=texts.sender_name, hint=texts.sender_name_hint)
    address = Field(
        name="sender_address",
        label=texts.sender_address,
        hint=texts.sender_address_hint.format(domains=", ".join(allowed)),
        kind="email",
    )
    has_address = bool(allowed) or current.sender_address is not None
    form = EditForm(
        title=texts.sender_heading,
        action=request.address("/mer/mejl/avsandare"),
        sections=(
            FormSection(
                id="avsandare",
                about=None if allowed else texts.sender_no_address,
                fields=(name, address) if has_address else (name,),
            ),
        ),
        buttons=(FormButton(text=request.words.staff_forms.save),),
        leave=Link(request.words.staff_forms.leave, request.address("/mer/mejl")),
        room="more",
        path=more(request, Link(texts.organiser_heading, request.address("/mer/mejl"))),
    )
    values = {"sender_name": current.sender_name or "", "sender_address": current.sender_address or ""}
    return Editable(form=form, values=values, version=current.version, id=current.id)


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    name = reader.line("sender_name")
    if name is not None and names.reads_like_a_link(name):
        reader.error("sender_name", "not_a_name")
    address = reader.email("sender_address", required=False)
    if address is not None and not is_in(address, _allowed(request)):
        reader.error("sender_address", "not_a_choice")
    reader.check()
    changes = OrganiserChanges(sender_name=name, sender_address=address)
    await change_organiser.change(request.pool, request.caller, changes, version=version)
    request.services.wake()
    return "/mer/mejl?om=avsandare"


def _allowed(request: StaffRequest) -> tuple[str, ...]:
    return request.services.settings.allowed_sender_domains
