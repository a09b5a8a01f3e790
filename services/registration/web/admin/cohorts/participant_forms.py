"""What is done for somebody who phones: answering, withdrawing, a substitute, taking back, registering."""

from collections.abc import Sequence
from typing import Any, Final, get_args

from services.registration.actions.invitations import answer_invitation
from services.registration.actions.registrations import register, substitute, take_back, withdraw
from services.registration.domain.errors import NotFound
from services.registration.domain.form import NAME
from services.registration.domain.invitation import Answer as InvitationAnswer
from services.registration.domain.invitation import Invitation
from services.registration.domain.options import is_ahead, is_bookable
from services.registration.domain.registration import Applicant
from services.registration.domain.sessions.session import Session
from services.registration.store import cohorts, sessions
from services.registration.store.transaction import reading
from services.registration.web.admin.cohorts.cohort_fields import cohort_path
from services.registration.web.admin.cohorts.participant import (
    KnownParticipant,
    participant_path,
    read_participant,
)
from services.registration.web.admin.cohorts.steps import pages
from services.registration.web.admin.cohorts.who_comes import who_comes
from services.registration.web.admin.kit.edit_form import (
    AnyField,
    EditForm,
    FormButton,
    FormSection,
    TickGroup,
    TickOption,
)
from services.registration.web.admin.kit.editing import Editable
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import in_time_order, in_words
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link

_ANSWERS: Final[tuple[InvitationAnswer, ...]] = get_args(InvitationAnswer)
_PERSON: Final = ("name", "email", "organisation", "role")


def _ticks(request: StaffRequest, found: Sequence[Session]) -> TickGroup:
    texts = request.words.staff_participant
    return TickGroup(
        name="session_ids",
        label=texts.labels["session_ids"],
        hint=texts.hints["session_ids"],
        options=tuple(
            TickOption(value=str(one.id), text=one.title, more=in_words(one, request.locale.language))
            for one in found
        ),
    )


def _all(found: Sequence[Session]) -> str:
    return " ".join(str(one.id) for one in found)


def _person_fields(request: StaffRequest, prefix: str) -> tuple[Field, ...]:
    texts = request.words.staff_participant
    return tuple(
        Field(
            name=f"{prefix}{name}",
            label=texts.labels[f"{prefix}{name}"],
            hint=texts.hints.get(f"{prefix}{name}"),
            kind="email" if name == "email" else "text",
        )
        for name in _PERSON
    )


def _read_person(request: StaffRequest, reader: FormReader, prefix: str) -> Applicant:
    return Applicant(
        name=reader.name(f"{prefix}name")[:NAME],
        email=reader.email(f"{prefix}email") or "",
        organisation=reader.line(f"{prefix}organisation"),
        role=reader.line(f"{prefix}role"),
        language=request.locale.language if request.locale.language == "en" else "sv",
    )


def _form(
    request: StaffRequest,
    known: KnownParticipant,
    heading: str,
    path: str,
    *,
    fields: tuple[AnyField, ...],
    follows: Sequence[str],
    button: FormButton,
) -> EditForm:
    action, _, query = path.partition("?")
    more = {"inbjudan": query} if query else {}
    return EditForm(
        title=heading.format(name=known.name),
        meta=known.cohort.name,
        action=request.address(f"{known.path}/{action}", **more),
        sections=(FormSection(id="uppgifter", fields=fields),),
        follows=tuple(text.format(name=known.name) for text in follows),
        buttons=(button,),
        leave=Link(request.words.staff_forms.leave, request.address(known.path)),
        path=participant_path(request, known),
    )


def _invitation(request: StaffRequest, known: KnownParticipant) -> Invitation:
    """The invitation of the query, else the newest."""
    wanted = read_uuid(request.query.get("inbjudan", ""))
    found = [one for one in known.invitations if wanted in {None, one.id}]
    if not found:
        raise NotFound("invitation")
    return found[-1]


async def _load_answer(request: StaffRequest) -> Editable:
    known, texts = await read_participant(request), request.words.staff_participant
    invitation = _invitation(request, known)
    left = [
        session
        for session in known.sessions
        if session.id in invitation.session_ids and is_ahead(session, request.caller.now)
    ]
    fields: tuple[AnyField, ...] = (
        Field(
            name="answer",
            label=texts.labels["answer"],
            kind="choice",
            options=tuple(texts.answers.items()),
            is_required=True,
        ),
        _ticks(request, left),
        Field(name="message", label=texts.labels["message"], kind="long"),
        *_person_fields(request, "substitute_"),
    )
    form = _form(
        request,
        known,
        texts.answer_heading,
        f"svara?{invitation.id}",
        fields=fields,
        follows=texts.answer_follows,
        button=FormButton(text=texts.answer_button),
    )
    return Editable(form=form, values={"session_ids": _all(known.held(request) or left)})


