"""Composes the letter of a mailing: the organiser's text, with what is filled in for one recipient."""

import secrets
from collections.abc import Iterator

from services.notify.domain import delivery
from services.notify.domain.errors import Pointless
from services.notify.domain.letters.compose_context import ComposeContext, SenderConfig
from services.notify.domain.letters.compose_dates import line_of
from services.notify.domain.letters.compose_parts import contact_of, programme_of, recipient_of, sender_of
from services.notify.domain.letters.letter import (
    DateLine,
    DateStatus,
    Letter,
    Links,
    MailFile,
    MailingContent,
    Recipient,
    Relation,
)
from services.notify.domain.notices import can_answer
from services.notify.domain.open_invitations import is_cancelled
from services.notify.domain.unit_state import SessionFacts, UnitState, effective_status, is_complete
from shared import links, placeholders
from shared.links import LinkKey
from shared.mailing_events import MailingRecipient


def compose_mailing(context: ComposeContext, mailed: MailingRecipient) -> Letter:
    """Compose the letter. Raises `Pointless` where something is no longer known, and `NoAddress` without an address."""
    state, task, config = context.state, context.task, context.sender_config
    organiser, programme, cohort, person = state.organiser, state.programme, state.cohort, state.person
    mailing = state.mailing
    if not (is_complete(state) and organiser and programme and cohort and person and mailing):
        raise Pointless("what it was about is no longer known")
    recipient = recipient_of(person, state.invitation, None)
    if mailed.test_to is not None:
        recipient = Recipient(
            name=recipient.name,
            email=mailed.test_to,
            role=recipient.role,
            organisation=recipient.organisation,
        )
    used = {meaning for text in (mailing.subject, mailing.body) for _, meaning in placeholders.used(text)}
    return Letter(
        kind=task.kind,
        key=task.key,
        message_id=delivery.message_id(task.kind, task.id, config.mail_domain),
        envelope_from=delivery.envelope_from(task.id, config.secret, config.mail_domain),
        made_at=context.now,
        language=person.language,
        sender=sender_of(organiser, config),
        recipient=recipient,
        programme=programme_of(programme),
        dates=tuple(_dates(context)),
        links=_links(context, mailed, organiser.slug, has_link="link" in used),
        cohort_name=cohort.name,
        contact=contact_of(programme),
        respond_by=state.invitation.respond_by if state.invitation else None,
        mailing=MailingContent(
            subject=mailing.subject,
            body=mailing.body,
            relation=_relation(state),
            is_test=mailed.test_to is not None,
            files=tuple(
                MailFile(name=file.name, media_type=file.media_type, content=file.content)
                for file in (state.attachments[file_id] for file_id in mailing.attachment_ids)
            ),
        ),
        correlation_id=task.correlation_id,
    )


def _links(context: ComposeContext, mailed: MailingRecipient, slug: str, *, has_link: bool) -> Links:
    """Return the one personal link that the text asks for; of a test, one that opens nothing."""
    state, config = context.state, context.sender_config
    base = config.base_url
    privacy_url = f"{base}/{slug}/personuppgifter"
    if not has_link:
        return Links(privacy_url=privacy_url)
    keys = config.link_keys if mailed.test_to is None else _dead_keys(config)
    registration, invitation = state.registration, state.invitation
    if registration is not None:
        url = links.url(base, "r", registration.id, registration.generation, keys)
        return Links(privacy_url=privacy_url, my_url=url)
    if invitation is not None and can_answer(invitation):
        url = links.url(base, "i", invitation.id, invitation.generation, keys)
        return Links(privacy_url=privacy_url, answer_url=url)
    return Links(privacy_url=privacy_url, page_url=f"{base}/{slug}")


def _dead_keys(config: SenderConfig) -> tuple[LinkKey, ...]:
    return (LinkKey(config.link_keys[0].number, secrets.token_bytes(16)),)


def _relation(state: UnitState) -> Relation:
    registration = state.registration
    if registration is not None and registration.status != "withdrawn":
        return registration.status
    return "invited" if state.invitation is not None else "was_registered"


def _dates(context: ComposeContext) -> Iterator[DateLine]:
    """Return the recipient's sessions that are not over: those with a seat, or those of the invitation."""
    state, now = context.state, context.now
    pairs: list[tuple[SessionFacts, DateStatus]] = []
    if state.registration is not None:
        pairs = [
            (state.sessions[seat.session_id], effective_status(state, seat))
            for seat in state.registration.seats
            if seat.status != "withdrawn"
        ]
    elif state.invitation is not None:
        found = [state.sessions[session_id] for session_id in state.invitation.session_ids]
        pairs = [(facts, "cancelled" if is_cancelled(state, facts) else "open") for facts in found]
    ahead = [(facts, status) for facts, status in pairs if status != "cancelled" and not facts.is_over(now)]
    for facts, status in sorted(ahead, key=lambda pair: (pair[0].starts is None, str(pair[0].starts))):
        yield line_of(facts, status)
