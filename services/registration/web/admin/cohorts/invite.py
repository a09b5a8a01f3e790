"""`/omgangar/{id}/bjud-in`: invite, with the number of those who are mailed in the button."""

from collections.abc import Awaitable
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.actions.invitations import invite as action
from services.registration.actions.invitations.count_invitees import RuleCount, count_invitees, count_people
from services.registration.actions.invitations.schedule_sending import schedule
from services.registration.domain.cohort import require_open
from services.registration.store import cohorts
from services.registration.store.transaction import reading
from services.registration.store.views.staff import cohorts as view
from services.registration.web.admin.cohorts.cohort_fields import cohort_path
from services.registration.web.admin.kit.edit_form import (
    CONFIRM,
    EditForm,
    FormButton,
    FormSection,
    TickGroup,
    TickOption,
    posted,
    show,
)
from services.registration.web.admin.kit.editing import Editable, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.kit.send_beside import (
    MOST_AT_ONCE,
    is_going,
    plan_of_sending,
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


async def ask_invite(request: StaffRequest) -> Response[bytes]:
    """Say who would be mailed. A draft is opened first; what is just going is followed."""
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, request.caller.organiser_id, request.id)
    if cohort.status == "draft" and request.may("cohort.publish"):
        return request.go_to(f"/omgangar/{cohort.id}/oppna")
    if await is_going(request, cohort.id):
        return request.go_to(receipt_path(cohort.id))
    return await open_form(request, _load)


async def invite(request: StaffRequest) -> Response[bytes]:
    """Invite by the rules that are ticked, if they reach as many as the button said. Pressed twice, the second follows the first."""
    if await is_going(request, request.id):
        return request.go_to(receipt_path(request.id))
    return await save_form(request, _load, _store)


async def _load(request: StaffRequest) -> Editable:
    counts = await count_invitees(request.pool, request.caller, request.id)
    chosen = [count.rule.id for count in counts if count.new]
    it = await _editable(request, counts, chosen)
    number = count_people(counts)
    if request.form.text(CONFIRM) or not number:
        return it

    def attempt(most: int | None) -> Awaitable[object]:
        return action.invite(request.pool, request.caller, request.id, invitation_rule_ids=chosen, most=most)

    plan = await plan_of_sending(request, request.id, number, attempt)
    return msgspec.structs.replace(it, form=msgspec.structs.replace(it.form, plan=plan))


async def _editable(request: StaffRequest, counts: list[RuleCount], chosen: list[UUID]) -> Editable:
    texts = request.words.staff_rules
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, request.caller.organiser_id, request.id)
        audiences = dict(await view.choices(conn, view.AUDIENCES, request.caller.organiser_id))
    require_open(cohort.status)
    new = count_people(count for count in counts if count.rule.id in chosen)
    options = tuple(
        TickOption(
            value=str(count.rule.id),
            text=texts.invite_rule.format(
                audience=audiences.get(str(count.rule.audience_id), "–"), new=count.new, found=count.found
            ),
            more=texts.no_contact if count.has_nobody_to_ask else texts.kinds[count.rule.kind],
        )
        for count in counts
    )
    group = TickGroup(name="rule_ids", label=texts.invite_choose, options=options)
    button = texts.invite_button_one if new == 1 else texts.invite_button.format(n=new)
    form = EditForm(
        title=texts.invite_heading.format(name=cohort.name),
        meta=texts.invite_lead.format(n=new) if new else texts.invite_nobody,
        action=request.address(f"/omgangar/{cohort.id}/bjud-in"),
        sections=_sections(request, group, is_somebody=bool(new)),
        follows=_follows(request, counts, chosen, new),
        buttons=(
            *((FormButton(text=button, name="confirm", value=str(new)),) if new else ()),
            FormButton(text=texts.recount, kind="" if new else "primary", name="recount", value="1"),
        ),
        leave=Link(request.words.staff_forms.leave, request.address(f"/omgangar/{cohort.id}")),
        path=cohort_path(request, cohort),
    )
    return Editable(form=form, values={"rule_ids": " ".join(str(one) for one in chosen)})


def _follows(request: StaffRequest, counts: list[RuleCount], chosen: list[UUID], new: int) -> tuple[str, ...]:
    texts = request.words.staff_rules
    if not new:
        return ()
    is_shared = new < sum(count.new for count in counts if count.rule.id in chosen)
    return (*texts.invite_follows, texts.invite_shared) if is_shared else texts.invite_follows


def _sections(request: StaffRequest, group: TickGroup, *, is_somebody: bool) -> tuple[FormSection, ...]:
    """Which rules, and when."""
    which = (FormSection(id="vilka", fields=(group,)),) if group.options else ()
    return (*which, when_section(request)) if is_somebody else which


async def _schedule(request: StaffRequest, reader: FormReader, counts: list[RuleCount]) -> str:
    """Let the chosen rules that reach somebody invite at the time in the form."""
    send_at = read_time(reader, request.caller.now)
    foreseen: dict[UUID | None, int] = {count.rule.id: count.new for count in counts if count.new}
    await schedule(request.pool, request.caller, request.id, foreseen, send_at=send_at)
    return f"/omgangar/{request.id}?om=tidsbestamt"


async def _store(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    chosen = reader.ids_of("rule_ids")
    counts = await count_invitees(request.pool, request.caller, request.id, rule_ids=chosen)
    new = count_people(count for count in counts if count.rule.id in chosen)
    pressed = request.form.text("confirm")
    if LATER in request.form and new:
        return await _schedule(request, reader, [count for count in counts if count.rule.id in chosen])
    reader.check()
    is_timed = has_chosen_time(request)
    if not new or pressed != str(new) or is_timed:
        it = await _editable(request, counts, chosen)
        texts = request.words.staff_rules
        said = request.words.staff_sendings.time_and_now if is_timed else texts.invite_changed
        form = msgspec.structs.replace(it.form, warnings=(said,) if pressed else ())
        raise ShortCircuit(show(request, form, {**posted(form, request.form), **it.values}))
    if new > MOST_AT_ONCE:
        foreseen: dict[UUID | None, int] = {
            count.rule.id: count.new for count in counts if count.new and count.rule.id in chosen
        }
        return await send_beside(request, request.id, foreseen)
    await action.invite(
        request.pool,
        request.caller,
        request.id,
        invitation_rule_ids=chosen,
        committed=request.services.wake,
    )
    return f"/omgangar/{request.id}?om=inbjudna"
