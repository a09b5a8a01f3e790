"""`/omgangar/{id}/paminnelser/ny` and `/andra`: one reminder rule. Filling in shows first how many get it now."""

from typing import Final, get_args

import msgspec
from litestar import Response

from services.registration.actions.cohorts import change_cohort
from services.registration.domain.cohort import Cohort, CohortChanges
from services.registration.domain.reminder_rules import (
    MOST_DAYS,
    MOST_HOURS,
    MOST_RULES,
    TEXT,
    applied,
    are_alike,
    contradictions,
    name_of,
)
from services.registration.domain.sessions.session import Session
from services.registration.store import cohorts, sessions
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.edit_form import (
    CONFIRM,
    EditForm,
    FormButton,
    FormSection,
    posted,
    show,
)
from services.registration.web.admin.kit.editing import (
    Editable,
    hidden_of,
    open_form,
    save_form,
)
from services.registration.web.admin.kit.form_reader import NO, YES, FormReader, text_value
from services.registration.web.admin.kit.plan import ChangePlan, PlannedChange, plan_of
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.mail_times.cohort_page import path_to
from services.registration.web.admin.mail_times.rules_page import RULE
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link
from shared.reminders import ReminderRule, ReminderTo

_UNITS: Final = ("days_before", "hours_before", "days_after", "hours_after")
# What the rules call a field that has another name in the form.
_FIELD: Final = {"days_before": "count", "days_after": "unit", "to": "to", "at": "at", "text": "text"}


class _RuleForm(msgspec.Struct, frozen=True, kw_only=True):
    """The cohort with its sessions, and the rule that is changed; None: a new one."""

    cohort: Cohort
    sessions: list[Session]
    rule: ReminderRule | None


async def show_rule(request: StaffRequest) -> Response[bytes]:
    """The form of a rule."""
    return await open_form(request, _load)


async def save_rule(request: StaffRequest) -> Response[bytes]:
    """Store it; where it is filled in, say first how many get it now."""
    reader = FormReader(request.form)
    known = await _read(request)
    rules = _rules(reader, known, request)
    if reader.flag("fill_in") is True and not reader.errors:
        plan = await plan_of(
            request,
            PlannedChange(
                what="changed",
                cohort_id=known.cohort.id,
                session_ids=(),
                attempt=lambda: _change(request, rules, None),
            ),
        )
        if request.form.text(CONFIRM) != str(plan.mails):
            it = await _load(request)
            form = _with_plan(request, it.form, plan)
            return show(request, form, posted(form, request.form), hidden=hidden_of(it, request.form))
    return await save_form(request, _load, _store)


async def _read(request: StaffRequest) -> _RuleForm:
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, request.caller.organiser_id, request.id)
        found = await sessions.list_after(conn, request.caller.organiser_id, cohort_id=cohort.id)
    name = request.query.get(RULE)
    rule = next((one for one in cohort.reminders if name_of(one) == name), None) if name else None
    return _RuleForm(cohort=cohort, sessions=found, rule=rule)


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    rules = _rules(reader, await _read(request), request)
    reader.check()
    await _change(request, rules, version)
    request.services.wake()
    return f"/omgangar/{request.id}/paminnelser?om=sparat"


async def _change(request: StaffRequest, rules: tuple[ReminderRule, ...], version: int | None) -> None:
    changes = CohortChanges(reminders=rules)
    await change_cohort.change(request.pool, request.caller, request.id, changes, version=version)


def _rules(reader: FormReader, known: _RuleForm, request: StaffRequest) -> tuple[ReminderRule, ...]:
    """Return the cohort's rules with the one of the form in its place, or last."""
    rule = _rule(reader, known)
    before, changed = known.cohort.reminders, known.rule
    rules = (*before, rule) if changed is None else tuple(rule if one == changed else one for one in before)
    if are_alike(rules):
        reader.error("count", "twice")
    if len(rules) > MOST_RULES:
        reader.error("count", "too_many", MOST_RULES)
    filled_in = {name_of(rule)} if reader.flag("fill_in") is True else set[str]()
    return applied(rules, before, filled_in=filled_in, now=request.caller.now)


