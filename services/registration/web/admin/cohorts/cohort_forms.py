"""`/omgangar/…`: a cohort is made, changed, or copied to the next term."""

import re
from datetime import datetime, timedelta
from typing import Any, Final, get_args

from litestar import Response

from services.registration.actions.cohorts import change_cohort, copy_cohort, create_cohort
from services.registration.domain import cohort as domain
from services.registration.domain.form import NAME
from services.registration.domain.sessions.session import Session
from services.registration.domain.tenant import ROUTE_WORDS, SLUG, SLUG_LENGTH
from services.registration.domain.text_years import moved
from services.registration.store import cohorts, programmes, sessions
from services.registration.store.transaction import reading
from services.registration.web.admin.cohorts.cohort_fields import cohort_path, cohort_sections
from services.registration.web.admin.kit.edit_form import EditForm, FormButton, FormSection
from services.registration.web.admin.kit.editing import Editable, key_of, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader, day_value, flag_value, text_value
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link
from shared.events import Calendar, WaitingOrder
from shared.reminders import ReminderRule

_REMINDER: Final = re.compile(r"(\d{1,3})\s*(\w*)")
_DAYS, _HOURS = {"", "d", "dag", "dagar", "day", "days"}, {"h", "tim", "timme", "timmar", "hour", "hours"}
_MOST_REMINDERS: Final = 10
_TERM: Final = timedelta(weeks=26)


async def show_new(request: StaffRequest) -> Response[bytes]:
    """The form of a new cohort of a programme."""
    return await open_form(request, _load_new)


async def save_new(request: StaffRequest) -> Response[bytes]:
    """Make a cohort as a draft."""
    return await save_form(request, _load_new, _make, made=lambda key: f"/omgangar/{key}")


async def show_change(request: StaffRequest) -> Response[bytes]:
    """The form of a cohort."""
    return await open_form(request, _load)


async def save_change(request: StaffRequest) -> Response[bytes]:
    """Store what was changed."""
    return await save_form(request, _load, _store)


async def show_copy(request: StaffRequest) -> Response[bytes]:
    """Ask for the name and the first day of the copy; both have a proposal."""
    return await open_form(request, _load_copy)


async def save_copy(request: StaffRequest) -> Response[bytes]:
    """Copy the cohort, and show what to look at in it."""
    return await save_form(request, _load_copy, _copy, made=lambda key: f"/omgangar/{key}")


