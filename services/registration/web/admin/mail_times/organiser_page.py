"""`/mer/mejl`: when the organiser's mail leaves: whether all of it is paused, and the hours of cohorts without their own."""

from litestar import Response

from services.registration.actions.cohorts import pause_sending
from services.registration.actions.directory import change_organiser
from services.registration.domain.tenant import Organiser, OrganiserChanges
from services.registration.store.directory import organisers
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.edit_form import EditForm, FormButton
from services.registration.web.admin.kit.editing import Editable, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.layout import Head
from services.registration.web.admin.kit.parts import moment, more
from services.registration.web.admin.kit.record import RecordButton, RecordPart, show_record
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.mail_times.hours import (
    hours_in_words,
    hours_section,
    hours_values,
    read_hours,
)
from services.registration.web.admin.mail_times.sender import sender_part
from services.registration.web.kit.layout import Link
from services.registration.web.kit.mail_pauses import paused_mails
from services.registration.web.kit.parts import Notice
from services.registration.web.wording import plural
from shared.mail_pauses import PausedMails


async def show_times(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    texts, current = request.words.staff_mail_times, await _read(request)
    found = await paused_mails(request.services, request.caller.organiser_id)
    said = texts.saved.get(request.query.get("om", ""))
    return show_record(
        request,
        Head(heading=texts.organiser_heading, meta=texts.organiser_lead),
        (
            _pause_part(request, current, found),
            _hours_part(request, current),
            sender_part(request, current),
        ),
        room="more",
        path=more(request),
        notice=Notice(heading=said) if said else None,
    )


async def pause(request: StaffRequest) -> Response[bytes]:
    """Let all mail wait."""
    await pause_sending.pause_organiser(request.pool, request.caller)
    request.services.wake()
    return request.go_to("/mer/mejl", om="pausat")


async def resume(request: StaffRequest) -> Response[bytes]:
    """Let mail go again."""
    await pause_sending.resume_organiser(request.pool, request.caller)
    request.services.wake()
    return request.go_to("/mer/mejl", om="slappt")


async def show_hours(request: StaffRequest) -> Response[bytes]:
    """The form of the hours."""
    return await open_form(request, _load)


async def save_hours(request: StaffRequest) -> Response[bytes]:
    """Store them; notify plans what waits anew."""
    return await save_form(request, _load, _store)


async def _read(request: StaffRequest) -> Organiser:
    async with reading(request.pool) as conn:
        return await organisers.get(conn, request.caller.organiser_id)


async def _load(request: StaffRequest) -> Editable:
    current, texts = await _read(request), request.words.staff_mail_times
    form = EditForm(
        title=texts.form_heading,
        action=request.address("/mer/mejl/tider"),
        sections=(hours_section(request, has_default=False),),
        buttons=(FormButton(text=request.words.staff_forms.save),),
        leave=Link(request.words.staff_forms.leave, request.address("/mer/mejl")),
        room="more",
        path=more(request, Link(texts.organiser_heading, request.address("/mer/mejl"))),
    )
    values = hours_values(current.send_hours, has_default=False)
    return Editable(form=form, values=values, version=current.version, id=current.id)


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    hours = read_hours(reader, has_default=False)
    reader.check()
    changes = OrganiserChanges(send_hours=hours)
    await change_organiser.change(request.pool, request.caller, changes, version=version)
    request.services.wake()
    return "/mer/mejl?om=tider"


def _pause_part(request: StaffRequest, current: Organiser, found: PausedMails | None) -> RecordPart:
    texts, language = request.words.staff_mail_times, request.locale.language
    said: tuple[str, ...] = ()
    if current.sending_paused_at is not None:
        said += (texts.paused_since.format(when=moment(current.sending_paused_at, language)),)
    if found is not None and found.everything_since is not None:
        said += (texts.everything_paused.format(when=moment(found.everything_since, language)),)
    if said:
        waiting = None if found is None else sum(one.count for one in found.waiting)
        said += (texts.waiting_unknown if waiting is None else plural(texts.waiting, waiting, request.words),)
    is_paused = current.sending_paused_at is not None
    button = (
        RecordButton(
            action=request.address("/mer/mejl/slapp"),
            text=texts.resume_all,
            kind="primary",
            about=texts.resume_about,
        )
        if is_paused
        else RecordButton(
            action=request.address("/mer/mejl/pausa"),
            text=texts.pause_all,
            kind="danger",
            about=texts.pause_all_about,
        )
    )
    may = request.may("organiser.resume_sending" if is_paused else "organiser.pause_sending")
    return RecordPart(
        id="paus",
        heading=texts.pause_heading,
        items=said,
        nothing=texts.goes,
        buttons=(button,) if may else (),
    )


def _hours_part(request: StaffRequest, current: Organiser) -> RecordPart:
    texts, hours = request.words.staff_mail_times, current.send_hours
    said = texts.hours_any if hours is None or hours.is_always else f"{hours_in_words(request, hours)}."
    change = Link(texts.change_hours, request.address("/mer/mejl/tider"))
    return RecordPart(
        id="tider",
        heading=texts.hours_heading,
        about=texts.hours_about,
        items=(said[:1].upper() + said[1:],),
        links=(change,) if request.may("organiser.change") else (),
    )
