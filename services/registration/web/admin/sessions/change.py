"""`/traffar/{id}/andra`: a session is changed or moved; whoever is told of it is shown before it is stored."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final

import msgspec
from litestar import Response

from services.registration.actions.sessions import change_session
from services.registration.domain.errors import FieldsRefused
from services.registration.domain.sessions import session as rules
from services.registration.domain.sessions.session import Session, SessionChanges
from services.registration.store.transaction import reading
from services.registration.store.views.staff import concerned
from services.registration.web.admin.kit.date_checks import day_checks, link_checks
from services.registration.web.admin.kit.edit_form import (
    Compare,
    CompareSide,
    EditForm,
    FormButton,
    FormSection,
    posted,
    show,
)
from services.registration.web.admin.kit.editing import Editable, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.parts import within
from services.registration.web.admin.kit.plan import ChangePlan, PlannedChange, plan_of
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.sessions import fields as session_fields
from services.registration.web.admin.sessions.known import KnownSession, read_session, way_back
from services.registration.web.kit.dates import date_badge, in_words
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import Link
from shared import dates

_USUAL: Final = timedelta(hours=1)
# What a proposal fills in.
_PROPOSED: Final = ("day", "starts", "ends")
# What is said in words beside the times, if it has changed.
_SAID: Final = ("title", "place", "note")


async def show_change(request: StaffRequest) -> Response[bytes]:
    """The form with what is stored; a day and hours that somebody has proposed come in the address."""
    suggested = {name: request.query[name] for name in _PROPOSED if name in request.query}
    return await open_form(request, _load, suggested=suggested)


async def save_change(request: StaffRequest) -> Response[bytes]:
    """Store the change; first, if people hear of it, show whom."""
    return await save_form(request, _load, _store)


async def _load(request: StaffRequest) -> Editable:
    known = await read_session(request)
    return Editable(
        form=_form(request, known),
        values=session_fields.values(known.session, known.names),
        version=known.session.version,
        id=known.session.id,
    )


def _form(request: StaffRequest, known: KnownSession) -> EditForm:
    texts, session = request.words.staff_session_form, known.session
    own = f"/traffar/{session.id}"
    others = [one for one in known.siblings if one.id != session.id and one not in known.parts]
    return EditForm(
        title=texts.change_heading.format(title=session.title),
        meta=f"{known.cohort.name} · {in_words(session, request.locale.language)}",
        action=request.address(f"{own}/andra"),
        sections=session_fields.sections(request, others, is_cancelled=session.status == "cancelled"),
        buttons=(FormButton(text=texts.change_button),),
        leave=Link(request.words.staff_forms.leave, request.address(own)),
        path=way_back(request, known.cohort, session),
        warnings=day_checks(request, [session]),
    )


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    known = await read_session(request)
    fields = await session_fields.read(request, reader, known.session)
    reason = reader.line("reason")
    reader.check()
    # A session that gets a day is no longer only announced, unless somebody says so.
    if fields["status"] in {None, known.session.status}:
        del fields["status"]
    is_silent = request.form.text("silent") == "1"
    after = rules.change(
        known.session, SessionChanges(**fields), silent=False, reason=None, now=request.caller.now
    )
    if isinstance(after, list):
        raise FieldsRefused(after)
    is_told = after.edition != known.session.edition
    if is_told and not is_silent:
        attempt = partial(
            change_session.change,
            request.pool,
            request.caller,
            request.id,
            SessionChanges(**fields),
            version=version,
            silent=False,
            reason=reason,
        )
        await _confirm(request, known, after, attempt)
    await change_session.change(
        request.pool,
        request.caller,
        request.id,
        SessionChanges(**fields),
        version=version,
        silent=is_silent,
        reason=reason,
    )
    return f"/traffar/{request.id}?om={'berattat' if is_told and not is_silent else 'sparat'}"


async def _confirm(
    request: StaffRequest, known: KnownSession, after: Session, attempt: Callable[[], Awaitable[object]]
) -> None:
    """Interrupt with a page that says who is told, unless its button was pressed with the number that holds now."""
    ids = [known.session.id, *(part.id for part in known.parts)]
    has_moved = rules.has_moved(known.session, after)
    plan = await plan_of(
        request,
        PlannedChange(
            what="moved" if has_moved else "changed",
            cohort_id=known.cohort.id,
            session_ids=ids,
            attempt=attempt,
        ),
    )
    pressed = request.form.text("confirm")
    if not plan.mails or pressed == str(plan.mails):
        return
    warnings = [
        *((request.words.staff_forms.counted_anew,) if pressed else ()),
        *await _warnings(request, known, after, plan),
    ]
    form = _confirming(request, known, after, plan, warnings)
    hidden = {"version": str(known.session.version), "was": request.form.text("was") or json.dumps({})}
    values = posted(form, request.form)
    raise ShortCircuit(show(request, form, values, hidden=hidden))


def _confirming(
    request: StaffRequest, known: KnownSession, after: Session, plan: ChangePlan, warnings: Sequence[str]
) -> EditForm:
    texts = request.words.staff_session_form
    has_moved = rules.has_moved(known.session, after)
    form = _form(request, known)
    button = texts.move_button if has_moved else texts.tell_button
    heading = texts.move_heading if has_moved else texts.tell_heading
    folded = (
        msgspec.structs.replace(
            section,
            heading=texts.change_new if section is form.sections[0] else section.heading,
            is_folded=True,
        )
        for section in form.sections
    )
    reason = FormSection(id="varfor", fields=(Field(name="reason", label=texts.labels["reason"]),))
    return msgspec.structs.replace(
        form,
        title=heading.format(title=known.session.title),
        compare=_compare(request, known.session, after) if has_moved else None,
        follows=_changes_in_words(request, known.session, after),
        warnings=tuple(warnings),
        plan=plan,
        sections=(reason, *folded),
        buttons=(
            FormButton(text=button.format(n=plan.mails), name="confirm", value=str(plan.mails)),
            FormButton(text=texts.silent_button, kind="", name="silent", value="1"),
            FormButton(text=texts.recount, kind="quiet", name="recount", value="1"),
        ),
    )


def _compare(request: StaffRequest, before: Session, after: Session) -> Compare:
    texts, language = request.words.staff_session_form, request.locale.language

    def side(heading: str, session: Session, *, is_old: bool) -> CompareSide:
        where = request.words.days.modes[session.mode] if session.mode else ""
        week = dates.week(session.on, language) if session.on else ""
        return CompareSide(
            heading=heading,
            badge=date_badge(session, language, look="off" if is_old else ""),
            when=in_words(session, language),
            more=", ".join(text for text in (week, where, session.place) if text),
        )

    return Compare(
        heading=texts.compare,
        before=side(texts.now, before, is_old=True),
        after=side(texts.new_time, after, is_old=False),
    )


def _changes_in_words(request: StaffRequest, before: Session, after: Session) -> tuple[str, ...]:
    texts, modes = request.words.staff_session_form, request.words.days.modes
    empty = request.words.staff_forms.empty
    pairs: list[tuple[str, Any, Any]] = [
        (texts.labels[name], getattr(before, name), getattr(after, name)) for name in _SAID
    ]
    pairs.append(
        (
            texts.labels["mode"],
            modes[before.mode] if before.mode else "",
            modes[after.mode] if after.mode else "",
        )
    )
    pairs.append((texts.labels["join_url"], before.room_url, after.room_url))
    return tuple(
        texts.changed.format(label=label, before=within(str(old or empty)), after=within(str(new or empty)))
        for label, old, new in pairs
        if old != new
    )


async def _warnings(
    request: StaffRequest, known: KnownSession, after: Session, plan: ChangePlan
) -> list[str]:
    said = [*day_checks(request, [after])]
    others = [one for one in known.siblings if one.id != after.id and one.room_url == after.room_url]
    said += link_checks(request, [after, *others])
    if after.starts_at is None:
        return said
    async with reading(request.pool) as conn:
        busy = await concerned.busy(
            conn,
            request.caller.organiser_id,
            [known.session.id, *(part.id for part in known.parts)],
            starts_at=after.starts_at,
            ends_at=after.ends_at or after.starts_at + _USUAL,
        )
    if busy:
        shown = [
            request.words.staff_cohort.protected if one.protected_identity else one.name for one in busy[:3]
        ]
        said.append(
            request.words.staff_session_form.busy.format(
                n=len(busy), all=plan.mails, names=", ".join(shown), title=busy[0].title
            )
        )
    return said
