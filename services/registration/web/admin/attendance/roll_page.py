"""`/traffar/…/narvaro`: who is expected, ticked off by keyboard or by thumb at the door."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.domain.attendance import ATTENDANCES, Attendance, RefusedTick, doors_open_at
from services.registration.domain.errors import NotFound
from services.registration.store.transaction import reading
from services.registration.store.views.staff import roll
from services.registration.store.views.staff.roll import RollCounts, RollPerson, RollSession
from services.registration.web.admin.attendance.ticks import MARK, SHOWN, note_of, shown_text
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.mistakes import staff_summary
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled
from services.registration.web.kit.forms.posted_form import PostedForm, read_uuid, redisplay
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond
from shared import dates, times

AT_ONCE: Final = 60


class Pick(msgspec.Struct, frozen=True, kw_only=True):
    value: str
    text: str
    is_chosen: bool


class RollRow(msgspec.Struct, frozen=True, kw_only=True):
    """One person with three marks to choose from; `note`: what is stored, where the choice is another one."""

    field: str
    name: str
    about: str
    picks: tuple[Pick, ...]
    note: str | None


class NotStored(msgspec.Struct, frozen=True, kw_only=True):
    """Marks that were ticked and are shown again, why some of them were not stored, and what became of the others (`kept`)."""

    kept: str
    marks: Mapping[UUID, Attendance]
    refused: Mapping[UUID, RefusedTick] = {}


class RollPage(msgspec.Struct, frozen=True, kw_only=True):
    """`closed`: why nothing can be ticked, if so. `others`: the address that marks everybody who has no mark."""

    layout: StaffLayout
    head: Head
    said: str | None
    summary: ErrorSummary | None
    closed: str | None
    search_action: str
    search: str
    action: str
    rows: tuple[RollRow, ...]
    nothing: str
    more: Link | None
    first: Link | None
    hidden: tuple[tuple[str, str], ...]
    others: str | None
    left: int
    guests: tuple[str, ...]
    walk_in_action: str | None
    walk_in: tuple[Field, ...]
    files: tuple[Link, ...]
    door: Link | None


def path_to(request: StaffRequest, session: RollSession) -> tuple[Link, ...]:
    """Where the roll is: below the session, as the session's own page says it."""
    return (
        Link(request.words.staff_bar.rooms["programmes"], request.address("/omgangar")),
        Link(session.cohort, request.address(f"/omgangar/{session.cohort_id}")),
        Link(session.title, request.address(f"/traffar/{session.id}")),
    )


async def show_roll(request: StaffRequest) -> Response[bytes]:
    """The page; a GET changes nothing."""
    return await roll_page(request)


async def roll_page(
    request: StaffRequest,
    mistakes: Sequence[Mistake] = (),
    *,
    typed: PostedForm | None = None,
    ticked: NotStored | None = None,
    status: int = 422,
) -> Response[bytes]:
    """The page, with errors if there are any; `typed`: what was written about somebody without a seat; `ticked`: what is kept."""
    search = search_of(request)
    after = read_uuid(request.form.text("efter") or request.query.get("efter", ""))
    organiser_id, sees = request.caller.organiser_id, request.caller.sees_protected
    async with reading(request.pool) as conn:
        session = await roll.session(conn, organiser_id, request.id)
        if session is None:
            raise NotFound("session")
        counts = await roll.counts(conn, organiser_id, request.id, sees_protected=sees)
        found = await roll.people(
            conn,
            organiser_id,
            request.id,
            sees_protected=sees,
            search=search or None,
            after=after,
            limit=AT_ONCE + 1,
        )
        guests = await roll.guests(conn, organiser_id, request.id)
    texts, words, language = request.words.attendance, request.words, request.locale.language
    here = f"/traffar/{request.id}/narvaro"
    closed = closed_because(request, session)
    kept = {name: value for name, value in (("q", search), ("efter", str(after) if after else "")) if value}
    shown = found[:AT_ONCE]
    may_tick, may_add = request.may("attendance.note"), request.may("registration.create")
    left = max(counts.expected - counts.present - counts.excused - counts.absent, 0)
    heading = texts.heading.format(title=session.title)
    page = RollPage(
        layout=request.layout(
            heading,
            "programmes",
            path=path_to(request, session),
            is_error=bool(mistakes),
        ),
        head=Head(heading=heading, meta=_meta(request, session, counts)),
        said=texts.said.get(request.query.get("om", "")) if not mistakes else None,
        summary=_summary(request, _anchored(mistakes, shown), ticked),
        closed=closed,
        search_action=request.address(here),
        search=search,
        action=request.address(here),
        rows=tuple(_row(request, person, ticked) for person in shown),
        nothing=texts.none_found if search else texts.nobody,
        more=Link(texts.next_page, request.address(here, **{**kept, "efter": str(shown[-1].person_id)}))
        if len(found) > AT_ONCE
        else None,
        first=Link(texts.first_page, request.address(here, **({"q": search} if search else {})))
        if after
        else None,
        hidden=(*kept.items(), (SHOWN, shown_text(shown))),
        others=request.address(f"{here}/ovriga") if may_tick and left and closed is None else None,
        left=left,
        guests=tuple(
            texts.guest.format(name=one.name, clock=dates.clock(one.came_at, language)) for one in guests
        ),
        walk_in_action=request.address(f"{here}/utan-plats")
        if may_add and (closed is None or typed is not None)
        else None,
        door=Link(texts.to_door, request.address(f"{here}/kod")) if may_tick and closed is None else None,
        files=(
            *file_links(request, here, q=search),
            Link(
                request.words.staff_files.print_roll,
                request.address(f"/traffar/{request.id}/narvarolista.pdf"),
            ),
        ),
        walk_in=filled(_walk_in(request), words, typed, mistakes),
    )
    return respond("staff/roll", page, language=language, status=status if mistakes else 200)


