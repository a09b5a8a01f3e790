"""Composes the letter of a delivery from the newest snapshots."""

from collections.abc import Iterable
from uuid import UUID

from services.notify.domain import delivery
from services.notify.domain.communicated import CalendarEntry
from services.notify.domain.differences import is_asked_for
from services.notify.domain.errors import Pointless
from services.notify.domain.letters.compose_calendar import calendar_message
from services.notify.domain.letters.compose_context import ComposeContext, seat_of
from services.notify.domain.letters.compose_dates import date_lines
from services.notify.domain.letters.compose_mailing import compose_mailing
from services.notify.domain.letters.compose_notice import compose_notice
from services.notify.domain.letters.compose_parts import contact_of, programme_of, recipient_of, sender_of
from services.notify.domain.letters.compose_rule import rule_of
from services.notify.domain.letters.letter import EntryAgain, Letter, Links, ReminderTime, RoleInOrganisation
from services.notify.domain.letters.own_text import with_own_text
from services.notify.domain.notices import is_about_data
from services.notify.domain.open_invitations import has_dates_left, is_about_added
from services.notify.domain.passed_on import present_registration
from services.notify.domain.seats import holds_dead_link
from services.notify.domain.unit_state import UnitState, is_complete
from shared import links
from shared.events import Organiser, Registration, Seat


def compose(context: ComposeContext, entries: list[CalendarEntry]) -> Letter:
    """Compose the letter; `entries` comes from `entries_after_delivery`.

    Raises `Pointless` where the letter would state what no longer holds, and `NoAddress` where it cannot be sent.
    """
    state, task, sender_config = context.state, context.task, context.sender_config
    if state.notice is not None:
        return compose_notice(context, state.notice)
    if state.mailing_recipient is not None:
        return compose_mailing(context, state.mailing_recipient)
    organiser, programme, cohort, person = state.organiser, state.programme, state.cohort, state.person
    if not (is_complete(state) and organiser and programme and cohort and person):
        raise Pointless("what it was about is no longer known")
    registration, invitation = state.registration, state.invitation
    present = _present(state)
    heirs = _heirs(context)
    rule = rule_of(context)
    letter = Letter(
        kind=task.kind,
        key=task.key,
        message_id=delivery.message_id(task.kind, task.id, sender_config.mail_domain),
        envelope_from=delivery.envelope_from(task.id, sender_config.secret, sender_config.mail_domain),
        made_at=context.now,
        language=person.language,
        sender=sender_of(organiser, sender_config),
        recipient=recipient_of(person, invitation, task.payload.to),
        programme=programme_of(programme),
        dates=tuple(date_lines(context)),
        links=_links(context, organiser),
        cohort_name=cohort.name,
        contact=contact_of(programme),
        origin="kallelse" if invitation and invitation.form == "kallelse" else "inbjudan",
        substitutes_allowed=bool(invitation and invitation.substitutes_allowed),
        respond_by=invitation.respond_by if invitation else None,
        reason=_reason(context),
        waiting_order=cohort.waiting_order,
        offers=programme.is_open,
        in_place_of=_in_place_of(context),
        giver=_giver(context),
        heir=_only_name(context, heirs) if heirs else None,
        has_heir=bool(heirs),
        is_return=_is_return(context),
        is_by_position=_is_by_position(context),
        is_first=not any(
            entry.address_edition == task.payload.address_edition for entry in context.entries.values()
        ),
        calendar_mode=present.calendar if present else "invitations",
        answers_missing=bool(registration and registration.answers_missing),
        reminders=tuple(
            ReminderTime(days_before=rule.days_before, hours_before=rule.hours_before)
            for rule in cohort.reminders
            if rule.to == "seat" and not rule.is_after and rule.session_id is None
        ),
        reminder_to=rule.to if rule else "seat",
        rule_text=rule.text if rule else None,
        calendar=calendar_message(context, entries),
        are_links_replaced=_are_links_replaced(context),
        is_farewell=task.payload.to is not None,
        is_to_invited=registration is None and task.kind in {"update", "cancellation"},
        is_about_added=is_about_added(task.key),
        confirm_until=registration.confirm_until if registration else None,
        confirms_others=registration.confirms_others if registration else 0,
        entry_again=_entry_again(context),
        takes_answers=sender_config.takes_answers,
        correlation_id=task.correlation_id,
    )
    return with_own_text(letter, context.texts)


