"""The fields of a mailing: to whom it goes, and what it says."""

from collections.abc import Sequence
from typing import Final, get_args
from uuid import UUID

import msgspec

from services.registration.domain.directory.municipality_codes import COUNTIES, MUNICIPALITIES
from services.registration.domain.errors import FieldsRefused, NotFound
from services.registration.domain.mailings import mailing as domain
from services.registration.domain.mailings.mailing import Mailing, NewMailing, PersonStatus, Selection
from services.registration.domain.sessions.session import Session
from services.registration.store import sessions
from services.registration.store.directory import organisations
from services.registration.store.transaction import reading
from services.registration.store.views.staff import cohorts as cohort_view
from services.registration.store.views.staff import directory
from services.registration.store.views.staff import mailings as view
from services.registration.web.admin.kit.edit_form import FormSection, TickGroup, TickOption
from services.registration.web.admin.kit.form_reader import FormReader, text_value
from services.registration.web.admin.kit.organisation_field import read_organisation
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import in_words
from services.registration.web.kit.forms.fields import Field
from shared import placeholders
from shared.language import Language

_STATUSES: Final[tuple[PersonStatus, ...]] = get_args(PersonStatus)
# What the list of a cohort's people can show, as a selection here.
FROM_LIST: Final[dict[str, PersonStatus]] = {
    "silent": "pending",
    "yes": "accepted",
    "no": "declined",
    "waiting": "waiting",
}
_Options = tuple[tuple[str, str], ...]


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What can be chosen from: each value with its text."""

    sessions: Sequence[Session]
    counties: _Options
    municipalities: _Options
    roles: _Options
    audiences: _Options


async def read_choices(request: StaffRequest, cohort_id: UUID) -> Choices:
    """Read what a selection within a cohort can be made of."""
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        counties, municipalities = await view.places(conn, organiser_id)
        return Choices(
            sessions=await sessions.list_after(conn, organiser_id, cohort_id=cohort_id),
            counties=_named(counties, COUNTIES),
            municipalities=_named(municipalities, MUNICIPALITIES),
            roles=tuple((role, role) for role in await directory.roles(conn, organiser_id)),
            audiences=tuple(await cohort_view.choices(conn, cohort_view.AUDIENCES, organiser_id)),
        )


def _named(codes: Sequence[str], names: object) -> _Options:
    known = dict(names)  # type: ignore[call-overload]  # a mapping of codes
    return tuple(sorted(((code, known[code]) for code in codes if code in known), key=lambda it: it[1]))


def sections(request: StaffRequest, choices: Choices) -> tuple[FormSection, ...]:
    """To whom, and what."""
    texts, language = request.words.staff_mailings, request.locale.language
    days = tuple(
        (str(one.id), f"{one.title}, {in_words(one, language)}" if one.on else one.title)
        for one in choices.sessions
    )

    def choice(name: str, options: _Options) -> Field:
        return Field(
            name=name, label=texts.labels[name], kind="choice", options=(("", texts.anything[name]), *options)
        )

    statuses = TickGroup(
        name="statuses",
        label=texts.labels["statuses"],
        hint=texts.statuses_hint,
        options=tuple(TickOption(value=one, text=texts.people[one]) for one in _STATUSES),
    )
    narrow = (
        choice("session_id", days),
        choice("not_session_id", days),
        choice("county_code", choices.counties),
        choice("municipality_code", choices.municipalities),
        Field(name="organisation", label=texts.labels["organisation"], hint=texts.organisation_hint),
        choice("role", choices.roles),
        choice("audience_id", choices.audiences),
    )
    write = (
        Field(name="subject", label=texts.labels["subject"], is_required=True),
        Field(
            name="body",
            label=texts.labels["body"],
            kind="long",
            hint=texts.body_hint.format(fields=_fillable(language)),
            is_required=True,
        ),
    )
    return (
        FormSection(id="till", heading=texts.to_whom, fields=(statuses,)),
        FormSection(id="bara", heading=texts.narrow, fields=narrow, is_folded=True),
        FormSection(id="skriv", heading=texts.write, fields=write),
    )


def _fillable(language: Language) -> str:
    """The placeholders, as they are written in this language."""
    return ", ".join(f"{{{{{name}}}}}" for name in placeholders.names(language))


async def organisation_name(request: StaffRequest, organisation_id: UUID | None) -> str:
    """The name of the organisation that a mailing is narrowed to; empty if there is none, or it was deleted after the mailing went."""
    if organisation_id is None:
        return ""
    async with reading(request.pool) as conn:
        try:
            return (await organisations.get(conn, request.caller.organiser_id, organisation_id)).name
        except NotFound:
            return ""


async def values(request: StaffRequest, mailing: NewMailing) -> dict[str, str]:
    """The values of the fields."""
    it = mailing.selection
    organisation = await organisation_name(request, it.organisation_id)
    plain = ("session_id", "not_session_id", "county_code", "municipality_code", "role", "audience_id")
    return {name: text_value(getattr(it, name)) for name in plain} | {
        "statuses": " ".join(it.all_statuses),
        "organisation": organisation,
        "subject": mailing.subject,
        "body": mailing.body,
    }


async def read_selection(request: StaffRequest, reader: FormReader, choices: Choices) -> Selection:
    """Read whom it goes to; what cannot be chosen is an error at its field."""
    chosen = reader.all_of("statuses")
    if set(chosen) - set(_STATUSES):
        reader.error("statuses", "not_a_choice")

    def one_of(name: str, options: _Options) -> str | None:
        return reader.choice(name, tuple(value for value, _ in options))

    days = tuple((str(one.id), one.title) for one in choices.sessions)
    session_id, not_session_id = one_of("session_id", days), one_of("not_session_id", days)
    audience_id = one_of("audience_id", choices.audiences)
    return Selection(
        statuses=tuple(one for one in _STATUSES if one in chosen),
        session_id=UUID(session_id) if session_id else None,
        not_session_id=UUID(not_session_id) if not_session_id else None,
        county_code=one_of("county_code", choices.counties),
        municipality_code=one_of("municipality_code", choices.municipalities),
        organisation_id=await read_organisation(request, reader, "organisation"),
        role=one_of("role", choices.roles),
        audience_id=UUID(audience_id) if audience_id else None,
    )


def read_texts(reader: FormReader) -> tuple[str, str]:
    """Read subject and body, with every placeholder that means nothing as an error."""
    subject = reader.line("subject", limit=domain.SUBJECT, required=True) or ""
    body = reader.long_text("body", limit=domain.BODY, required=True) or ""
    try:
        domain.require_text(subject, body)
    except FieldsRefused as refused:
        reader.errors += refused.errors
    return subject, body


def in_short(request: StaffRequest, mailing: Mailing, choices: Choices, organisation: str) -> str:
    """Whom a mailing goes to, in words."""
    texts, it = request.words.staff_mailings, mailing.selection
    titles = {one.id: one.title for one in choices.sessions}
    said = [", ".join(texts.people[one] for one in it.all_statuses) or texts.everybody]
    found = {
        "session_id": titles.get(it.session_id) if it.session_id else None,
        "not_session_id": titles.get(it.not_session_id) if it.not_session_id else None,
        "county_code": COUNTIES.get(it.county_code or ""),
        "municipality_code": MUNICIPALITIES.get(it.municipality_code or ""),
        "organisation": organisation or None,
        "role": it.role,
        "audience_id": dict(choices.audiences).get(str(it.audience_id)),
    }
    said += [f"{texts.labels[name]}: {value}" for name, value in found.items() if value]
    return " · ".join(said)
