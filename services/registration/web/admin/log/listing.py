"""`/admin/{organiser}/logg`: who did what, the newest first, by person, kind, period and subject."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.domain.caller import ActorKind
from services.registration.store.access import audit
from services.registration.store.access.audit import AuditSearch
from services.registration.store.transaction import reading
from services.registration.store.views.staff import audit_names
from services.registration.store.views.staff.audit_names import PossibleActor
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.parts import more
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.log.in_words import EntryInWords, Names, ids_in, in_words, name_of
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond
from shared import times

NEWEST: Final = UUID(int=2**128 - 1)
_ON_A_PAGE: Final = 40
_SHOWN_VALUES: Final = 3
_KINDS: Final[tuple[ActorKind, ...]] = ("participant", "visitor", "command")


class LogPage(msgspec.Struct, frozen=True, kw_only=True):
    """`about`: the one thing that the log is narrowed to; `without` shows everything again."""

    layout: StaffLayout
    head: Head
    action: str
    fields: tuple[Field, ...]
    subject: str | None
    about: str | None
    without: Link
    entries: tuple[EntryInWords, ...]
    nothing: str
    next: Link | None
    files: tuple[Link, ...]


class AskedOfLog(msgspec.Struct, frozen=True, kw_only=True):
    """The filters as they were typed, and what they mean."""

    who: str
    kind: str
    first: str
    last: str
    subject_id: UUID | None
    search: AuditSearch


async def show_log(request: StaffRequest) -> Response[bytes]:
    """The log; an address keeps every filter."""
    asked = read_search(request)
    before = read_uuid(request.query.get("fore", "")) or NEWEST
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        found = await audit.list_before(conn, organiser_id, asked.search, before=before, limit=_ON_A_PAGE + 1)
        ids = ids_in(found) | ({asked.subject_id} if asked.subject_id else set())
        names = await audit_names.find(conn, organiser_id, ids)
        actors = await audit_names.list_actors(conn, organiser_id)
    texts, shown = request.words.staff_log, found[:_ON_A_PAGE]
    is_narrowed = asked.search != AuditSearch()
    page = LogPage(
        layout=request.layout(texts.heading, "more", path=more(request)),
        head=Head(heading=texts.heading, meta=texts.lead),
        action=request.address("/logg"),
        fields=_fields(request, asked, actors),
        subject=str(asked.subject_id) if asked.subject_id else None,
        about=_about(request, asked, names),
        without=Link(texts.show_all, request.address("/logg")),
        entries=tuple(in_words(one, names, request, most=_SHOWN_VALUES) for one in shown),
        nothing=texts.none_found if is_narrowed else texts.none,
        next=_next(request, asked, shown[-1].id) if len(found) > _ON_A_PAGE else None,
        files=file_links(request, "/logg", **_kept(asked)),
    )
    return respond("staff/log", page, language=request.locale.language)


def read_search(request: StaffRequest) -> AskedOfLog:
    """The filters of the address: the same for the page and for the file."""
    query = request.query
    who, kind = query.get("vem", ""), query.get("vad", "")
    first, last = query.get("fran", ""), query.get("till", "")
    first_day, last_day = _day(first), _day(last)
    subject_id = read_uuid(query.get("subject", ""))
    actions = tuple(one for one in request.words.staff_log.actions if one.partition(".")[0] == kind)
    return AskedOfLog(
        who=who,
        kind=kind if actions else "",
        first=first,
        last=last,
        subject_id=subject_id,
        search=AuditSearch(
            subject_id=subject_id,
            actor_id=read_uuid(who),
            actor_kind=next((one for one in _KINDS if one == who), None),
            actions=actions or None,
            since=times.start_of_day(first_day) if first_day else None,
            until=times.start_of_day(last_day + timedelta(days=1)) if last_day else None,
        ),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if date(1900, 1, 1) <= found <= date(2200, 1, 1) else None


def _fields(request: StaffRequest, asked: AskedOfLog, actors: list[PossibleActor]) -> tuple[Field, ...]:
    texts = request.words.staff_log
    people = tuple(
        (str(one.id), one.name if one.kind == "staff" else texts.token.format(name=one.name))
        for one in actors
    )
    kinds = ((one, texts.actor_groups[one]) for one in _KINDS)
    nouns = dict.fromkeys(action.partition(".")[0] for action in texts.actions)
    return (
        Field(
            name="vem",
            label=texts.who,
            kind="choice",
            value=asked.who,
            options=(("", texts.all), *people, *kinds),
        ),
        Field(
            name="vad",
            label=texts.kind,
            kind="choice",
            value=asked.kind,
            options=(("", texts.all), *((one, texts.groups[one]) for one in nouns)),
        ),
        _day_field(request, "fran", texts.first, asked.first),
        _day_field(request, "till", texts.last, asked.last),
    )


def _day_field(request: StaffRequest, name: str, label: str, value: str) -> Field:
    is_wrong = bool(value) and _day(value) is None
    return Field(
        name=name,
        label=label,
        kind="date",
        value=value,
        error=request.words.staff_log.wrong_day if is_wrong else None,
        error_prefix=request.words.common.error_prefix,
    )


def _about(request: StaffRequest, asked: AskedOfLog, names: Names) -> str | None:
    if asked.subject_id is None:
        return None
    texts = request.words.staff_log
    return texts.about.format(name=name_of(names.get(asked.subject_id), request) or texts.gone)


def _next(request: StaffRequest, asked: AskedOfLog, last_id: UUID) -> Link:
    return Link(request.words.staff_log.older, request.address("/logg", **_kept(asked), fore=str(last_id)))


def _kept(asked: AskedOfLog) -> dict[str, str]:
    kept = {"vem": asked.who, "vad": asked.kind, "fran": asked.first, "till": asked.last}
    if asked.subject_id:
        kept["subject"] = str(asked.subject_id)
    return {name: value for name, value in kept.items() if value}


def filters_in_words(
    request: StaffRequest, asked: AskedOfLog, names: Names, actors: list[PossibleActor]
) -> tuple[tuple[str, str], ...]:
    """Each filter with its label and what is chosen; empty where nothing is."""
    chosen = tuple(
        (field.label, dict(field.options).get(field.value, field.value) if field.value else "")
        for field in _fields(request, asked, actors)
    )
    return (*chosen, (request.words.staff_log.on_what, _about(request, asked, names) or ""))
