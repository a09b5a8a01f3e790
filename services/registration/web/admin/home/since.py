"""The lines of "since yesterday": what has happened, each with its cohort."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from services.registration.store.views.staff.news import Happened
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link
from shared import dates, times

LINES: Final = 12


class SinceLine(msgspec.Struct, frozen=True, kw_only=True):
    """`who` stands first and strong, and is empty where many are meant."""

    iso: str
    when: str
    who: str
    what: str
    cohort: Link


def yesterday(now: datetime) -> datetime:
    """When yesterday began."""
    return times.start_of_day(times.local(now).date() - timedelta(days=1))


def line_of(request: StaffRequest, it: Happened) -> SinceLine:
    """One line."""
    texts = request.words.staff_home
    if it.count is None:
        who = texts.protected if it.protected_identity else it.name or ""
        what = texts.happened[it.kind]
    else:
        who, pattern = "", texts.happened_one[it.kind] if it.count == 1 else texts.happened_many[it.kind]
        what = pattern.format(n=it.count, title=it.title or "")
    return SinceLine(
        iso=it.at.isoformat(),
        when=_when(request, it.at),
        who=", ".join(part for part in (who, it.organisation) if part),
        what=what,
        cohort=Link(f"{it.programme}, {it.cohort}", request.address(f"/omgangar/{it.cohort_id}")),
    )


def _when(request: StaffRequest, at: datetime) -> str:
    if times.local(at).date() < times.local(request.caller.now).date():
        return request.words.staff_home.yesterday
    return dates.clock(at, request.locale.language)
