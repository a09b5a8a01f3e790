"""`/omgangar/{id}/nya-traffar`: several sessions by a pattern; each date is shown with what is wrong with it, and can be left out."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any, Final, get_args
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.actions.sessions import create_session
from services.registration.domain.cohort import Cohort
from services.registration.domain.errors import CohortCancelled
from services.registration.domain.sessions.date_pattern import pattern_dates, term_bounds
from services.registration.domain.sessions.date_warnings import date_warnings
from services.registration.domain.sessions.session import NewSession, Session
from services.registration.store.transaction import one_transaction
from services.registration.web.admin.kit.edit_form import (
    EditForm,
    FormButton,
    FormSection,
    TickGroup,
    TickOption,
    posted,
    show,
)
from services.registration.web.admin.kit.editing import Editable, key_of, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader, clock_value
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.sessions.known import read_cohort, way_back
from services.registration.web.kit.forms.fields import Field, Mistake
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import Link
from shared import dates, ids, times
from shared.events import Mode

_TITLE: Final = 250  # and a number
_FIRST_MONDAY: Final = date(2024, 1, 1)
# Warnings of days on which nobody would hold a session unless they say so.
_LEFT_OUT: Final = {"holiday", "break", "weekend", "outside_term"}


class _Pattern(msgspec.Struct, frozen=True, kw_only=True):
    first: date
    last: date
    weekday: int
    every_weeks: int
    starts: time | None
    ends: time | None
    title: str
    mode: Mode | None
    place: str | None


async def show_pattern(request: StaffRequest) -> Response[bytes]:
    """The form, with the hours and the place of the last session and the dates of a term."""
    return await open_form(request, _load)


async def save_pattern(request: StaffRequest) -> Response[bytes]:
    """Show the dates; with the button below them, make the sessions that are ticked, all or none."""
    return await save_form(request, _load, _store, made=lambda _: f"/omgangar/{request.id}")


async def _load(request: StaffRequest) -> Editable:
    cohort, found = await read_cohort(request)
    if cohort.status == "cancelled":
        raise CohortCancelled
    return Editable(form=_form(request, cohort), values=_proposal(request, found))


def _form(request: StaffRequest, cohort: Cohort) -> EditForm:
    texts = request.words.staff_pattern

    def field(name: str, **more: Any) -> Field:  # Any: the arguments of a field
        return Field(name=name, label=texts.labels[name], hint=texts.hints.get(name), **more)

    language = request.locale.language
    weekdays = tuple(
        (str(number), dates.weekday(date.fromordinal(_FIRST_MONDAY.toordinal() + number), language))
        for number in range(7)
    )
    return EditForm(
        title=texts.heading,
        meta=cohort.name,
        action=request.address(f"/omgangar/{cohort.id}/nya-traffar"),
        sections=(
            FormSection(
                id="nar",
                heading=texts.pattern,
                fields=(
                    field("weekday", kind="choice", options=weekdays),
                    field("every", kind="choice", options=tuple(texts.every.items())),
                    field("starts", kind="time"),
                    field("ends", kind="time"),
                    field("first", kind="date", is_required=True),
                    field("last", kind="date", is_required=True),
                ),
            ),
            FormSection(
                id="varje",
                heading=texts.each,
                fields=(
                    field("title", is_required=True),
                    field(
                        "mode",
                        kind="choice",
                        options=tuple(request.words.staff_session_form.choices["mode"].items()),
                    ),
                    field("place"),
                ),
            ),
        ),
        buttons=(FormButton(text=texts.preview),),
        leave=Link(request.words.staff_forms.leave, request.address(f"/omgangar/{cohort.id}")),
        path=way_back(request, cohort),
    )


def _proposal(request: StaffRequest, found: Sequence[Session]) -> dict[str, str]:
    today = times.local(request.caller.now).date()
    first, last = term_bounds(today)
    like = next((one for one in reversed(found) if one.starts_at is not None), None)
    weekday = like.on.weekday() if like and like.on else 2
    return {
        "weekday": str(weekday),
        "every": "3",
        "starts": clock_value(like.starts_at) if like else "09:00",
        "ends": clock_value(like.ends_at) if like else "12:00",
        "first": max(first, today).isoformat(),
        "last": last.isoformat(),
        "title": request.words.staff_pattern.title,
        "mode": (like.mode or "") if like else "",
        "place": (like.place or "") if like else "",
    }


def _read(reader: FormReader) -> _Pattern:
    first, last = reader.day("first", required=True), reader.day("last", required=True)
    starts, ends = reader.clock("starts"), reader.clock("ends")
    if first and last and last < first:
        reader.error("last", "before_start")
    if ends is not None and (starts is None or ends <= starts):
        reader.error("ends" if starts else "starts", "before_start" if starts else "missing")
    weekday = reader.choice("weekday", tuple("0123456"), default="0")
    every = reader.number("every", least=1, most=26)
    title = reader.line("title", limit=_TITLE, required=True)
    mode: Any = reader.choice("mode", get_args(Mode))
    place = reader.line("place")
    reader.check()
    assert first is not None  # noqa: S101 - `check` has raised
    assert last is not None  # noqa: S101 - likewise
    return _Pattern(
        first=first,
        last=last,
        weekday=int(weekday or 0),
        every_weeks=every or 1,
        starts=starts,
        ends=ends,
        title=title or "",
        mode=mode,
        place=place,
    )


async def _store(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    pattern = _read(reader)
    found = pattern_dates(
        first=pattern.first, last=pattern.last, weekday=pattern.weekday, every_weeks=pattern.every_weeks
    )
    cohort, known = await read_cohort(request)
    if request.form.text("make") != "1" or _posted_days(request) - set(found):
        raise ShortCircuit(_shown(request, cohort, pattern, found))
    chosen = [day for day in found if day in _posted_days(request)]
    if not chosen:
        raise ShortCircuit(_shown(request, cohort, pattern, found, is_empty=True))
    await _make(request, cohort, pattern, chosen, _next_number(known))
    return f"/omgangar/{cohort.id}?om=sparat"


def _posted_days(request: StaffRequest) -> set[date]:
    days = set()
    for text in request.form.all("dates"):
        try:
            days.add(date.fromisoformat(text))
        except ValueError:
            continue
    return days


def _next_number(known: Sequence[Session]) -> int:
    return max((one.number for one in known if one.number is not None), default=0) + 1


async def _make(
    request: StaffRequest, cohort: Cohort, pattern: _Pattern, chosen: Sequence[date], number: int
) -> None:
    """Make all in one transaction: the first has the id of the form, so that a second post makes none."""
    keys: list[UUID] = [key_of(request), *ids.several(len(chosen) - 1)]
    async with one_transaction(request.pool):
        for count, (key, day) in enumerate(zip(keys, chosen, strict=True)):
            new = NewSession(
                title=f"{pattern.title} {number + count}",
                number=number + count,
                on=day,
                starts_at=times.instant(day, pattern.starts) if pattern.starts else None,
                ends_at=times.instant(day, pattern.ends) if pattern.ends else None,
                mode=pattern.mode,
                place=pattern.place,
            )
            await create_session.create(request.pool, request.caller, cohort.id, new, session_id=key)


def _shown(
    request: StaffRequest,
    cohort: Cohort,
    pattern: _Pattern,
    found: Sequence[date],
    *,
    is_empty: bool = False,
) -> Response[bytes]:
    """The dates to choose from, each with its week and what is special about it."""
    texts, language = request.words.staff_pattern, request.locale.language
    form = _form(request, cohort)
    warnings = {day: _about(request, cohort, day) for day in found}
    is_again = request.form.text("make") == "1"
    ticked = _posted_days(request) if is_again else {day for day in found if not warnings[day][1]}
    options = tuple(
        TickOption(
            value=day.isoformat(),
            text=dates.day_in_words(day, language),
            more=", ".join((dates.week(day, language), *warnings[day][0])),
        )
        for day in found
    )
    group = TickGroup(name="dates", label=texts.dates, hint=texts.dates_hint, options=options)
    count = len(ticked & set(found))
    values = posted(form, request.form) | {"dates": " ".join(day.isoformat() for day in sorted(ticked))}
    notes = []
    if not found:
        notes.append(texts.none.format(first=pattern.first.isoformat(), last=pattern.last.isoformat()))
    elif count < len(found) and not is_again:
        notes.append(texts.left_out.format(n=count, all=len(found)))
    shown = msgspec.structs.replace(
        form,
        sections=(
            *((FormSection(id="datum", fields=(group,)),) if found else ()),
            *(msgspec.structs.replace(one, is_folded=True) for one in form.sections),
        ),
        warnings=tuple(notes),
        buttons=(
            *((FormButton(text=texts.make, name="make", value="1"),) if found else ()),
            FormButton(text=texts.recount, kind="" if found else "primary", name="recount", value="1"),
        ),
    )
    return show(
        request,
        shown,
        values,
        mistakes=[Mistake("dates", request.words.staff_forms.faults["dates/missing"])] if is_empty else [],
        heading=request.words.staff_forms.not_saved,
        hidden={"form_key": str(key_of(request))},
        status=422 if is_empty else 200,
    )


def _about(request: StaffRequest, cohort: Cohort, day: date) -> tuple[list[str], bool]:
    """What is special about a day, and whether it is left out unless somebody ticks it."""
    probe = Session(
        organiser_id=cohort.organiser_id,
        id=cohort.id,
        cohort_id=cohort.id,
        title="",
        on=day,
        timed_at=request.caller.now,
    )
    found = date_warnings([probe])
    language = request.locale.language
    said = [each.name(language) or request.words.staff_pattern.kinds[each.kind] for each in found]
    return said, any(each.kind in _LEFT_OUT for each in found)