def _rule(reader: FormReader, known: _RuleForm) -> ReminderRule:
    unit = reader.choice("unit", _UNITS, default="days_before") or "days_before"
    most = MOST_DAYS if unit.startswith("days") else MOST_HOURS
    had = len(reader.errors)
    count = reader.number("count", most=most)
    is_wrong = len(reader.errors) > had
    clock = reader.clock("at")
    session_id = reader.id_of("session_id")
    if session_id is not None and session_id not in {session.id for session in known.sessions}:
        reader.error("session_id", "not_a_choice")
    to = reader.choice("to", get_args(ReminderTo), default="seat")
    rule = ReminderRule(
        at=clock.isoformat("minutes") if clock else None,
        to=next(one for one in get_args(ReminderTo) if one == to),
        session_id=session_id,
        text=reader.long_text("text", limit=TEXT),
    )
    rule = msgspec.structs.replace(rule, **{unit: count})
    for error in contradictions(rule):
        if not (is_wrong and error.field == "days_before"):
            reader.errors.append(msgspec.structs.replace(error, field=_FIELD[error.field]))
    return rule


async def _load(request: StaffRequest) -> Editable:
    known, texts = await _read(request), request.words.staff_reminder_rules
    own = f"/omgangar/{known.cohort.id}/paminnelser"
    is_new = known.rule is None
    form = EditForm(
        title=texts.new_heading if is_new else texts.change_heading,
        meta=known.cohort.name,
        action=request.address(f"{own}/ny")
        if known.rule is None
        else request.address(f"{own}/andra", **{RULE: name_of(known.rule)}),
        sections=(FormSection(id="regel", fields=_fields(request, known)),),
        buttons=(FormButton(text=texts.new_button),),
        leave=Link(request.words.staff_forms.leave, request.address(own)),
        path=(*path_to(request, known.cohort), Link(texts.heading, request.address(own))),
    )
    return Editable(form=form, values=_values(known.rule), version=known.cohort.version, id=known.cohort.id)


def _with_plan(request: StaffRequest, form: EditForm, plan: ChangePlan) -> EditForm:
    texts = request.words.staff_reminder_rules
    text = (
        texts.fill_in_nobody
        if not plan.mails
        else texts.fill_in_one
        if plan.mails == 1
        else texts.fill_in_button.format(n=plan.mails)
    )
    return msgspec.structs.replace(
        form,
        plan=plan,
        follows=(texts.fill_in_follows,),
        buttons=(FormButton(text=text, name=CONFIRM, value=str(plan.mails)),),
    )


def _fields(request: StaffRequest, known: _RuleForm) -> tuple[Field, ...]:
    texts = request.words.staff_reminder_rules
    named = tuple((str(session.id), session.title) for session in known.sessions)

    def field(name: str, **more: object) -> Field:
        return msgspec.structs.replace(
            Field(name=name, label=texts.labels[name], hint=texts.hints.get(name)), **more
        )

    return (
        field("to", kind="choice", options=tuple(texts.to.items())),
        field("count", kind="number", is_required=True),
        field("unit", kind="choice", options=tuple(texts.units.items())),
        field("at", kind="time"),
        field("session_id", kind="choice", options=(("", texts.all_sessions), *named)),
        field("text", kind="long"),
        field("fill_in", kind="choice", options=tuple(request.words.staff_forms.yes_no.items())),
    )


def _values(rule: ReminderRule | None) -> dict[str, str]:
    if rule is None:
        return {
            "to": "seat", "count": "", "unit": "days_before", "at": "", "session_id": "", "text": "", "fill_in": NO,
        }  # fmt: skip
    unit = next((name for name in _UNITS if getattr(rule, name) is not None), "days_before")
    return {
        "to": rule.to,
        "count": text_value(getattr(rule, unit)),
        "unit": unit,
        "at": rule.at or "",
        "session_id": text_value(rule.session_id),
        "text": rule.text or "",
        "fill_in": NO if rule.since is not None else YES,
    }
