"""What is done with a mailing from its page: send, schedule, stop, try, attach, keep as a template."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Final
from uuid import UUID

from litestar import Response

from services.registration.actions.mailings import (
    attach,
    change_mailing,
    change_template,
    send_mailing,
    try_mailing,
)
from services.registration.domain.errors import (
    FieldsRefused,
    InUse,
    MailingNotOpen,
    NobodyMatches,
    RegistrationError,
)
from services.registration.domain.form import FieldError
from services.registration.domain.mailings.attachment import MOST_BYTES
from services.registration.domain.mailings.mailing import MailingChanges, require_open
from services.registration.domain.mailings.mailing_template import NewMailingTemplate
from services.registration.store.mailings import mailings
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.edit_form import EditForm, FormButton
from services.registration.web.admin.kit.editing import Editable, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.mistakes import text_of
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.mailings.one import UNKNOWN, page
from services.registration.web.kit.forms.fields import Mistake
from services.registration.web.kit.forms.posted_form import read_uuid, redisplay
from services.registration.web.kit.forms.uploads import read_upload
from services.registration.web.kit.layout import Link
from services.registration.web.wording import explained

# A file may be larger than what is taken, so that the page can say so.
LARGEST_UPLOAD: Final = 5_000_000
_CONFLICT: Final = 409
_REFUSED: Final = 422


async def send(request: StaffRequest) -> Response[bytes]:
    """Send it now, if it still reaches as many as the button said. Pressed twice, or by two at once, it is sent once."""
    texts = request.words.staff_mailings
    async with reading(request.pool) as conn:
        mailing = await mailings.get(conn, request.caller.organiser_id, request.id)
        if mailing.status == "sent":
            return _on_its_way(request)
        require_open(mailing)
        found = await send_mailing.matching(conn, request.caller, mailing.cohort_id, mailing.selection)
    reached = str(sum(one.has_address for one in found))
    if request.form.text("confirm") not in {reached, UNKNOWN}:
        return await page(request, mistakes=[Mistake("skicka", texts.counted_anew)], status=_CONFLICT)
    try:
        await send_mailing.send(request.pool, request.caller, request.id)
    except MailingNotOpen:
        async with reading(request.pool) as conn:
            mailing = await mailings.get(conn, request.caller.organiser_id, request.id)
        if mailing.status != "sent":
            raise
    request.services.wake()
    return _on_its_way(request)


def _on_its_way(request: StaffRequest) -> Response[bytes]:
    return request.go_to(f"/utskick/{request.id}", om="skickat")


async def schedule(request: StaffRequest) -> Response[bytes]:
    """Let it go at a time that is ahead."""
    reader = FormReader(request.form)
    day = reader.day("day", required=True)
    at: datetime | None = reader.moment(day, "clock")
    if day is not None and at is None and not reader.errors:
        reader.error("clock", "missing")

    async def act() -> None:
        reader.check()
        if at is not None:
            await change_mailing.schedule(request.pool, request.caller, request.id, send_at=at)

    return await _do(request, act(), "schemalagt", {"send_at": "day"})


async def unschedule(request: StaffRequest) -> Response[bytes]:
    """Let it be a draft again."""
    changes = MailingChanges(send_at=None)
    act = change_mailing.change(request.pool, request.caller, request.id, changes, version=None)
    return await _do(request, act, "utkast", {})


async def send_test(request: StaffRequest) -> Response[bytes]:
    """Mail it to whoever is signed in."""
    act = try_mailing.send_test(request.pool, request.caller, request.id, to=request.signed_in.email)
    return await _do(request, act, "prov", {})


async def add_file(request: StaffRequest) -> Response[bytes]:
    """Let a file go with it."""
    upload = read_upload(request.body, request.content_type)
    if upload is None or not upload.data:
        return await page(
            request, mistakes=[Mistake("file", request.words.staff_mailings.no_file)], status=_REFUSED
        )

    async def act() -> None:
        if len(upload.data) > MOST_BYTES:
            raise FieldsRefused([FieldError("content", "file_heavy", MOST_BYTES // 1000)])
        await attach.attach(
            request.pool, request.caller, request.id, name=upload.name or "", content=upload.data
        )

    return await _do(request, act(), "fil", {"content": "file", "name": "file"})


async def remove_file(request: StaffRequest) -> Response[bytes]:
    """Take a file away."""
    found = read_uuid(request.form.text("file")) or UUID(int=0)
    return await _do(request, attach.detach(request.pool, request.caller, request.id, found), "utan", {})


async def keep_template(request: StaffRequest) -> Response[bytes]:
    """Keep its text to be used again."""
    reader = FormReader(request.form)
    name = reader.line("name", required=True) or ""
    async with reading(request.pool) as conn:
        mailing = await mailings.get(conn, request.caller.organiser_id, request.id)

    async def act() -> None:
        reader.check()
        new = NewMailingTemplate(name=name, subject=mailing.subject, body=mailing.body)
        await change_template.create(request.pool, request.caller, new)

    return await _do(request, act(), "mall", {})


async def ask_stop(request: StaffRequest) -> Response[bytes]:
    """Say what follows from stopping it."""
    return await open_form(request, _load_stop)


async def stop(request: StaffRequest) -> Response[bytes]:
    """Let it never go."""
    return await save_form(request, _load_stop, _stop)


async def _load_stop(request: StaffRequest) -> Editable:
    texts = request.words.staff_mailings
    async with reading(request.pool) as conn:
        mailing = await mailings.get(conn, request.caller.organiser_id, request.id)
    require_open(mailing)
    own = f"/utskick/{mailing.id}"
    form = EditForm(
        title=texts.stop_heading.format(subject=mailing.subject),
        action=request.address(f"{own}/stoppa"),
        sections=(),
        follows=texts.stop_follows,
        buttons=(FormButton(text=texts.stop, kind="danger"),),
        leave=Link(request.words.staff_forms.leave, request.address(own)),
        room="mailings",
        path=(Link(texts.heading, request.address("/utskick")),),
    )
    return Editable(form=form, values={}, version=mailing.version, id=mailing.id)


async def _stop(request: StaffRequest, _: FormReader, __: int | None) -> str:
    await change_mailing.cancel(request.pool, request.caller, request.id)
    return f"/utskick/{request.id}?om=stoppat"


async def _do(
    request: StaffRequest, act: Awaitable[object], said: str, anchors: dict[str, str]
) -> Response[bytes]:
    """Do it and go back to the mailing; what was wrong is said on its page, with what was typed."""
    try:
        await act
    except FieldsRefused as refused:
        mistakes = [_mistake(request, error, anchors) for error in refused.errors]
    except InUse as used:
        name = anchors.get(used.field, used.field)
        mistakes = [Mistake(name, request.words.staff_mailings.name_in_use)]
    except (NobodyMatches, MailingNotOpen) as error:
        mistakes = [Mistake("innehall", _in_words(request, error))]
    else:
        request.services.wake()
        return request.go_to(f"/utskick/{request.id}", om=said)
    typed = {name: redisplay(request.form.text(name)) for name in ("day", "clock", "name")}
    return await page(request, mistakes=mistakes, typed=typed, status=_REFUSED)


def _mistake(request: StaffRequest, error: FieldError, anchors: dict[str, str]) -> Mistake:
    name = anchors.get(error.field, error.field)
    return Mistake(name, text_of(name, error, request.words))


def _in_words(request: StaffRequest, error: RegistrationError) -> str:
    texts = explained(error, request.locale.language)
    return f"{texts.title}. {texts.detail}"
