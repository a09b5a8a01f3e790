"""`/omgangar/{id}/mejl`: when the mail of a cohort leaves: whether it is paused, and in which hours it goes."""

import msgspec
from litestar import Response

from services.registration.actions.cohorts import change_cohort, pause_sending
from services.registration.domain.cohort import Cohort, CohortChanges
from services.registration.domain.tenant import Organiser
from services.registration.store import cohorts
from services.registration.store.directory import organisers
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.edit_form import EditForm, FormButton
from services.registration.web.admin.kit.editing import Editable, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.layout import Head
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.record import RecordButton, RecordPart, show_record
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.mail_times.hours import (
    hours_in_words,
    hours_section,
    hours_values,
    read_hours,
)
from services.registration.web.kit.layout import Link
from services.registration.web.kit.mail_pauses import paused_mails
from services.registration.web.kit.parts import Notice
from services.registration.web.wording import plural
from shared.mail_pauses import PausedMails


class _CohortTimes(msgspec.Struct, frozen=True, kw_only=True):
    cohort: Cohort
    organiser: Organiser


async def show_times(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    texts, known = request.words.staff_mail_times, await _read(request)
    found = await paused_mails(request.services, request.caller.organiser_id)
    said = texts.saved.get(request.query.get("om", ""))
    return show_record(
        request,
        Head(heading=texts.heading, meta=f"{known.cohort.name}. {texts.lead}"),
        (_pause_part(request, known, found), _hours_part(request, known)),
        room="programmes",
        path=path_to(request, known.cohort),
        notice=Notice(heading=said) if said else None,
    )


async def pause(request: StaffRequest) -> Response[bytes]:
    """Let the cohort's mail wait."""
    await pause_sending.pause_cohort(request.pool, request.caller, request.id)
    request.services.wake()
    return request.go_to(f"/omgangar/{request.id}/mejl", om="pausat")


async def resume(request: StaffRequest) -> Response[bytes]:
    """Let the cohort's mail go again."""
    await pause_sending.resume_cohort(request.pool, request.caller, request.id)
    request.services.wake()
    return request.go_to(f"/omgangar/{request.id}/mejl", om="slappt")


async def show_hours(request: StaffRequest) -> Response[bytes]:
    """The form of the hours."""
    return await open_form(request, _load)


async def save_hours(request: StaffRequest) -> Response[bytes]:
    """Store them; notify plans what waits anew."""
    return await save_form(request, _load, _store)


async def _read(request: StaffRequest) -> _CohortTimes:
    async with reading(request.pool) as conn:
        return _CohortTimes(
            cohort=await cohorts.get(conn, request.caller.organiser_id, request.id),
            organiser=await organisers.get(conn, request.caller.organiser_id),
        )


async def _load(request: StaffRequest) -> Editable:
    known, texts = await _read(request), request.words.staff_mail_times
    own = f"/omgangar/{known.cohort.id}/mejl"
    form = EditForm(
        title=texts.form_heading,
        meta=known.cohort.name,
        action=request.address(f"{own}/tider"),
        sections=(hours_section(request, has_default=True),),
        buttons=(FormButton(text=request.words.staff_forms.save),),
        leave=Link(request.words.staff_forms.leave, request.address(own)),
        path=(*path_to(request, known.cohort), Link(texts.heading, request.address(own))),
    )
    values = hours_values(known.cohort.send_hours, has_default=True)
    return Editable(form=form, values=values, version=known.cohort.version, id=known.cohort.id)


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    hours = read_hours(reader, has_default=True)
    reader.check()
    changes = CohortChanges(send_hours=hours)
    await change_cohort.change(request.pool, request.caller, request.id, changes, version=version)
    request.services.wake()
    return f"/omgangar/{request.id}/mejl?om=tider"


def _pause_part(request: StaffRequest, known: _CohortTimes, found: PausedMails | None) -> RecordPart:
    texts, cohort = request.words.staff_mail_times, known.cohort
    said = pauses_in_words(request, known.organiser, found)
    if cohort.sending_paused_at is not None:
        when = moment(cohort.sending_paused_at, request.locale.language)
        said = (texts.paused_since.format(when=when), *said)
    waiting = None if found is None else sum(one.count for one in found.waiting if one.cohort_id == cohort.id)
    if said:
        said += (texts.waiting_unknown if waiting is None else plural(texts.waiting, waiting, request.words),)
    own = f"/omgangar/{cohort.id}/mejl"
    buttons: tuple[RecordButton, ...] = ()
    if cohort.sending_paused_at is None and request.may("cohort.pause_sending"):
        buttons = (
            RecordButton(action=request.address(f"{own}/pausa"), text=texts.pause, about=texts.pause_about),
        )
    elif cohort.sending_paused_at is not None and request.may("cohort.resume_sending"):
        buttons = (
            RecordButton(
                action=request.address(f"{own}/slapp"),
                text=texts.resume,
                kind="primary",
                about=texts.resume_about,
            ),
        )
    return RecordPart(id="paus", heading=texts.pause_heading, items=said, nothing=texts.goes, buttons=buttons)


def pauses_in_words(
    request: StaffRequest, organiser: Organiser, found: PausedMails | None
) -> tuple[str, ...]:
    """What the organiser and the operator have paused."""
    texts, language = request.words.staff_mail_times, request.locale.language
    said: tuple[str, ...] = ()
    if organiser.sending_paused_at is not None:
        said += (texts.organiser_paused.format(when=moment(organiser.sending_paused_at, language)),)
    if found is not None and found.everything_since is not None:
        said += (texts.everything_paused.format(when=moment(found.everything_since, language)),)
    return said


def _hours_part(request: StaffRequest, known: _CohortTimes) -> RecordPart:
    texts, own, default = request.words.staff_mail_times, known.cohort.send_hours, known.organiser.send_hours
    if own is not None:
        said = texts.hours_any if own.is_always else f"{_capital(hours_in_words(request, own))}."
    elif default is None or default.is_always:
        said = texts.hours_of_organiser_any
    else:
        said = texts.hours_of_organiser.format(hours=hours_in_words(request, default))
    change = Link(texts.change_hours, request.address(f"/omgangar/{known.cohort.id}/mejl/tider"))
    return RecordPart(
        id="tider",
        heading=texts.hours_heading,
        about=texts.hours_about,
        items=(said,),
        links=(change,) if request.may("cohort.change") else (),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def path_to(request: StaffRequest, cohort: Cohort) -> tuple[Link, ...]:
    """The way to a page about the mail of a cohort."""
    return (
        Link(request.words.staff_cohort.path, request.address("/omgangar")),
        Link(cohort.name, request.address(f"/omgangar/{cohort.id}")),
    )