async def _answer(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    known = await read_participant(request)
    invitation = _invitation(request, known)
    chosen: Any = reader.choice("answer", _ANSWERS)
    if chosen is None:
        reader.error("answer", "missing")
    comes = _read_person(request, reader, "substitute_") if chosen == "substitute" else None
    ids = reader.ids_of("session_ids")
    if chosen in {"yes", "substitute"} and not ids:
        reader.error("session_ids", "missing")
    message = reader.long_text("message")
    reader.check()
    await answer_invitation.answer(
        request.pool,
        request.caller,
        invitation.id,
        answer=chosen,
        session_ids=None if chosen == "no" else ids,
        substitute=comes,
        message=message,
        details=None,
    )
    return f"{known.path}?om=svar"


async def _load_withdraw(request: StaffRequest) -> Editable:
    known, texts = await read_participant(request), request.words.staff_participant
    held = known.held(request)
    form = _form(
        request,
        known,
        texts.withdraw_heading,
        "avanmal",
        fields=(_ticks(request, held),),
        follows=texts.withdraw_follows,
        button=FormButton(text=texts.withdraw_button.format(name=known.name), kind="danger"),
    )
    return Editable(form=form, values={"session_ids": _all(held)})


async def _withdraw(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    known, ids = await read_participant(request), reader.ids_of("session_ids")
    if not ids:
        reader.error("session_ids", "missing")
    reader.check()
    await withdraw.withdraw(request.pool, request.caller, known.registration_id, session_ids=ids)
    return f"{known.path}?om=avanmald"


async def _load_substitute(request: StaffRequest) -> Editable:
    known, texts = await read_participant(request), request.words.staff_participant
    held = known.held(request)
    form = _form(
        request,
        known,
        texts.substitute_heading,
        "ersattare",
        fields=(*_person_fields(request, "substitute_"), _ticks(request, held)),
        follows=texts.substitute_follows,
        button=FormButton(text=texts.substitute_button),
    )
    values = {"session_ids": _all(held), **await who_comes(request, held)}
    if request.query.get("forslag") and (email := known.mail.substitute_email):
        named = {"substitute_name": known.mail.substitute_name or "", "substitute_email": email}
        values = named | {"session_ids": _all(known.away(request) or held)}
    return Editable(form=form, values=values)


async def _substitute(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    known, ids = await read_participant(request), reader.ids_of("session_ids")
    comes = _read_person(request, reader, "substitute_")
    if not ids:
        reader.error("session_ids", "missing")
    reader.check()
    await substitute.send_substitute(
        request.pool, request.caller, known.registration_id, substitute=comes, session_ids=ids
    )
    return f"{known.path}?om=bytt"


async def _load_take_back(request: StaffRequest) -> Editable:
    known, texts = await read_participant(request), request.words.staff_participant
    given = known.handed_over(request)
    form = _form(
        request,
        known,
        texts.take_back_heading,
        "ta-tillbaka",
        fields=(_ticks(request, given),),
        follows=texts.take_back_follows,
        button=FormButton(text=texts.take_back_button),
    )
    return Editable(form=form, values={"session_ids": _all(given)})


async def _take_back(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    known, ids = await read_participant(request), reader.ids_of("session_ids")
    if not ids:
        reader.error("session_ids", "missing")
    reader.check()
    await take_back.take_back(
        request.pool,
        request.caller,
        cohort_id=known.cohort.id,
        person_id=known.person.id,
        session_ids=ids,
    )
    return f"{known.path}?om=tillbaka"


async def _load_register(request: StaffRequest) -> Editable:
    texts, organiser_id = request.words.staff_participant, request.caller.organiser_id
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, organiser_id, request.id)
        found = in_time_order(await sessions.list_after(conn, organiser_id, cohort_id=cohort.id))
    open_now = [session for session in found if is_bookable(session, request.caller.now)]
    form = EditForm(
        title=texts.register_heading,
        meta=cohort.name,
        action=request.address(f"/omgangar/{cohort.id}/anmal"),
        sections=(
            FormSection(
                id="uppgifter", fields=(*_person_fields(request, "person_"), _ticks(request, open_now))
            ),
        ),
        follows=texts.register_follows,
        buttons=(FormButton(text=texts.register_button),),
        leave=Link(request.words.staff_forms.leave, request.address(f"/omgangar/{cohort.id}")),
        path=cohort_path(request, cohort),
    )
    default = [session for session in open_now if session.choice_group is None]
    return Editable(form=form, values={"session_ids": _all(default)})


async def _register(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    comes, ids = _read_person(request, reader, "person_"), reader.ids_of("session_ids")
    if not ids:
        reader.error("session_ids", "missing")
    reader.check()
    registered = await register.register_and_show(
        request.services.registrations, request.caller, request.id, comes, session_ids=ids, submitted=None
    )
    return f"/omgangar/{request.id}/person/{registered.person_id}?om=anmald"


ask_answer, answer = pages(_load_answer, _answer)
ask_withdraw, withdraw_person = pages(_load_withdraw, _withdraw)
ask_substitute, send_substitute = pages(_load_substitute, _substitute)
ask_take_back, take_back_seat = pages(_load_take_back, _take_back)
ask_register, register_person = pages(_load_register, _register)
