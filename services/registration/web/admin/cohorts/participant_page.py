"""`/omgangar/{id}/person/{person_id}`: one person in a cohort, and what can be done for somebody who phones."""

from typing import Any

import msgspec
from litestar import Response

from services.registration.domain.options import is_ahead
from services.registration.domain.sessions.session import Session
from services.registration.web.admin.cohorts.cohort_fields import cohort_path
from services.registration.web.admin.cohorts.participant import KnownParticipant, read_participant
from services.registration.web.admin.kit.absence import away_lines, away_text
from services.registration.web.admin.kit.layout import Action, Head, StaffLayout
from services.registration.web.admin.kit.record import RecordButton
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus, StatusKind, in_words
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond
from shared import dates, times

_KINDS: dict[str, StatusKind] = {"confirmed": "yes", "waiting": "wait", "withdrawn": "off"}


class ParticipantSession(msgspec.Struct, frozen=True, kw_only=True):
    link: Link
    when: str
    status: DateStatus
    away: str | None


class ParticipantPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    said: str | None
    lines: tuple[str, ...]
    reach: tuple[str, ...]
    instead: RecordButton | None
    instead_form: Link | None
    rows: tuple[ParticipantSession, ...]
    whole: Link


async def show_participant(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    known, texts = await read_participant(request), request.words.staff_participant
    page = ParticipantPage(
        layout=request.layout(known.name, "programmes", path=cohort_path(request, known.cohort)),
        head=Head(heading=known.name, meta=_meta(request, known), actions=_actions(request, known)),
        said=texts.saved.get(request.query.get("om", "")),
        lines=_lines(request, known),
        reach=_reach(request, known),
        instead=_instead(request, known),
        instead_form=_instead_form(request, known),
        rows=tuple(_row(request, known, session) for session in known.sessions),
        whole=Link(texts.whole, request.address(f"/personer/{known.person.id}")),
    )
    return respond("staff/participant", page, language=request.locale.language)


def _meta(request: StaffRequest, known: KnownParticipant) -> str:
    if known.person.protected_identity:
        return known.cohort.name
    row = known.registration["person"] if known.registration else {}
    invited = known.invitations[-1] if known.invitations else None
    role = row.get("role") or (invited.role if invited else None)
    organisation = row.get("organisation") or (invited.organisation if invited else None)
    address = known.person.email or request.words.staff_participant.no_address
    return " · ".join(text for text in (role, organisation, address) if text)


def _actions(request: StaffRequest, known: KnownParticipant) -> tuple[Action, ...]:
    texts, held = request.words.staff_participant, known.held(request)
    found: list[Action] = []

    def offer(permission: str, text: str, path: str) -> None:
        if request.may(permission):
            href = request.address(f"{known.path}/{path}")
            found.append(Action(text=text, href=href, kind="" if found else "primary"))

    if known.invitations and known.cohort.status in {"open", "closed"}:
        offer("invitation.answer", texts.answer.format(name=known.name), "svara")
    if held:
        offer("registration.substitute", texts.substitute, "ersattare")
        offer("registration.withdraw", texts.withdraw, "avanmal")
    if known.handed_over(request):
        offer("registration.take_back", texts.take_back, "ta-tillbaka")
    return tuple(found)


def _lines(request: StaffRequest, known: KnownParticipant) -> tuple[str, ...]:
    texts, language = request.words.staff_participant, request.locale.language
    said = []
    for invitation in known.invitations:
        day = dates.day_in_words(times.local(invitation.invited_at).date(), language)
        said.append(texts.invitation.format(day=day, status=texts.invitation_states[invitation.status]))
        if invitation.message and not known.person.protected_identity:
            said.append(texts.message.format(text=invitation.message))
    return tuple(said)


def _row(request: StaffRequest, known: KnownParticipant, session: Session) -> ParticipantSession:
    return ParticipantSession(
        link=Link(session.title, request.address(f"/traffar/{session.id}")),
        when=in_words(session, request.locale.language),
        status=_status(request, known, session),
        away=_away(request, known, session),
    )


def _reach(request: StaffRequest, known: KnownParticipant) -> tuple[str, ...]:
    """What is known of the mail to the person, if anything stands in its way."""
    dead = request.words.staff_person_mail.dead_row
    return (*((dead,) if known.mail.dead_since else ()), *away_lines(request, known.mail))


def _may_change_to(request: StaffRequest, known: KnownParticipant) -> bool:
    """Whether the reply of somebody away names a person, and there is a date to take over."""
    is_named = known.mail.substitute_email is not None
    return is_named and request.may("registration.substitute") and bool(known.away(request))


def _instead(request: StaffRequest, known: KnownParticipant) -> RecordButton | None:
    """The button that gives the dates in the time of the absence to whom the automatic reply names."""
    name, email = known.mail.substitute_name, known.mail.substitute_email
    if not name or not email or not _may_change_to(request, known):
        return None
    row = known.registration["person"] if known.registration else {}
    ids = [("session_ids", str(session.id)) for session in known.away(request)]
    return RecordButton(
        action=request.address(f"{known.path}/ersattare"),
        text=request.words.staff_person_mail.use_substitute.format(who=name),
        about=", ".join(session.title for session in known.away(request)),
        hidden=(
            ("substitute_name", name),
            ("substitute_email", email),
            ("substitute_organisation", row.get("organisation") or ""),
            *ids,
        ),
    )


def _instead_form(request: StaffRequest, known: KnownParticipant) -> Link | None:
    """The same as a form where the reply says no name, which a substitute must have."""
    if known.mail.substitute_name or not _may_change_to(request, known):
        return None
    text = request.words.staff_person_mail.see_substitute.format(who=known.mail.substitute_email)
    return Link(text, request.address(f"{known.path}/ersattare", forslag="1"))


def _away(request: StaffRequest, known: KnownParticipant, session: Session) -> str | None:
    """Beside a date in the time of an absence that has an end."""
    seat: dict[str, Any] | None = known.seats().get(session.id)  # Any: a row
    has_seat = seat is not None and seat["status"] != "withdrawn"
    is_away = is_ahead(session, request.caller.now) and known.mail.is_away_on(session.on)
    return away_text(request, known.mail) if has_seat and is_away else None


def _status(request: StaffRequest, known: KnownParticipant, session: Session) -> DateStatus:
    texts = request.words.staff_participant
    seat: dict[str, Any] | None = known.seats().get(session.id)  # Any: a row
    given = next((one for one in known.given if one.session_id == session.id), None)
    if given is not None and (seat is None or seat["status"] == "withdrawn"):
        name = request.words.staff_cohort.protected if given.is_protected else given.substitute_name
        return DateStatus("off", texts.substitute_has.format(name=name))
    if seat is None:
        return DateStatus("silent", texts.not_asked)
    if seat["status"] == "waiting" and seat["position"]:
        return DateStatus("wait", texts.waits_at.format(place=seat["position"]))
    if session.id in known.unsure_about:
        return DateStatus("wait", request.words.staff_calendar_answers.unsure)
    return DateStatus(_KINDS[seat["status"]], texts.states[seat["status"]])