async def _make(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    fields = _read(reader) | {"reminders": _reminders(reader, request.caller.now)}
    reader.check()
    new = domain.NewCohort(programme_id=request.id, **fields)
    made = await create_cohort.create(request.pool, request.caller, new, cohort_id=key_of(request))
    return f"/omgangar/{made}?om=ny"


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    fields = _read(reader)
    if not fields["slug"]:
        del fields["slug"]
    reader.check()
    await change_cohort.change(
        request.pool, request.caller, request.id, domain.CohortChanges(**fields), version=version
    )
    return f"/omgangar/{request.id}?om=sparat"


async def _copy(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    name = reader.line("name", limit=NAME, required=True) or ""
    first = reader.day("first_session_on", required=True)
    reader.check()
    assert first is not None  # noqa: S101 - `check` has raised
    made = await copy_cohort.copy(
        request.pool,
        request.caller,
        request.id,
        name=name,
        first_session_on=first,
        new_id=key_of(request),
    )
    return f"/omgangar/{made.id}?om=kopierad"


def _read(reader: FormReader) -> dict[str, Any]:
    slug = reader.line("slug", limit=SLUG_LENGTH)
    if slug is not None and not re.fullmatch(SLUG, slug):
        reader.error("slug", "not_allowed")
    elif slug in ROUTE_WORDS:
        reader.error("slug", "twice")
    return {
        "name": reader.line("name", limit=NAME, required=True) or "",
        "slug": slug,
        "number": reader.number("number"),
        "starts_on": reader.day("starts_on"),
        "ends_on": reader.day("ends_on"),
        "capacity": reader.number("capacity"),
        "waiting_list": reader.flag("waiting_list") is not False,
        "waiting_order": reader.choice("waiting_order", get_args(WaitingOrder), default="time"),
        "offer_hours": reader.number("offer_hours", least=1, most=336) or 24,
        "drop_in": reader.flag("drop_in") is True,
        "drop_in_from": reader.day("drop_in_from"),
        "calendar": reader.choice("calendar", get_args(Calendar)),
        "forwarding": reader.choice("forwarding", get_args(domain.Forwarding), default="personal"),
        "confirmations": reader.flag("confirmations") is not False,
        "must_confirm": reader.flag("must_confirm") is True,
    }


def _reminders(reader: FormReader, now: datetime) -> tuple[ReminderRule, ...]:
    """One on each line: so many days or hours. A rule applies only to what falls due after it was made."""
    lines = [line.strip().rstrip(".") for line in (reader.long_text("reminders") or "").splitlines()]
    rules = []
    for line in filter(None, lines):
        match = _REMINDER.match(line)
        unit = match[2].lower() if match else "?"
        if match is None or unit not in _DAYS | _HOURS:
            reader.error("reminders", "not_a_choice")
            return ()
        count = int(match[1])
        is_hours = unit in _HOURS
        rules.append(
            ReminderRule(
                days_before=None if is_hours else count, hours_before=count if is_hours else None, since=now
            )
        )
    if len(rules) > _MOST_REMINDERS:
        reader.error("reminders", "too_many", _MOST_REMINDERS)
    return tuple(rules)


async def _load_new(request: StaffRequest) -> Editable:
    texts = request.words.staff_cohort_form
    async with reading(request.pool) as conn:
        programme = await programmes.get(conn, request.caller.organiser_id, request.id)
    form = EditForm(
        title=texts.new_heading,
        meta=programme.title,
        action=request.address(f"/program/{programme.id}/ny-omgang"),
        sections=cohort_sections(request, is_new=True),
        buttons=(FormButton(text=texts.new_button),),
        leave=Link(request.words.staff_forms.leave, request.address("/omgangar")),
        path=(Link(request.words.staff_cohort.path, request.address("/omgangar")),),
    )
    values = {
        "waiting_list": "yes",
        "waiting_order": "time",
        "offer_hours": "24",
        "drop_in": "no",
        "forwarding": "personal",
        "confirmations": "yes",
        "must_confirm": "no",
        "reminders": f"7 {texts.days}\n1 {texts.days}",
    }
    return Editable(form=form, values=values)


async def _load(request: StaffRequest) -> Editable:
    texts = request.words.staff_cohort_form
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, request.caller.organiser_id, request.id)
        programme = await programmes.get(conn, request.caller.organiser_id, cohort.programme_id)
    own = f"/omgangar/{cohort.id}"
    form = EditForm(
        title=texts.change_heading,
        meta=f"{programme.title} · {cohort.name}",
        action=request.address(f"{own}/andra"),
        sections=cohort_sections(request),
        buttons=(FormButton(text=request.words.staff_forms.save),),
        leave=Link(request.words.staff_forms.leave, request.address(own)),
        path=cohort_path(request, cohort),
    )
    return Editable(form=form, values=_values(cohort), version=cohort.version, id=cohort.id)


def _values(cohort: domain.Cohort) -> dict[str, str]:
    return {
        "name": cohort.name,
        "slug": cohort.slug,
        "number": text_value(cohort.number),
        "starts_on": day_value(cohort.starts_on),
        "ends_on": day_value(cohort.ends_on),
        "capacity": text_value(cohort.capacity),
        "waiting_list": flag_value(cohort.waiting_list),
        "waiting_order": cohort.waiting_order,
        "offer_hours": str(cohort.offer_hours),
        "drop_in": flag_value(cohort.drop_in),
        "drop_in_from": day_value(cohort.drop_in_from),
        "calendar": text_value(cohort.calendar),
        "forwarding": cohort.forwarding,
        "confirmations": flag_value(cohort.confirmations),
        "must_confirm": flag_value(cohort.must_confirm),
    }


async def _load_copy(request: StaffRequest) -> Editable:
    texts = request.words.staff_cohort_form
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, request.caller.organiser_id, request.id)
        found = await sessions.list_after(conn, request.caller.organiser_id, cohort_id=cohort.id)
    own = f"/omgangar/{cohort.id}"
    form = EditForm(
        title=texts.copy_heading,
        meta=cohort.name,
        action=request.address(f"{own}/kopiera"),
        sections=(
            FormSection(
                id="kopia",
                fields=(
                    Field(name="name", label=texts.labels["name"], is_required=True),
                    Field(
                        name="first_session_on",
                        label=texts.labels["first_session_on"],
                        hint=texts.hints["first_session_on"],
                        kind="date",
                        is_required=True,
                    ),
                ),
            ),
        ),
        follows=texts.copy_follows,
        buttons=(FormButton(text=texts.copy_button),),
        leave=Link(request.words.staff_forms.leave, request.address(own)),
        path=cohort_path(request, cohort),
    )
    return Editable(form=form, values=_proposal(cohort, found))


def _proposal(cohort: domain.Cohort, found: list[Session]) -> dict[str, str]:
    """A name with its years moved, and the same weekday two terms later: half a year if the sessions are in one term."""
    days = [session.on for session in found if session.on is not None and session.status != "cancelled"]
    if not days:
        return {"name": cohort.name, "first_session_on": ""}
    is_short = max(days) - min(days) < _TERM
    first = min(days) + (_TERM if is_short else 2 * _TERM)
    by_years = first.year - min(days).year
    name = moved(
        cohort.name,
        by_years=by_years,
        by_half_years=1 if is_short else 2,
        years=frozenset(day.year for day in days),
    )
    return {"name": name or cohort.name, "first_session_on": first.isoformat()}
