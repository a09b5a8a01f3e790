"""`/omgangar/{id}/paminn`: remind those who have not answered, with their number in the button."""

from typing import Final

import msgspec
from litestar import Response

from services.registration.actions.invitations import remind as action
from services.registration.actions.invitations.foresee import foresee
from services.registration.actions.invitations.remind import RemindResult
from services.registration.actions.invitations.schedule_sending import schedule
from services.registration.domain.cohort import require_open
from services.registration.store import cohorts, programmes
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.edit_form import EditForm, FormButton, posted, show
from services.registration.web.admin.kit.editing import Editable, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.plan import ChangePlan, for_all, number_listed, plan_and_result
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.kit.send_beside import (
    MOST_AT_ONCE,
    is_going,
    receipt_path,
    send_beside,
)
from services.registration.web.admin.kit.send_later import (
    LATER,
    has_chosen_time,
    read_time,
    when_section,
)
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import Link

_UNKNOWN: Final = "okant"  # posted in the place of a number that nobody can say


async def ask_remind(request: StaffRequest) -> Response[bytes]:
    """Say who would be reminded, and show the mail."""
    if await is_going(request, request.id):
        return request.go_to(receipt_path(request.id))
    return await open_form(request, _load)


async def remind(request: StaffRequest) -> Response[bytes]:
    """Remind them, if they are as many as the button said."""
    if await is_going(request, request.id):
        return request.go_to(receipt_path(request.id))
    return await save_form(request, _load, _store)


async def _load(request: StaffRequest) -> Editable:
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, request.caller.organiser_id, request.id)
        programme = await programmes.get(conn, request.caller.organiser_id, cohort.programme_id)
    require_open(cohort.status)
    texts = request.words.staff_mailings
    found, plan = await _plan(request)
    number = _UNKNOWN if found is None else str(found.reminded)
    text = texts.remind_unknown
    if found is not None:
        text = texts.remind_one if found.reminded == 1 else texts.remind.format(n=found.reminded)
    is_somebody = found is None or found.reminded
    form = EditForm(
        title=texts.remind_heading,
        meta=f"{programme.title}, {cohort.name}" if is_somebody else " ".join(_follows(request, found)),
        action=request.address(f"/omgangar/{cohort.id}/paminn"),
        sections=(when_section(request),) if is_somebody else (),
        follows=_follows(request, found) if is_somebody else (),
        plan=plan if is_somebody else None,
        buttons=(FormButton(text=text, name="confirm", value=number),) if is_somebody else (),
        leave=Link(
            request.words.staff_forms.leave if is_somebody else texts.to_cohort,
            request.address(f"/omgangar/{cohort.id}"),
        ),
        path=(
            Link(request.words.staff_bar.rooms["programmes"], request.address("/omgangar")),
            Link(cohort.name, request.address(f"/omgangar/{cohort.id}")),
        ),
    )
    return Editable(form=form, values={})


async def _plan(request: StaffRequest) -> tuple[RemindResult | None, ChangePlan]:
    """How many would be reminded, and what they get; of many only the first are tried."""
    silent = await foresee(request.pool, request.caller, request.id, None)
    most = number_listed(request) if silent > MOST_AT_ONCE else None
    found, plan = await plan_and_result(
        request, lambda: action.remind(request.pool, request.caller, request.id, most=most)
    )
    if found is None or most is None:
        return found, plan
    found = RemindResult(reminded=silent - found.already, already=found.already)
    return found, for_all(request, plan, found.reminded)


def _follows(request: StaffRequest, found: RemindResult | None) -> tuple[str, ...]:
    texts = request.words.staff_mailings
    said = [texts.remind_who] if found is None or found.reminded else [texts.remind_nobody]
    if found is not None and found.already:
        said.append(
            texts.remind_already_one if found.already == 1 else texts.remind_already.format(n=found.already)
        )
    return tuple(said)


async def _store(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    it = await _load(request)
    if LATER in request.form:
        return await _schedule(request, reader)
    pressed = request.form.text("confirm")
    numbers = [button.value for button in it.form.buttons]
    is_timed = has_chosen_time(request)
    if is_timed or (pressed != _UNKNOWN and pressed not in numbers):
        said = (
            request.words.staff_sendings.time_and_now
            if is_timed
            else request.words.staff_mailings.counted_anew
        )
        form = msgspec.structs.replace(it.form, warnings=(said,) if pressed else ())
        raise ShortCircuit(show(request, form, posted(form, request.form)))
    if pressed.isdecimal() and int(pressed) > MOST_AT_ONCE:
        return await send_beside(request, request.id, {None: int(pressed)})
    await action.remind(request.pool, request.caller, request.id, committed=request.services.wake)
    return f"/omgangar/{request.id}?om=paminda"


async def _schedule(request: StaffRequest, reader: FormReader) -> str:
    """Let the reminder go at the time in the form; whoever has not answered then gets it."""
    send_at = read_time(reader, request.caller.now)
    silent = await foresee(request.pool, request.caller, request.id, None)
    await schedule(request.pool, request.caller, request.id, {None: silent}, send_at=send_at)
    return f"/omgangar/{request.id}?om=tidsbestamt"