def _summary(
    request: StaffRequest, mistakes: Sequence[Mistake], ticked: NotStored | None
) -> ErrorSummary | None:
    return staff_summary(
        mistakes,
        request.words,
        _walk_in(request),
        heading=request.words.attendance.not_saved if ticked else None,
        kept=ticked.kept if ticked else None,
    )


def _anchored(mistakes: Sequence[Mistake], shown: Sequence[RollPerson]) -> list[Mistake]:
    """The mistakes, with those about somebody who is not on this page at the head of the list."""
    here = {f"{MARK}{person.person_id}" for person in shown}
    return [
        Mistake("lista", one.text) if one.anchor.startswith(MARK) and one.anchor not in here else one
        for one in mistakes
    ]


def search_of(request: StaffRequest) -> str:
    """What is searched for: in the form that was posted, else in the address."""
    return (redisplay(request.form.text("q")) or request.query.get("q", "")).strip()[:100]


def closed_because(request: StaffRequest, session: RollSession) -> str | None:
    """Why nothing can be ticked now; None if it can."""
    texts, now = request.words.attendance, request.caller.now
    if not request.may("attendance.note"):
        return texts.only_reading
    if session.status == "cancelled":
        return texts.cancelled
    opens_at = doors_open_at(session.on_day, session.starts_at)
    if opens_at is None:
        return texts.no_day
    if now < opens_at:
        language = request.locale.language
        day = dates.day_in_words(times.local(opens_at).date(), language)
        return texts.too_early.format(day=day, clock=dates.clock(opens_at, language))
    return None


def _meta(request: StaffRequest, session: RollSession, counts: RollCounts) -> str:
    texts, language = request.words.attendance, request.locale.language
    if session.on_day is None:
        day = request.words.days.unknown_date
    elif session.starts_at is None:
        day = dates.day_in_words(session.on_day, language)
    else:
        day = dates.when(session.starts_at, session.ends_at, language)
    return texts.meta.format(day=day, present=counts.present, expected=counts.expected)


def _row(request: StaffRequest, person: RollPerson, ticked: NotStored | None) -> RollRow:
    texts, language = request.words.attendance, request.locale.language
    chosen = ticked.marks.get(person.person_id, person.attendance) if ticked else person.attendance
    about = [
        person.organisation,
        person.role,
        texts.in_place_of.format(name=person.in_place_of) if person.in_place_of else None,
        request.words.staff_calendar_answers.unsure if person.is_unsure else None,
        texts.waits if person.status == "waiting" else texts.left if person.status == "withdrawn" else None,
        texts.came_at.format(clock=dates.clock(person.attended_at, language)) if person.attended_at else None,
    ]
    return RollRow(
        field=f"{MARK}{person.person_id}",
        name=texts.protected if person.protected_identity else person.name,
        about=", ".join(text for text in about if text),
        picks=tuple(
            Pick(value=mark, text=texts.marks[mark], is_chosen=chosen == mark) for mark in ATTENDANCES
        ),
        note=note_of(ticked.refused.get(person.person_id), texts) if ticked else None,
    )


def _walk_in(request: StaffRequest) -> tuple[Field, ...]:
    texts = request.words.attendance
    return (
        Field(name="name", label=texts.name, is_required=True),
        Field(name="email", label=texts.email, kind="email", is_required=True),
        Field(name="organisation", label=texts.organisation),
    )
