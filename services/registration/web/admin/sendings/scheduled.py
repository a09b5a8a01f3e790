"""`/tidsbestamt/{id}`: invitations or reminders that wait for their time. They are moved, sent now, or taken back."""

from typing import Final

import msgspec
from litestar import Response

from services.registration.actions.invitations import invite, remind, schedule_sending, send_scheduled
from services.registration.actions.invitations.foresee import foresee
from services.registration.domain.cohort import Cohort
from services.registration.domain.invitation import InvitationRule
from services.registration.domain.scheduled_sending import ScheduledSending, require_waiting
from services.registration.store import cohorts, invitation_rules, scheduled_sendings
from services.registration.store.directory import audiences
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.edit_form import CONFIRM, EditForm, FormButton, FormSection
from services.registration.web.admin.kit.editing import Editable, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader, clock_value, day_value
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.plan import ChangePlan
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.kit.send_beside import MOST_AT_ONCE, plan_of_sending, send_beside
from services.registration.web.admin.kit.send_later import CLOCK, DAY, read_time, when_fields
from services.registration.web.kit.layout import Link
from shared import dates, times

_STOP: Final = "stop"


class _KnownSending(msgspec.Struct, frozen=True, kw_only=True):
    """`number`: how many it would reach now."""

    sending: ScheduledSending
    cohort: Cohort
    rule: InvitationRule | None
    what: str
    number: int


async def ask_change(request: StaffRequest) -> Response[bytes]:
    """Say when it goes, and who would get it."""
    return await open_form(request, _load)


async def change(request: StaffRequest) -> Response[bytes]:
    """Move it, send it now, or take it back, by the button that was pressed."""
    return await save_form(request, _load, _store)


async def _read(request: StaffRequest) -> _KnownSending:
    organiser_id, texts = request.caller.organiser_id, request.words.staff_sendings
    async with reading(request.pool) as conn:
        sending = await scheduled_sendings.get(conn, organiser_id, request.id)
        require_waiting(sending)
        cohort = await cohorts.get(conn, organiser_id, sending.cohort_id)
        rule, what = None, texts.reminder
        if sending.invitation_rule_id is not None:
            rule = await invitation_rules.get(conn, organiser_id, sending.invitation_rule_id)
            audience = await audiences.get(conn, organiser_id, rule.audience_id)
            what = texts.invitation.format(audience=audience.name)
    number = await foresee(request.pool, request.caller, cohort.id, sending.invitation_rule_id)
    return _KnownSending(sending=sending, cohort=cohort, rule=rule, what=what, number=number)


async def _load(request: StaffRequest) -> Editable:
    known, texts = await _read(request), request.words.staff_sendings
    sending, cohort = known.sending, known.cohort
    plan = await _plan(request, known)
    own = request.address(f"/omgangar/{cohort.id}")
    now = texts.send_now.format(n=known.number) if known.number else texts.send_now_nobody
    form = EditForm(
        title=texts.one_heading,
        meta=f"{known.what}, {cohort.name}. {texts.one_lead.format(when=moment(sending.send_at, request.locale.language))}",
        action=request.address(f"/tidsbestamt/{sending.id}"),
        sections=(FormSection(id="tid", fields=when_fields(request)),),
        buttons=(
            FormButton(text=texts.save),
            FormButton(text=now, kind="", name=CONFIRM, value=str(plan.mails if plan else known.number)),
            FormButton(text=texts.take_back, kind="danger", name=_STOP, value="1"),
        ),
        leave=Link(request.words.staff_forms.leave, own),
        path=(
            Link(request.words.staff_bar.rooms["programmes"], request.address("/omgangar")),
            Link(cohort.name, own),
        ),
        follows=_follows(request, known),
        plan=plan,
    )
    at = times.local(sending.send_at)
    values = {DAY: day_value(at.date()), CLOCK: clock_value(sending.send_at)}
    return Editable(form=form, values=values, version=sending.version, id=sending.id)


def _follows(request: StaffRequest, known: _KnownSending) -> tuple[str, ...]:
    texts = request.words.staff_sendings
    said = [texts.foreseen.format(n=known.sending.foreseen), *texts.one_follows]
    if known.rule is not None and known.rule.opens_on is not None and known.rule.invited_at is None:
        day = dates.day_in_words(known.rule.opens_on, request.locale.language)
        said.append(texts.before_day.format(day=day))
    return tuple(said)


async def _plan(request: StaffRequest, known: _KnownSending) -> ChangePlan | None:
    """Who would get it now: the sending itself, run and rolled back."""
    if known.cohort.status != "open" or not known.number:
        return None
    rule, pool, caller = known.rule, request.pool, request.caller

    async def attempt(most: int | None) -> object:
        if rule is None:
            return await remind.remind(pool, caller, known.cohort.id, most=most)
        return await invite.invite(pool, caller, known.cohort.id, invitation_rule_ids=[rule.id], most=most)

    return await plan_of_sending(request, known.cohort.id, known.number, attempt)


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    known = await _read(request)
    goal = f"/omgangar/{known.cohort.id}"
    if _STOP in request.form:
        await schedule_sending.take_back(request.pool, request.caller, request.id, version=version)
        return f"{goal}?om=tillbakataget"
    if CONFIRM in request.form and known.number > MOST_AT_ONCE:
        rule_id = known.sending.invitation_rule_id
        return await send_beside(request, known.cohort.id, {rule_id: known.number})
    if CONFIRM in request.form:
        await send_scheduled.send_now(
            request.pool, request.caller, request.id, committed=request.services.wake
        )
        return f"{goal}?om={'inbjudna' if known.rule else 'paminda'}"
    send_at = read_time(reader, request.caller.now)
    await schedule_sending.reschedule(
        request.pool, request.caller, request.id, send_at=send_at, foreseen=known.number, version=version
    )
    return f"{goal}?om=tidandrad"