def _links(context: ComposeContext, organiser: Organiser) -> Links:
    base, keys = context.sender_config.base_url, context.sender_config.link_keys
    state = context.state
    registration, invitation, person = state.registration, state.invitation, state.person
    privacy_url = f"{base}/{organiser.slug}/personuppgifter"
    if context.task.payload.to is not None:
        return Links(privacy_url=privacy_url)  # the personal links are for the present address alone
    answer_url = my_url = feed_url = None
    is_asked = context.task.kind == "invitation" or registration is None
    # Somebody whose substitute comes may still take the seat back, also when no date is left to answer.
    if (
        is_asked
        and invitation is not None
        and (context.task.kind == "substitute" or has_dates_left(context.state, invitation, context.now))
    ):
        answer_url = links.url(base, "i", invitation.id, invitation.generation, keys)
    if (present := _present(state)) is not None:
        my_url = links.url(base, "r", present.id, present.generation, keys)
        if present.calendar != "none" and person is not None:
            feed_url = f"{links.url(base, 'k', person.id, person.feed_generation, keys)}.ics"
    if registration is not None and is_about_data(context.task.key):
        data_url = links.url(base, "d", registration.id, registration.data_generation, keys)
        return Links(privacy_url=privacy_url, data_url=data_url)
    return Links(privacy_url=privacy_url, answer_url=answer_url, my_url=my_url, feed_url=feed_url)


def _present(state: UnitState) -> Registration | None:
    """Return the registration whose page the mail leads to: where somebody has registered anew, the new one."""
    if state.registration is None:
        return None
    return present_registration(state.registration, state.registrations)


def _are_links_replaced(context: ComposeContext) -> bool:
    """Whether the mail brings a link in the place of one that the recipient has."""
    registration, task = context.state.registration, context.task
    unit = registration or context.state.invitation
    if task.kind == "link" and not is_about_data(task.key):
        return unit is not None and unit.generation > 1
    seat_id = task.payload.seat
    entry = context.entries.get(seat_id) if seat_id is not None else None
    if task.kind != "calendar" or registration is None or entry is None or not entry.is_placed:
        return False
    seat = seat_of(registration, entry.seat_id)
    return holds_dead_link(seat, entry, context.state.sessions[seat.session_id])


def _entry_again(context: ComposeContext) -> EntryAgain | None:
    """Return why the mail brings an entry once more; None where it does not."""
    registration, task = context.state.registration, context.task
    if registration is None or task.payload.seat is None or not is_asked_for(task.key):
        return None
    return "refused" if seat_of(registration, task.payload.seat).is_proposal_refused else "asked"


def _reason(context: ComposeContext) -> str | None:
    """Return why the sessions of the mail were changed or cancelled, where that is one reason for all."""
    registration, task = context.state.registration, context.task
    if task.kind not in {"cancellation", "update"}:
        return None
    if registration is not None:
        session_ids = [seat_of(registration, seat_id).session_id for seat_id in task.payload.seats]
    else:
        session_ids = [told.session_id for told in task.payload.told]
    sessions = [context.state.sessions[session_id].session for session_id in session_ids]
    reasons = {
        session.cancel_reason if task.kind == "cancellation" else session.change_reason
        for session in sessions
    }
    return reasons.pop() if len(reasons) == 1 else None


def _told_seats(context: ComposeContext) -> list[Seat]:
    registration, payload = context.state.registration, context.task.payload
    return [seat for seat in registration.seats if seat.id in payload.seats] if registration else []


def _only_name(context: ComposeContext, person_ids: Iterable[UUID | None]) -> str | None:
    """Return the name of the only one of these people; None for several, an unknown or a protected person."""
    found = set(person_ids)
    person_id = found.pop() if len(found) == 1 else None
    person = context.state.others.get(person_id) if person_id is not None else None
    return None if person is None or person.protected_identity or person.erased else person.name


def _giver(context: ComposeContext) -> str | None:
    """Return the name of whoever gave up the seats of the mail."""
    if context.task.kind != "substitute":
        return None
    return _only_name(context, (seat.handed_from_person_id for seat in _told_seats(context)))


def _heirs(context: ComposeContext) -> list[UUID]:
    """Return who has the seats that the recipient gave up; empty unless all were handed over."""
    registration, invitation = context.state.registration, context.state.invitation
    if registration is None:
        substitute = invitation.substitute_person_id if invitation is not None else None
        return [substitute] if context.task.kind == "substitute" and substitute is not None else []
    told = _told_seats(context) if context.task.kind == "withdrawal" else []
    heirs = [seat.handed_to_person_id for seat in told if seat.handed_to_person_id is not None]
    return heirs if len(heirs) == len(told) else []


def _is_return(context: ComposeContext) -> bool:
    """Whether every seat of the mail went back to the person it came from."""
    told = _told_seats(context)
    is_handed = context.task.kind in {"substitute", "withdrawal"}
    return is_handed and bool(told) and all(seat.is_return for seat in told)


def _is_by_position(context: ComposeContext) -> bool:
    """Whether every seat of the mail followed a position to whoever has it now."""
    told = _told_seats(context)
    is_handed = context.task.kind in {"substitute", "withdrawal"}
    return is_handed and bool(told) and all(seat.is_by_position for seat in told)


def _in_place_of(context: ComposeContext) -> RoleInOrganisation | None:
    """Return the role and organisation whose seat a substitute takes."""
    invitation = context.state.invitation
    if context.task.kind != "substitute" or invitation is None:
        return None
    return RoleInOrganisation(role=invitation.role, organisation=invitation.organisation)
