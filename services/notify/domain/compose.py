"""From what is so, and what a delivery is about, to the letter that says it."""

import msgspec

from services.notify.domain import delivery
from services.notify.domain.compose_calendar import calendar_message
from services.notify.domain.compose_dates import date_lines
from services.notify.domain.compose_notice import compose_notice
from services.notify.domain.errors import NoAddress, Pointless
from services.notify.domain.letter import About, Contact, Letter, Links, Post, Recipient, Reminder, Sender
from services.notify.domain.task import Case, seat_of
from services.notify.domain.told import Entry
from services.notify.domain.world import is_complete
from shared import links
from shared.events import Invitation, Organiser, Person, Programme


def compose(case: Case, told: list[Entry]) -> Letter:
    """Put the letter together. `told` is what `after` says; `Pointless` where it would say what no longer holds."""
    world, task, office = case.world, case.task, case.office
    if world.notice is not None:
        return compose_notice(case, world.notice)
    organiser, programme, cohort, person = world.organiser, world.programme, world.cohort, world.person
    if not (is_complete(world) and organiser and programme and cohort and person):
        raise Pointless("what it was about is no longer known")
    registration, invited = world.registration, world.invitation
    return Letter(
        kind=task.kind,
        key=task.key,
        message_id=delivery.message_id(task.kind, task.id, office.mail_domain),
        envelope_from=delivery.envelope_from(task.id, office.mail_domain),
        made_at=case.now,
        language=person.language,
        sender=_sender(organiser, office.sender_address),
        recipient=_recipient(person, invited),
        programme=_about(programme),
        dates=tuple(date_lines(case)),
        links=_links(case, organiser),
        cohort_name=cohort.name,
        contact=_contact(programme),
        origin="kallelse" if invited and invited.form == "kallelse" else "inbjudan",
        substitutes_allowed=bool(invited and invited.substitutes_allowed),
        respond_by=invited.respond_by if invited else None,
        reason=_reason(case),
        waiting_order=cohort.waiting_order,
        offers=programme.is_open,
        in_place_of=_in_place_of(case),
        calendar_mode=registration.calendar if registration else "invitations",
        reminders=tuple(
            Reminder(days_before=rule.days_before, hours_before=rule.hours_before)
            for rule in cohort.reminders
        ),
        calendar=calendar_message(case, told),
        correlation_id=task.correlation_id,
    )


def _sender(organiser: Organiser, address: str) -> Sender:
    return Sender(
        name=organiser.name, address=address, short_name=organiser.short_name, accent=organiser.accent
    )


def _recipient(person: Person, invited: Invitation | None) -> Recipient:
    """Name the one who is written to; the role is that of an invitation of their own, never somebody else's."""
    if not person.email:
        raise NoAddress("the person has no e-mail address")
    own = invited if invited is not None and invited.person_id == person.id else None
    return Recipient(
        name=person.name,
        email=person.email,
        role=own.role if own else None,
        organisation=own.organisation if own else None,
    )


def _about(programme: Programme) -> About:
    return About(
        title=programme.title,
        subtitle=programme.subtitle,
        summary=programme.summary,
        reservation=programme.reservation,
        is_free=programme.is_free,
    )


def _contact(programme: Programme) -> Contact | None:
    return msgspec.convert(programme.contact, Contact, from_attributes=True) if programme.contact else None


def _links(case: Case, organiser: Organiser) -> Links:
    base, keys = case.office.base_url, case.office.link_keys
    registration, invited = case.world.registration, case.world.invitation
    answer_url = my_url = feed_url = None
    if case.task.kind == "invitation" and invited is not None:
        answer_url = links.url(base, "i", invited.id, invited.generation, keys)
    if registration is not None:
        my_url = links.url(base, "r", registration.id, registration.generation, keys)
        if registration.calendar != "none":
            feed_url = f"{links.url(base, 'k', registration.id, registration.generation, keys)}.ics"
    privacy_url = f"{base}/{organiser.slug}/personuppgifter"
    return Links(privacy_url=privacy_url, answer_url=answer_url, my_url=my_url, feed_url=feed_url)


def _reason(case: Case) -> str | None:
    registration, task = case.world.registration, case.task
    if registration is None or task.seat_id is None:
        return None
    session = case.world.occasions[seat_of(registration, task.seat_id).session_id].session
    if task.kind == "cancellation":
        return session.cancel_reason
    return session.change_reason if task.kind == "update" else None


def _in_place_of(case: Case) -> Post | None:
    """Name the function whose seat a substitute takes; never the person."""
    invited = case.world.invitation
    if case.task.kind != "substitute" or invited is None:
        return None
    return Post(role=invited.role, organisation=invited.organisation)
