"""`/omgangar/{id}`: one cohort: the answers so far, its sessions, who is missing, and its people."""

from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.domain.cohort import Cohort
from services.registration.domain.invitation import InvitationRule
from services.registration.domain.programme import Programme
from services.registration.domain.sessions.session import Session
from services.registration.store import cohorts, invitation_rules, programmes, scheduled_sendings, sessions
from services.registration.store.transaction import reading
from services.registration.store.views.staff import cohort_people
from services.registration.store.views.staff import cohorts as view
from services.registration.store.views.staff.cohort_people import CohortOverview, Selection
from services.registration.web.admin.cohorts.actions import cohort_actions, more_actions
from services.registration.web.admin.cohorts.coverage import Coverage, coverage_of
from services.registration.web.admin.cohorts.filters import read_filters
from services.registration.web.admin.cohorts.funnel import FunnelStep, funnel_of
from services.registration.web.admin.cohorts.list_page import STATUS_KINDS
from services.registration.web.admin.cohorts.people import PeoplePart, inviting_state, people_of, seats_shown
from services.registration.web.admin.cohorts.sending_lines import MOST_ENDED, SendingLine, sending_lines
from services.registration.web.admin.cohorts.session_table import SessionRow, session_rows
from services.registration.web.admin.kit.date_checks import day_checks, link_checks
from services.registration.web.admin.kit.layout import Action, Head, StaffLayout
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus, in_time_order
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond
from shared import dates
from shared.postgres import Conn

# Bytes for the people: fewer on a page where there are many sessions or organisations.
_PAGE: Final = 46_000
_SESSION, _ORGANISATION, _PERSON, _DOT = 750, 100, 520, 70
_FEWEST, _MOST = 10, 40


class StaffCohortPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    status: DateStatus
    said: str | None
    warnings: tuple[str, ...]
    funnel: tuple[FunnelStep, ...]
    others: str | None
    follow_up: tuple[Link, ...]
    sessions_heading: str
    sessions: tuple[SessionRow, ...]
    session_links: tuple[Link, ...]
    session_files: tuple[Link, ...]
    coverage: Coverage
    sendings: tuple[SendingLine, ...]
    people: PeoplePart
    files: tuple[Link, ...]
    more: tuple[Action, ...]


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    cohort: Cohort
    programme: Programme
    sessions: list[Session]
    overview: CohortOverview
    respond_by: str | None
    rules: list[InvitationRule]
    sendings: tuple[SendingLine, ...]


