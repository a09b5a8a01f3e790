"""The people of a cohort as a table: a dot for each session, narrowed to a selection, some at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, get_args
from uuid import UUID

import msgspec

from services.registration.domain.cohort import Cohort
from services.registration.domain.invitation import InvitationRule
from services.registration.domain.sessions.session import Session
from services.registration.store.views.staff.cohort_people import (
    CohortOverview,
    CohortPerson,
    PeopleCounts,
    Selection,
)
from services.registration.web.admin.cohorts.list_page import SelectionLink
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus, StatusKind
from services.registration.web.kit.layout import Link
from services.registration.web.wording.words.staff.cohorts import InvitingState
from shared import dates, times
from shared.events import SeatStatus

# More columns of dots than this are no help to the eye.
_MOST_DOTS: Final = 24
_KINDS: Final[Mapping[str, StatusKind]] = {
    "yes": "yes", "no": "off", "substituted": "off", "bounced": "bad", "queued": "silent", "silent": "silent",
}  # fmt: skip
_LOOKS: Final = {"confirmed": "yes", "waiting": "wait", "withdrawn": "no", "": "none"}


class Dot(msgspec.Struct, frozen=True):
    look: str
    text: str


class DotColumn(msgspec.Struct, frozen=True):
    """A session as the head of a column: a number, and its title."""

    number: int
    title: str


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    link: Link
    role: str
    organisation: str
    status: DateStatus
    dots: tuple[Dot, ...]
    latest: str
    is_alert: bool


class PeoplePart(msgspec.Struct, frozen=True, kw_only=True):
    heading: str
    add: Link | None
    filters: tuple[SelectionLink, ...]
    search_action: str
    search: str
    hidden: tuple[tuple[str, str], ...]
    columns: tuple[DotColumn, ...]
    rows: tuple[PersonRow, ...]
    nothing: str
    more: Link | None
    first: Link | None


def seats_shown(found: Sequence[Session]) -> tuple[Session, ...]:
    """The sessions that get a column of dots."""
    shown = tuple(session for session in found if session.status != "cancelled")
    return shown if len(shown) <= _MOST_DOTS else ()


def people_of(
    request: StaffRequest,
    *,
    cohort: Cohort,
    inviting: InvitingState,
    overview: CohortOverview,
    limit: int,
    columns: Sequence[Session],
    taken: Mapping[UUID, Mapping[UUID, SeatStatus]],
    selection: Selection,
    search: str,
    is_first: bool,
) -> PeoplePart:
    """The table; one person more than `limit` was read if there are more."""
    texts, counts = request.words.staff_cohort, overview.counts
    own = f"/omgangar/{cohort.id}"
    kept = {name: value for name, value in (("urval", selection), ("q", search)) if value}
    shown = overview.people[:limit]
    more = len(overview.people) > limit
    return PeoplePart(
        heading=_heading(request, counts.everybody),
        add=_add(request, cohort, inviting),
        filters=_filters(request, own, counts, selection) if counts.everybody else (),
        search_action=request.address(own),
        search=search,
        hidden=_hidden(request, selection),
        columns=tuple(DotColumn(number, session.title) for number, session in enumerate(columns, 1)),
        rows=tuple(
            _row(
                request,
                own,
                person,
                columns,
                taken.get(person.registration_id, {}) if person.registration_id else {},
            )
            for person in shown
        ),
        nothing=texts.none_selected if selection or search else texts.nobody_here[cohort.status],
        more=Link(texts.next_page, request.address(own, **kept, efter=str(shown[-1].person_id)) + "#personer")
        if more
        else None,
        first=None if is_first else Link(texts.first_page, request.address(own, **kept) + "#personer"),
    )


def inviting_state(rules: Sequence[InvitationRule], counts: PeopleCounts) -> InvitingState:
    """How far the inviting has come, by the rules: whether each has gone, not whether somebody is new since."""
    if not rules:
        return "unchosen"
    if not counts.invited:
        return "chosen"
    return "some" if any(rule.invited_at is None for rule in rules) else "all"


def _add(request: StaffRequest, cohort: Cohort, inviting: InvitingState) -> Link | None:
    """The way to whom is invited; a draft in which nobody is chosen has it as its first button."""
    is_said = cohort.status == "draft" and inviting == "unchosen"
    if is_said or cohort.status == "cancelled" or not request.may("invitation_rule.create"):
        return None
    text = request.words.staff_cohort.add_people[inviting]
    return Link(text, request.address(f"/omgangar/{cohort.id}/inbjudningar"))


def _heading(request: StaffRequest, everybody: int) -> str:
    texts = request.words.staff_cohort
    if not everybody:
        return texts.people_none
    return texts.people_one if everybody == 1 else texts.people.format(n=everybody)


def _hidden(request: StaffRequest, selection: str) -> tuple[tuple[str, str], ...]:
    language = (("lang", request.locale.language),) if request.locale.chosen else ()
    return ((("urval", selection),) if selection else ()) + language


def _filters(
    request: StaffRequest, own: str, counts: PeopleCounts, current: Selection
) -> tuple[SelectionLink, ...]:
    texts = request.words.staff_cohort.selections
    numbers: dict[Selection, int] = {
        "": counts.everybody,
        "silent": counts.silent,
        "bounced": counts.bounced,
        "yes": counts.yes,
        "no": counts.no,
        "waiting": counts.waiting,
    }
    return tuple(
        SelectionLink(
            text=texts[one],
            href=request.address(own, **({"urval": one} if one else {})) + "#personer",
            count=numbers[one],
            is_current=one == current,
        )
        for one in get_args(Selection)
    )


def _row(
    request: StaffRequest,
    own: str,
    person: CohortPerson,
    columns: Sequence[Session],
    seats: Mapping[UUID, SeatStatus],
) -> PersonRow:
    texts = request.words.staff_cohort
    waits_only = person.is_waiting and "confirmed" not in seats.values()
    status = (
        DateStatus("wait", texts.answers_waiting)
        if waits_only and person.answer == "yes"
        else DateStatus(_KINDS[person.answer], texts.answers[person.answer])
    )
    missing = "withdrawn" if person.answer in {"no", "yes"} else ""
    return PersonRow(
        link=Link(
            texts.protected if person.protected_identity else person.name,
            request.address(f"{own}/person/{person.person_id}"),
        ),
        role=person.role or "",
        organisation=person.organisation or "",
        status=status,
        dots=tuple(_dot(request, seats.get(session.id, missing)) for session in columns),
        latest=_latest(request, person),
        is_alert=person.answer == "bounced" or person.has_dead_address,
    )


def _dot(request: StaffRequest, status: str) -> Dot:
    return Dot(_LOOKS[status], request.words.staff_cohort.dots[status])


def _latest(request: StaffRequest, person: CohortPerson) -> str:
    texts, language = request.words.staff_cohort, request.locale.language
    if person.has_dead_address:
        return request.words.staff_person_mail.dead_row
    if person.away_until is not None and person.away_until >= times.local(request.caller.now).date():
        day = dates.day_and_month(person.away_until, language)
        return request.words.staff_person_mail.away_until.format(day=day)
    pairs: tuple[tuple[str, datetime | None], ...] = (
        (texts.answered_on, person.answered_at),
        (texts.registered_on, person.registered_at),
        (texts.invited_on, person.invited_at),
    )
    return next(
        (
            text.format(day=dates.day_and_month(times.local(at).date(), language))
            for text, at in pairs
            if at is not None
        ),
        "",
    )
