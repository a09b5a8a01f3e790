"""The parts of a letter that every kind has: the sender, the recipient, the programme and the contact."""

import msgspec

from services.notify.domain.errors import NoAddress
from services.notify.domain.letters.compose_context import SenderConfig
from services.notify.domain.letters.letter import Contact, LetterLogo, MailSender, ProgrammeInfo, Recipient
from services.notify.domain.unit_state import shown_name
from shared.addresses import is_in
from shared.events import Invitation, Organiser, Person, Programme
from shared.logos import shown_size


def sender_of(organiser: Organiser, config: SenderConfig) -> MailSender:
    """Return the organiser as the sender, with the From address of a mail without a calendar part.

    An address of its own counts only while the operator allows its domain.
    """
    own = organiser.sender_address
    is_allowed = own is not None and is_in(own, config.sender_domains)
    return MailSender(
        name=organiser.name,
        from_name=organiser.sender_name,
        address=own if own is not None and is_allowed else config.sender_address,
        short_name=organiser.short_name,
        accent=organiser.accent,
        logo=_logo(organiser, config.base_url),
    )


def _logo(organiser: Organiser, base_url: str) -> LetterLogo | None:
    if not (organiser.logo_hash and organiser.logo_width and organiser.logo_height):
        return None
    width, height = shown_size(organiser.logo_width, organiser.logo_height)
    url = f"{base_url}/{organiser.slug}/logo?v={organiser.logo_hash}"
    return LetterLogo(url=url, width=width, height=height)


def recipient_of(person: Person, invitation: Invitation | None, earlier_address: str | None) -> Recipient:
    """Return the addressee. Role and organisation come from their own invitation, not from one that was forwarded.

    A farewell says no more of the person than the name: the earlier address may be somebody else's.
    """
    if earlier_address is not None:
        return Recipient(name=person.name, email=earlier_address)
    if not person.email:
        raise NoAddress("the person has no e-mail address")
    own = invitation if invitation is not None and invitation.person_id == person.id else None
    return Recipient(
        name=shown_name(person) or "",
        email=person.email,
        role=own.role if own else None,
        organisation=own.organisation if own else None,
        is_shared=person.is_shared,
    )


def programme_of(programme: Programme) -> ProgrammeInfo:
    """Return the programme as mails describe it."""
    return ProgrammeInfo(
        title=programme.title,
        subtitle=programme.subtitle,
        summary=programme.summary,
        reservation=programme.reservation,
        is_free=programme.is_free,
    )


def contact_of(programme: Programme) -> Contact | None:
    """Return who answers questions about the programme, if anybody is named."""
    return msgspec.convert(programme.contact, Contact, from_attributes=True) if programme.contact else None
