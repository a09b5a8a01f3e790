"""The fields of a session: shown, and read from a form."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, get_args
from uuid import UUID

from services.registration.domain.form import TITLE
from services.registration.domain.sessions.session import Session
from services.registration.web.admin.kit.edit_form import FormSection
from services.registration.web.admin.kit.form_reader import FormReader, clock_value, day_value, text_value
from services.registration.web.admin.kit.organisation_field import read_organisation
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from shared.events import Mode, SessionStatus

_ORGANISATIONS: Final = ("organisation_id", "host_id", "booked_by_id")
_STATUSES: Final[tuple[SessionStatus, ...]] = ("scheduled", "tentative", "announced", "cancelled")
_MOST_POINTS: Final = 50


def sections(
    request: StaffRequest, others: Sequence[Session], *, is_cancelled: bool = False
) -> tuple[FormSection, ...]:
    """All fields; `others`: the sessions that it can be part of or replace."""
    texts = request.words.staff_session_form

    def field(name: str, **more: Any) -> Field:  # Any: the arguments of a field
        return Field(name=name, label=texts.labels[name], hint=texts.hints.get(name), **more)

    statuses = [one for one in _STATUSES if one != "cancelled" or is_cancelled]
    wholes = ((str(one.id), _named(one)) for one in others if one.status != "cancelled")
    cancelled = ((str(one.id), _named(one)) for one in others if one.status == "cancelled")
    return (
        FormSection(
            id="nar",
            heading=texts.when,
            fields=(
                field("day", kind="date"),
                field("starts", kind="time"),
                field("ends", kind="time"),
                field(
                    "status",
                    kind="choice",
                    options=tuple((one, texts.choices["status"][one]) for one in statuses),
                ),
            ),
        ),
        FormSection(
            id="vad",
            heading=texts.what,
            fields=(
                field("title", is_required=True),
                field("mode", kind="choice", options=tuple(texts.choices["mode"].items())),
                field("place"),
                field("join_url"),
                field("capacity", kind="number"),
                field("note", kind="long"),
            ),
        ),
        FormSection(
            id="delar",
            heading=texts.parts,
            is_folded=True,
            fields=(
                field("number", kind="number"),
                field("form"),
                field("agenda", kind="long"),
                field("ends_day", kind="date"),
                field("term"),
                field("parent_id", kind="choice", options=(("", texts.no_part), *wholes)),
                field("choice_group"),
                field("choices", kind="number"),
            ),
        ),
        FormSection(
            id="vem",
            heading=texts.others,
            is_folded=True,
            fields=(
                *(field(name) for name in _ORGANISATIONS),
                field(
                    "replaces_id",
                    kind="choice",
                    options=(("", request.words.staff_forms.not_said), *cancelled),
                ),
            ),
        ),
    )


def _named(session: Session) -> str:
    return f"{session.title}, {session.on.isoformat()}" if session.on else session.title


def values(session: Session, names: Mapping[UUID | None, str]) -> dict[str, str]:
    """The value of each field; `names`: of organisations."""
    last = session.last_day
    return {
        "title": session.title,
        "number": text_value(session.number),
        "form": text_value(session.form),
        "day": day_value(session.on),
        "starts": clock_value(session.starts_at),
        "ends": clock_value(session.ends_at),
        "ends_day": day_value(last) if last != session.on else "",
        "term": text_value(session.term) if session.on is None else "",
        "status": session.status,
        "mode": text_value(session.mode),
        "place": text_value(session.place),
        "join_url": text_value(session.join_url),
        "capacity": text_value(session.capacity),
        "agenda": "\n".join(session.agenda or ()),
        "note": text_value(session.note),
        "parent_id": text_value(session.parent_id),
        "choice_group": text_value(session.choice_group),
        "choices": text_value(session.choices),
        "organisation_id": names.get(session.organisation_id, ""),
        "host_id": names.get(session.host_id, ""),
        "booked_by_id": names.get(session.booked_by_id, ""),
        "replaces_id": text_value(session.replaces_id),
    }


async def read(
    request: StaffRequest, reader: FormReader, before: Session | None = None
) -> dict[str, Any]:  # Any: a field's value
    """The fields as `NewSession` and `SessionChanges` take them; `before`: what is stored."""
    found: dict[str, Any] = {
        "title": reader.line("title", limit=TITLE, required=True) or "",
        "number": reader.number("number"),
        "form": reader.line("form"),
        "mode": reader.choice("mode", get_args(Mode)),
        "place": reader.line("place"),
        "join_url": reader.url("join_url"),
        "capacity": reader.number("capacity"),
        "note": reader.long_text("note"),
        "parent_id": reader.id_of("parent_id"),
        "choice_group": reader.line("choice_group"),
        "choices": reader.number("choices", least=1, most=100),
        "replaces_id": reader.id_of("replaces_id"),
        "status": reader.choice("status", _STATUSES),
        "agenda": _agenda(reader),
    }
    for name in _ORGANISATIONS:
        found[name] = await read_organisation(request, reader, name)
    return found | _timing(reader, before)


def _agenda(reader: FormReader) -> list[str] | None:
    text = reader.long_text("agenda")
    points = [line.strip() for line in text.splitlines() if line.strip()] if text else []
    if len(points) > _MOST_POINTS:
        reader.error("agenda", "too_many", _MOST_POINTS)
    return points or None


def _timing(reader: FormReader, before: Session | None) -> dict[str, Any]:  # Any: a field's value
    day = reader.day("day")
    starts_at = reader.moment(day, "starts")
    ends_at = reader.moment(_last_day(day, reader.day("ends_day"), before), "ends")
    has_start, has_end = (bool(reader.values.get(name)) for name in ("starts", "ends"))
    if has_start and not reader.values.get("day"):
        reader.error("day", "missing")
    if has_end and not has_start:
        reader.error("starts", "missing")
    fields: dict[str, Any] = {"on": day, "starts_at": starts_at, "ends_at": ends_at}
    return fields if day is not None else fields | {"term": reader.line("term")}


def _last_day(day: date | None, ends_day: date | None, before: Session | None) -> date | None:
    """The day on which it ends: as long after the first as before, if only the first was changed."""
    if ends_day is None or day is None:
        return ends_day or day
    if before is not None and before.on is not None and ends_day == before.last_day:
        return ends_day + (day - before.on)
    return ends_day
