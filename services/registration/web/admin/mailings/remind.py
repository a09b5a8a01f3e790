"""`/omgangar/{id}/paminn`: remind those who have not answered, with their number in the button."""

from typing import Final

import msgspec
from litestar import Response

from services.registration.actions.invitations import remind as action
from services.registration.actions.invitations.remind import RemindResult
from services.registration.domain.cohort import require_open
from services.registration.store import cohorts, programmes
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.edit_form import EditForm, FormButton, show
from services.registration.web.admin.kit.editing import Editable, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.plan import plan_and_result
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import Link

_UNKNOWN: Final = "okant"  # posted in the place of a number that nobody can say


async def ask_remind(request: StaffRequest) -> Response[bytes]:
    """Say who would be reminded, and show the mail."""
    return await open_form(request, _load)


async def remind(request: StaffRequest) -> Response[bytes]:
    """Remind them, if they are as many as the button said."""
    return await save_form(request, _load, _store)


async def _load(request: StaffRequest) -> Editable:
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, request.caller.organiser_id, request.id)
        programme = await programmes.get(conn, request.caller.organiser_id, cohort.programme_id)
    require_open(cohort.status)
    texts = request.words.staff_mailings
    found, plan = await plan_and_result(
        request, lambda: action.remind(request.pool, request.caller, cohort.id)
    )
    number = _UNKNOWN if found is None else str(found.reminded)
    text = texts.remind_unknown
    if found is not None:
        text = texts.remind_one if found.reminded == 1 else texts.remind.format(n=found.reminded)
    is_somebody = found is None or found.reminded
    form = EditForm(
        title=texts.remind_heading,
        meta=f"{programme.title}, {cohort.name}",
        action=request.address(f"/omgangar/{cohort.id}/paminn"),
        sections=(),
        follows=_follows(request, found),
        plan=plan if is_somebody else None,
        buttons=(FormButton(text=text, name="confirm", value=number),) if is_somebody else (),
        leave=Link(request.words.staff_forms.leave, request.address(f"/omgangar/{cohort.id}")),
        path=(
            Link(request.words.staff_bar.rooms["programmes"], request.address("/omgangar")),
            Link(cohort.name, request.address(f"/omgangar/{cohort.id}")),
        ),
    )
    return Editable(form=form, values={})


def _follows(request: StaffRequest, found: RemindResult | None) -> tuple[str, ...]:
    texts = request.words.staff_mailings
    said = [texts.remind_who] if found is None or found.reminded else [texts.remind_nobody]
    if found is not None and found.already:
        said.append(
            texts.remind_already_one if found.already == 1 else texts.remind_already.format(n=found.already)
        )
    return tuple(said)


async def _store(request: StaffRequest, _: FormReader, __: int | None) -> str:
    it = await _load(request)
    pressed = request.form.text("confirm")
    numbers = [button.value for button in it.form.buttons]
    if pressed != _UNKNOWN and pressed not in numbers:
        warnings = (request.words.staff_mailings.counted_anew,) if pressed else ()
        raise ShortCircuit(show(request, msgspec.structs.replace(it.form, warnings=warnings), it.values))
    await action.remind(request.pool, request.caller, request.id, committed=request.services.wake)
    return f"/omgangar/{request.id}?om=paminda"
