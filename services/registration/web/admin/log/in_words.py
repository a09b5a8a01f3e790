"""An entry of the audit log in words: who, what, on what, and the values before and after."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.store.access.audit import AuditEntry
from services.registration.store.views.staff.audit_names import NamedThing
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.posted_form import read_uuid
from shared import dates

Names = Mapping[UUID, NamedThing]

# The page about each kind of thing, below the organiser's.
_PAGES: Final = {
    "person": "/personer/{}",
    "registration": "/personer/{}",
    "invitation": "/personer/{}",
    "programme": "/program/{}/andra",
    "cohort": "/omgangar/{}",
    "session": "/traffar/{}",
    "question": "/omgangar/{}",
    "invitation_rule": "/omgangar/{}",
    "enquiry": "/forfragningar/{}",
    "organisation": "/organisationer/{}",
    "audience": "/malgrupper/{}",
    "mailing": "/utskick/{}",
    "people_import": "/personer/inlasningar/{}",
    "staff": "/medarbetare/{}",
    "webhook": "/webhooks/{}",
}
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST: Final = 300


class ChangedValue(msgspec.Struct, frozen=True, kw_only=True):
    """One field, with its value before and after; None where there is none."""

    name: str
    before: str | None
    after: str | None


class EntryInWords(msgspec.Struct, frozen=True, kw_only=True):
    """`subject`: what it was done to, with its page if it has one; None where somebody did it to themselves.

    `to_subject` leads to all that was done to it, `href` to this entry; `more`: that there are more values than shown.
    """

    when: str
    iso: str
    who: str
    what: str
    subject: str | None
    subject_href: str | None
    to_subject: str
    values: tuple[ChangedValue, ...]
    only_names: str | None
    href: str
    more: str | None


def ids_in(entries: Iterable[AuditEntry]) -> set[UUID]:
    """The ids whose names the entries need: subjects, participants who acted, and ids among the values."""
    found: set[UUID] = set()
    for entry in entries:
        found.add(entry.subject_id)
        if entry.actor_id is not None:
            found.add(entry.actor_id)
        for fields in (entry.before, entry.after):
            found.update(_ids(fields))
    return found


def in_words(
    entry: AuditEntry, names: Names, request: StaffRequest, *, most: int | None = None
) -> EntryInWords:
    """The entry; `most`: how many fields are shown with their values."""
    texts = request.words.staff_log
    subject, href = _subject(entry, names, request)
    values = tuple(_values(entry, names, request))
    changed = (entry.after or {}).get("changed")
    is_cut = most is not None and len(values) > most
    only_names = None
    if isinstance(changed, list):
        only_names = ", ".join(label(str(name), request) for name in changed)
    return EntryInWords(
        when=moment(entry.at, request.locale.language),
        iso=entry.at.isoformat(),
        who=_who(entry, names, request),
        what=texts.actions.get(entry.action, entry.action),
        subject=None if entry.subject_id == entry.actor_id else subject,
        subject_href=href,
        to_subject=request.address("/logg", subject=str(entry.subject_id)),
        values=() if is_cut else values,
        only_names=only_names,
        href=request.address(f"/logg/{entry.id}"),
        more=texts.show_values.format(count=len(values)) if is_cut else None,
    )


def label(name: str, request: StaffRequest) -> str:
    """What a field is called."""
    return request.words.staff_log.fields.get(name, name)


def name_of(thing: NamedThing | None, request: StaffRequest) -> str | None:
    """A name, masked for a person with a protected identity; None for what is gone."""
    if thing is None:
        return None
    return request.words.staff_log.protected if thing.is_protected else thing.name


def _who(entry: AuditEntry, names: Names, request: StaffRequest) -> str:
    texts = request.words.staff_log
    match entry.actor_kind:
        case "staff":
            return entry.actor_name or texts.actors["staff"]
        case "token":
            return texts.token.format(name=entry.actor_name or "–")
        case "participant":
            person = names.get(entry.actor_id) if entry.actor_id else None
            return texts.participant.format(name=name_of(person, request) or texts.gone)
        case kind:
            return texts.actors[kind]


def _subject(entry: AuditEntry, names: Names, request: StaffRequest) -> tuple[str, str | None]:
    texts = request.words.staff_log
    thing = names.get(entry.subject_id)
    kind = texts.kinds.get(entry.subject_kind, "")
    if thing is None:
        return f"{kind} ({texts.gone})" if kind else texts.gone, None
    page = _PAGES.get(thing.kind)
    return name_of(thing, request) or kind, request.address(page.format(thing.of_id)) if page else None


def _values(entry: AuditEntry, names: Names, request: StaffRequest) -> Iterator[ChangedValue]:
    before, after = entry.before or {}, entry.after or {}
    for name in dict.fromkeys((*before, *after)):
        if name == "changed" and isinstance(after.get(name), list):
            continue
        yield ChangedValue(
            name=label(name, request),
            before=_text(name, before[name], names, request) if name in before else None,
            after=_text(name, after[name], names, request) if name in after else None,
        )


def _text(field: str, value: Any, names: Names, request: StaffRequest) -> str:  # Any: a value of JSON
    texts = request.words.staff_log
    match value:
        case None | "" | []:
            return "–"
        case bool():
            return texts.yes if value else texts.no
        case str():
            return _short(_written(field, value, names, request))
        case list():
            return _short(", ".join(_text(field, one, names, request) for one in value))
        case dict():
            pairs = (
                (label(str(key), request), _text(str(key), one, names, request)) for key, one in value.items()
            )
            return _short("; ".join(f"{key}: {one}" for key, one in pairs))
        case _:
            return str(value)


def _written(field: str, value: str, names: Names, request: StaffRequest) -> str:
    texts, language = request.words.staff_log, request.locale.language
    found = read_uuid(value)
    if found is not None:
        return name_of(names.get(found), request) or texts.gone
    try:
        if _MOMENT.fullmatch(value):
            return moment(datetime.fromisoformat(value), language)
        if _DAY.fullmatch(value):
            day = date.fromisoformat(value)
            return f"{dates.day_and_month(day, language)} {day.year}"
    except ValueError:
        return value
    return texts.values.get(f"{field}/{value}") or texts.values.get(value, value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _ids(value: Any) -> Iterator[UUID]:  # Any: a value of JSON
    match value:
        case str():
            found = read_uuid(value)
            if found is not None:
                yield found
        case list():
            for one in value:
                yield from _ids(one)
        case dict():
            for key, one in value.items():
                yield from _ids(key)
                yield from _ids(one)
