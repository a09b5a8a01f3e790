"""`/omgangar/{id}/over-tid`: invitations and answers day by day, as bars made here and as a table."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import msgspec
from litestar import Response

from services.registration.domain.cohort import Cohort
from services.registration.domain.programme import Programme
from services.registration.store import cohorts, programmes
from services.registration.store.transaction import reading
from services.registration.store.views.staff import cohort_people
from services.registration.store.views.staff.cohort_people import CohortDay
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.list_file import file_links, listed
from services.registration.web.admin.kit.list_table import ListColumn, ListTable
from services.registration.web.admin.kit.record import Cell, RecordTable
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond
from services.registration.web.wording import spaced
from shared import dates

_SHORTEST: Final = timedelta(days=13)  # a single bar would fill a chart
_LONGEST: Final = 366  # days of a chart; what was before them is in the table
_ROWS: Final = 200  # of the table on the page; the files have all
_SERIES: Final = ("invited", "answered", "yes", "no")


class DayBar(msgspec.Struct, frozen=True, kw_only=True):
    """A bar: the days since the first one, where it begins from the top, and its height."""

    x: int
    y: int
    height: int


class DayChart(msgspec.Struct, frozen=True, kw_only=True):
    """One row of bars, a unit for each day and each person. `caption` says the sum and the highest day."""

    name: str
    caption: str
    width: int
    height: int
    bars: tuple[DayBar, ...]


class OverTimePage(msgspec.Struct, frozen=True, kw_only=True):
    """`first` and `last`: the days at the ends of all charts; `table` says the same in numbers."""

    layout: StaffLayout
    head: Head
    charts: tuple[DayChart, ...]
    first: str
    last: str
    table: RecordTable
    cut: str | None
    files: tuple[Link, ...]


class _CohortDays(msgspec.Struct, frozen=True, kw_only=True):
    cohort: Cohort
    programme: Programme
    days: list[CohortDay]


async def show_over_time(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    found = await _find(request)
    texts, own = request.words.staff_over_time, f"/omgangar/{found.cohort.id}"
    shown = _last_year(found.days)
    page = OverTimePage(
        layout=request.layout(
            texts.heading,
            "programmes",
            path=(
                Link(request.words.staff_cohort.path, request.address("/omgangar")),
                Link(found.programme.title, request.address(own)),
            ),
        ),
        head=Head(heading=texts.heading, meta=f"{found.programme.title}, {found.cohort.name}"),
        charts=tuple(_chart(request, name, shown) for name in _SERIES) if shown else (),
        first=_day(request, _begin(shown)) if shown else "",
        last=_day(request, shown[-1].day) if shown else "",
        table=RecordTable(label=texts.table, columns=texts.columns, rows=_rows(found.days)[-_ROWS:]),
        cut=texts.cut.format(n=_ROWS) if len(found.days) > _ROWS else None,
        files=file_links(request, f"{own}/over-tid"),
    )
    return respond("staff/over_time", page, language=request.locale.language)


async def over_time_table(request: StaffRequest) -> ListTable:
    """The table as a file."""
    found = await _find(request)
    texts = request.words.staff_over_time
    day, *numbers = texts.columns
    return listed(
        request,
        "over_time",
        f"{found.programme.title}, {found.cohort.name}: {texts.heading}",
        (ListColumn(day, "day", 14), *(ListColumn(text, "number", 14) for text in numbers)),
        [(one.day, *sums) for one, sums in zip(found.days, _sums(found.days), strict=True)],
        subject=("cohort", found.cohort.id),
        sorted_by=day,
    )


async def _find(request: StaffRequest) -> _CohortDays:
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, organiser_id, request.id)
        programme = await programmes.get(conn, organiser_id, cohort.programme_id)
        days = await cohort_people.per_day(
            conn, organiser_id, cohort.id, sees_protected=request.caller.sees_protected
        )
    return _CohortDays(cohort=cohort, programme=programme, days=days)


def _last_year(days: Sequence[CohortDay]) -> list[CohortDay]:
    return [one for one in days if (days[-1].day - one.day).days < _LONGEST]


def _begin(days: Sequence[CohortDay]) -> date:
    """The first day of the charts: two weeks before the last one at the latest."""
    return min(days[0].day, days[-1].day - _SHORTEST)


def _value(one: CohortDay, name: str) -> int:
    match name:
        case "invited":
            return one.invited
        case "yes":
            return one.yes
        case "no":
            return one.no
        case _:
            return one.yes + one.no


def _chart(request: StaffRequest, name: str, days: Sequence[CohortDay]) -> DayChart:
    texts, first = request.words.staff_over_time, _begin(days)
    values = [(one.day, _value(one, name)) for one in days]
    top_day, top = max(values, key=lambda one: one[1])
    total = sum(value for _, value in values)
    caption = texts.caption if total else texts.caption_none
    return DayChart(
        name=texts.series[name],
        caption=caption.format(name=texts.series[name], n=total, top=top, day=_day(request, top_day)),
        width=(days[-1].day - first).days + 1,
        height=max(top, 1),
        bars=tuple(
            DayBar(x=(day - first).days, y=top - value, height=value) for day, value in values if value
        ),
    )


def _sums(days: Sequence[CohortDay]) -> list[tuple[int, int, int, int, int]]:
    """Of each day: invited, answered, yes, no, and answered until then."""
    found, answered = [], 0
    for one in days:
        answered += one.yes + one.no
        found.append((one.invited, one.yes + one.no, one.yes, one.no, answered))
    return found


def _rows(days: Sequence[CohortDay]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (Cell(text=one.day.isoformat()), *(Cell(text=spaced(number), is_number=True) for number in sums))
        for one, sums in zip(days, _sums(days), strict=True)
    )


def _day(request: StaffRequest, day: date) -> str:
    return f"{dates.day_and_month(day, request.locale.language)} {day.year}"
