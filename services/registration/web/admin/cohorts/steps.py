"""Opening, closing, cancelling and deleting a cohort: each on a page that says what follows."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from litestar import Response

from services.registration.actions.cohorts import delete_cohort, publish_cohort
from services.registration.domain.cohort import Cohort
from services.registration.domain.errors import CohortCancelled, CohortNotOpen
from services.registration.domain.programme import Programme
from services.registration.domain.sessions.session import Session, is_over
from services.registration.store import cohorts, programmes, sessions
from services.registration.store.transaction import reading
from services.registration.store.views.api import cohorts as api_cohorts
from services.registration.store.views.staff import cohorts as view
from services.registration.web.admin.cohorts.cohort_fields import cohort_path
from services.registration.web.admin.kit.edit_form import CONFIRM, EditForm, FormButton, FormSection
from services.registration.web.admin.kit.editing import Editable, Load, Store, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.plan import ChangePlan, PlannedChange, plan_of
from services.registration.web.admin.kit.route import Answer, StaffRequest
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link

Step = Literal["publish", "close", "cancel", "delete"]


class _Known(msgspec.Struct, frozen=True, kw_only=True):
    cohort: Cohort
    programme: Programme
    sessions: Sequence[Session]
    subscribers: int
    has_contact: bool


def pages(load: Load, store: Store) -> tuple[Answer, Answer]:
    """The page that asks, and what its button does."""

    async def ask(request: StaffRequest) -> Response[bytes]:
        return await open_form(request, load)

    async def act(request: StaffRequest) -> Response[bytes]:
        return await save_form(request, load, store)

    return ask, act


async def _read(request: StaffRequest) -> _Known:
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, organiser_id, request.id)
        return _Known(
            cohort=cohort,
            programme=await programmes.get(conn, organiser_id, cohort.programme_id),
            sessions=await sessions.list_after(conn, organiser_id, cohort_id=cohort.id),
            subscribers=await view.count_subscribers(conn, organiser_id, cohort.programme_id)
            if cohort.status == "draft"
            else 0,
            has_contact=await api_cohorts.has_contact(conn, organiser_id, cohort.id),
        )


def _form(
    request: StaffRequest,
    known: _Known,
    step: Step,
    path: str,
    follows: Sequence[str],
    *,
    button: FormButton,
    warnings: Sequence[str] = (),
    plan: ChangePlan | None = None,
    sections: tuple[FormSection, ...] = (),
) -> Editable:
    own = f"/omgangar/{known.cohort.id}"
    form = EditForm(
        title=request.words.staff_cohort_form.steps[step].detail.format(name=known.cohort.name),
        meta=known.programme.title,
        action=request.address(f"{own}/{path}"),
        sections=sections,
        buttons=(button,),
        leave=Link(request.words.staff_forms.leave, request.address(own)),
        path=cohort_path(request, known.cohort),
        follows=tuple(follows),
        warnings=tuple(warnings),
        plan=plan,
    )
    # The version is that of what the page said: after another's change it is said anew.
    return Editable(form=form, values={}, version=known.cohort.version, id=known.cohort.id)


async def _load_publish(request: StaffRequest) -> Editable:
    known, texts = await _read(request), request.words.staff_cohort_form
    if known.cohort.status == "cancelled":
        raise CohortCancelled
    follows = [texts.publish_follows]
    if known.programme.registration == "open":
        follows.append(texts.publish_open)
    if known.subscribers:
        follows.append(texts.publish_subscribers.format(n=known.subscribers))
    follows.append(texts.publish_rules)
    warnings = [] if known.has_contact else [texts.publish_no_contact]
    if not any(session.on and session.status != "cancelled" for session in known.sessions):
        warnings.append(texts.publish_no_sessions)
    plan = await plan_of(
        request,
        PlannedChange(
            what="changed",
            cohort_id=known.cohort.id,
            session_ids=(),
            attempt=lambda: publish_cohort.publish(request.pool, request.caller, known.cohort.id),
        ),
    )
    return _form(
        request,
        known,
        "publish",
        "oppna",
        follows,
        button=FormButton(text=texts.buttons["publish"]),
        warnings=warnings,
        plan=plan if plan.planned else None,
    )


async def _publish(request: StaffRequest, _: FormReader, __: int | None) -> str:
    await publish_cohort.publish(request.pool, request.caller, request.id)
    return f"/omgangar/{request.id}?om=oppnad"


async def _load_close(request: StaffRequest) -> Editable:
    known, texts = await _read(request), request.words.staff_cohort_form
    if known.cohort.status in {"draft", "cancelled"}:
        raise CohortNotOpen
    button = FormButton(text=texts.buttons["close"])
    return _form(request, known, "close", "stang", texts.close_follows, button=button)


async def _close(request: StaffRequest, _: FormReader, __: int | None) -> str:
    await publish_cohort.close(request.pool, request.caller, request.id)
    return f"/omgangar/{request.id}?om=stangd"


async def _load_cancel(request: StaffRequest) -> Editable:
    known, texts = await _read(request), request.words.staff_cohort_form
    if known.cohort.status == "cancelled":
        raise CohortCancelled
    ahead = [
        session
        for session in known.sessions
        if session.status != "cancelled" and not is_over(session, request.caller.now)
    ]
    plan = await plan_of(
        request,
        PlannedChange(
            what="cancelled",
            cohort_id=known.cohort.id,
            session_ids=[session.id for session in ahead],
            attempt=lambda: publish_cohort.cancel(request.pool, request.caller, known.cohort.id),
        ),
    )
    count = len([session for session in ahead if session.parent_id is None])
    text = texts.cancel_button.format(n=plan.mails) if plan.mails else texts.cancel_button_quiet
    return _form(
        request,
        known,
        "cancel",
        "stall-in",
        (_sessions_cancelled(request, count), *texts.cancel_follows),
        button=FormButton(text=text, kind="danger", name=CONFIRM, value=str(plan.mails)),
        plan=plan,
        sections=(FormSection(id="varfor", fields=(Field(name="reason", label=texts.labels["reason"]),)),),
    )


def _sessions_cancelled(request: StaffRequest, count: int) -> str:
    texts = request.words.staff_cohort_form
    if count > 1:
        return texts.cancel_sessions.format(n=count)
    return texts.cancel_one_session if count else texts.cancel_no_session


async def _cancel(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    reason = reader.line("reason")
    reader.check()
    await publish_cohort.cancel(request.pool, request.caller, request.id, reason=reason)
    return f"/omgangar/{request.id}?om=installd"


async def _load_delete(request: StaffRequest) -> Editable:
    known, texts = await _read(request), request.words.staff_cohort_form
    follows = (texts.delete_follows.format(name=known.cohort.name),)
    button = FormButton(text=texts.buttons["delete"], kind="danger")
    return _form(request, known, "delete", "ta-bort", follows, button=button)


async def _delete(request: StaffRequest, _: FormReader, __: int | None) -> str:
    await delete_cohort.delete(request.pool, request.caller, request.id)
    return "/omgangar?om=borttagen"


ask_publish, publish = pages(_load_publish, _publish)
ask_close, close = pages(_load_close, _close)
ask_cancel, cancel = pages(_load_cancel, _cancel)
ask_delete, delete = pages(_load_delete, _delete)
