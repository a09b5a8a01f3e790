"""`/omgangar/{id}/ny-traff`: a session is added; `/traffar/{id}/stall-in` and `/ta-bort`: cancelled, deleted."""

from litestar import Response

from services.registration.actions.sessions import cancel_session, create_session, delete_session
from services.registration.domain.errors import CohortCancelled
from services.registration.domain.sessions.session import NewSession, Session, is_over
from services.registration.web.admin.kit.edit_form import CONFIRM, EditForm, FormButton, FormSection
from services.registration.web.admin.kit.editing import Editable, key_of, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader, clock_value
from services.registration.web.admin.kit.plan import PlannedChange, plan_of
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.sessions import fields as session_fields
from services.registration.web.admin.sessions.known import KnownSession, read_cohort, read_session, way_back
from services.registration.web.kit.dates import in_words
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link


async def show_new(request: StaffRequest) -> Response[bytes]:
    """The form of a new session, with the hours and the place of the last one."""
    return await open_form(request, _load_new)


async def save_new(request: StaffRequest) -> Response[bytes]:
    """Add a session, and show it with what to look at."""
    return await save_form(request, _load_new, _make, made=lambda key: f"/traffar/{key}")


async def ask_cancel(request: StaffRequest) -> Response[bytes]:
    """Say what follows before a session is cancelled."""
    return await open_form(request, _load_cancel)


async def cancel(request: StaffRequest) -> Response[bytes]:
    """Cancel a session with its parts."""
    return await save_form(request, _load_cancel, _cancel)


async def ask_delete(request: StaffRequest) -> Response[bytes]:
    """Say what follows before a session is deleted."""
    return await open_form(request, _load_delete)


async def delete(request: StaffRequest) -> Response[bytes]:
    """Delete a session that nobody was invited to."""
    return await save_form(request, _load_delete, _delete)


async def _load_new(request: StaffRequest) -> Editable:
    cohort, found = await read_cohort(request)
    if cohort.status == "cancelled":
        raise CohortCancelled
    texts = request.words.staff_session_form
    form = EditForm(
        title=texts.new_heading,
        meta=cohort.name,
        action=request.address(f"/omgangar/{cohort.id}/ny-traff"),
        sections=session_fields.sections(request, found),
        buttons=(FormButton(text=texts.new_button),),
        leave=Link(request.words.staff_forms.leave, request.address(f"/omgangar/{cohort.id}")),
        path=way_back(request, cohort),
    )
    return Editable(form=form, values=_proposal(found, request.query.get("del_av", "")))


def _proposal(found: list[Session], parent: str) -> dict[str, str]:
    """The hours, the mode and the place of the last session, or the day and hours of the whole that it is a part of."""
    whole = next((one for one in found if str(one.id) == parent), None)
    like = whole or next((one for one in reversed(found) if one.parent_id is None), None)
    numbers = [one.number for one in found if one.number is not None]
    values = {"status": "scheduled", "number": str(max(numbers) + 1) if numbers and not whole else ""}
    if like is not None:
        values |= {
            "starts": clock_value(like.starts_at),
            "ends": clock_value(like.ends_at),
            "mode": like.mode or "",
            "place": like.place or "",
            "form": like.form or "",
        }
    if whole is not None:
        values |= {"parent_id": str(whole.id), "day": whole.on.isoformat() if whole.on else ""}
    return values


async def _make(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    fields = await session_fields.read(request, reader)
    reader.check()
    if fields["on"] is None and fields["status"] == "scheduled":
        fields["status"] = None  # without a day it is announced
    made = await create_session.create(
        request.pool, request.caller, request.id, NewSession(**fields), session_id=key_of(request)
    )
    return f"/traffar/{made}?om=ny"


def _asking(known: KnownSession, form: EditForm) -> Editable:
    return Editable(form=form, values={}, version=known.session.version, id=known.session.id)


async def _load_cancel(request: StaffRequest) -> Editable:
    known = await read_session(request)
    texts, own = request.words.staff_session_form, f"/traffar/{known.session.id}"
    parts = [
        part for part in known.parts if part.status != "cancelled" and not is_over(part, request.caller.now)
    ]
    plan = await plan_of(
        request,
        PlannedChange(
            what="cancelled",
            cohort_id=known.cohort.id,
            session_ids=[known.session.id, *(part.id for part in parts)],
            attempt=lambda: cancel_session.cancel(
                request.pool, request.caller, known.session.id, reason=None
            ),
        ),
    )
    button = texts.cancel_button.format(n=plan.mails) if plan.mails else texts.cancel_button_quiet
    form = EditForm(
        title=texts.cancel_heading.format(title=known.session.title),
        meta=in_words(known.session, request.locale.language),
        action=request.address(f"{own}/stall-in"),
        sections=(
            FormSection(
                id="varfor",
                fields=(Field(name="reason", label=request.words.staff_cohort_form.labels["reason"]),),
            ),
        ),
        follows=(texts.cancel_follows, *_parts_cancelled(request, len(parts))),
        plan=plan,
        buttons=(FormButton(text=button, kind="danger", name=CONFIRM, value=str(plan.mails)),),
        leave=Link(request.words.staff_forms.leave, request.address(own)),
        path=way_back(request, known.cohort, known.session),
    )
    return _asking(known, form)


def _parts_cancelled(request: StaffRequest, count: int) -> tuple[str, ...]:
    texts = request.words.staff_session_form
    if not count:
        return ()
    return (texts.cancel_part if count == 1 else texts.cancel_parts.format(n=count),)


async def _cancel(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    reason = reader.line("reason")
    reader.check()
    await cancel_session.cancel(request.pool, request.caller, request.id, reason=reason)
    return f"/traffar/{request.id}?om=installd"


async def _load_delete(request: StaffRequest) -> Editable:
    known = await read_session(request)
    texts, own = request.words.staff_session_form, f"/traffar/{known.session.id}"
    form = EditForm(
        title=texts.delete_heading.format(title=known.session.title),
        meta=in_words(known.session, request.locale.language),
        action=request.address(f"{own}/ta-bort"),
        sections=(),
        follows=(texts.delete_follows,),
        buttons=(FormButton(text=texts.delete_button, kind="danger"),),
        leave=Link(request.words.staff_forms.leave, request.address(own)),
        path=way_back(request, known.cohort, known.session),
    )
    return _asking(known, form)


async def _delete(request: StaffRequest, _: FormReader, __: int | None) -> str:
    cohort_id = (await read_session(request)).cohort.id
    await delete_session.delete(request.pool, request.caller, request.id)
    return f"/omgangar/{cohort_id}?om=borttagen"