async def show_cohort(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    chosen, search = read_filters(request)
    after = read_uuid(request.query.get("efter", ""))
    async with reading(request.pool) as conn:
        found = await _read(conn, request, chosen, search, after)
        limit = _limit(found)
        shown = found.overview.people[:limit]
        taken = await cohort_people.seats(
            conn, request.caller.organiser_id, [one.registration_id for one in shown if one.registration_id]
        )
    texts, cohort = request.words.staff_cohort, found.cohort
    page = StaffCohortPage(
        layout=request.layout(
            found.programme.title, "programmes", path=(Link(texts.path, request.address("/omgangar")),)
        ),
        head=Head(
            heading=found.programme.title,
            meta=_meta(request, found),
            actions=cohort_actions(
                request,
                cohort,
                found.programme,
                found.overview.counts,
                has_sessions=bool(found.sessions),
                inviting=inviting_state(found.rules, found.overview.counts),
            ),
        ),
        status=DateStatus(
            STATUS_KINDS[cohort.status], request.words.staff_cohort_list.statuses[cohort.status]
        ),
        said=({**texts.saved, **request.words.staff_sendings.saved}).get(request.query.get("om", "")),
        warnings=_warnings(request, found),
        funnel=funnel_of(request, cohort.id, found.overview.counts),
        others=_others(request, found.overview),
        follow_up=_follow_up(request, cohort.id) if found.overview.counts.everybody else (),
        sessions_heading=_sessions_heading(request, found.sessions),
        sessions=session_rows(request, found.sessions),
        session_links=_session_links(request, cohort.id),
        session_files=file_links(
            request, f"/omgangar/{cohort.id}/traffar", what=request.words.staff_cohort_list.sessions
        ),
        coverage=coverage_of(
            request, cohort.id, found.overview.coverage, is_whole=request.query.get("tackning") == "alla"
        ),
        sendings=found.sendings,
        people=people_of(
            request,
            cohort=cohort,
            inviting=inviting_state(found.rules, found.overview.counts),
            overview=found.overview,
            limit=limit,
            columns=seats_shown(found.sessions),
            taken=taken,
            selection=chosen,
            search=search,
            is_first=after is None,
        ),
        files=(
            *file_links(request, f"/omgangar/{cohort.id}/personer", urval=chosen, q=search),
            Link(
                request.words.staff_files.print_participants,
                request.address(f"/omgangar/{cohort.id}/deltagare.pdf"),
            ),
        ),
        more=more_actions(request, cohort, has_people=found.overview.counts.everybody > 0),
    )
    return respond("staff/cohort", page, language=request.locale.language)


async def _read(
    conn: Conn, request: StaffRequest, selection: Selection, search: str, after: UUID | None
) -> _Found:
    organiser_id = request.caller.organiser_id
    cohort = await cohorts.get(conn, organiser_id, request.id)
    rules = await invitation_rules.list_after(conn, organiser_id, cohort_id=cohort.id)
    days = [rule.respond_by for rule in rules if rule.respond_by is not None]
    language = request.locale.language
    sendings = await scheduled_sendings.list_of_cohort(conn, organiser_id, cohort.id, most_ended=MOST_ENDED)
    named = dict(await view.choices(conn, view.AUDIENCES, organiser_id)) if sendings else {}
    audience_of = {rule.id: named.get(str(rule.audience_id), "–") for rule in rules}
    return _Found(
        cohort=cohort,
        programme=await programmes.get(conn, organiser_id, cohort.programme_id),
        sessions=in_time_order(await sessions.list_after(conn, organiser_id, cohort_id=cohort.id)),
        overview=await cohort_people.read(
            conn,
            organiser_id,
            cohort.id,
            sees_protected=request.caller.sees_protected,
            selection=selection,
            search=search or None,
            after=after,
            limit=_MOST + 1,
        ),
        respond_by=dates.day_in_words(max(days), language) if days else None,
        rules=rules,
        sendings=sending_lines(request, sendings, audience_of),
    )


def _warnings(request: StaffRequest, found: _Found) -> tuple[str, ...]:
    """What to look at; the days too until the cohort is open, as after it was copied. Whoever looks sees that mail is paused."""
    texts, paused_at = request.words.staff_mail_times, found.cohort.sending_paused_at
    paused = (
        ()
        if paused_at is None
        else (texts.paused_since.format(when=moment(paused_at, request.locale.language)),)
    )
    if not request.may("session.change"):
        return paused
    days = day_checks(request, found.sessions) if found.cohort.status == "draft" else ()
    return (*paused, *days, *link_checks(request, found.sessions))


def _limit(found: _Found) -> int:
    organisations = min(len(found.overview.coverage), 80)
    left = _PAGE - _SESSION * len(found.sessions) - _ORGANISATION * organisations
    each = _PERSON + _DOT * len(seats_shown(found.sessions))
    return max(_FEWEST, min(_MOST, left // each))


def _meta(request: StaffRequest, found: _Found) -> str:
    texts = request.words.staff_cohort
    until = texts.open_until.format(day=found.respond_by) if found.respond_by else None
    return " · ".join(text for text in (found.cohort.name, found.programme.kind, until) if text)


def _follow_up(request: StaffRequest, cohort_id: UUID) -> tuple[Link, ...]:
    return (
        Link(request.words.staff_over_time.link, request.address(f"/omgangar/{cohort_id}/over-tid")),
        Link(request.words.staff_receipt.link, request.address(f"/omgangar/{cohort_id}/kvitto")),
    )


def _others(request: StaffRequest, overview: CohortOverview) -> str | None:
    others = overview.counts.yes - overview.counts.invited_yes
    return request.words.staff_cohort.others_come.format(n=others) if others > 0 else None


def _sessions_heading(request: StaffRequest, found: list[Session]) -> str:
    texts = request.words.staff_cohort
    count = sum(session.parent_id is None and session.status != "cancelled" for session in found)
    return (
        texts.sessions_none
        if not count
        else texts.sessions_one
        if count == 1
        else texts.sessions.format(n=count)
    )


def _session_links(request: StaffRequest, cohort_id: UUID) -> tuple[Link, ...]:
    texts = request.words.staff_cohort
    if not request.may("session.create"):
        return ()
    return (
        Link(texts.add_session, request.address(f"/omgangar/{cohort_id}/ny-traff")),
        Link(texts.add_pattern, request.address(f"/omgangar/{cohort_id}/nya-traffar")),
    )
