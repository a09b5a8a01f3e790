"""Mails that belong to no seat: a notice (opening, enquiry, its answer, a link for staff) to an address, and a personal link again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec

from services.notify.domain.addresses import key_for
from services.notify.domain.communicated import CommunicatedState, DeliveryPayload, PlannedDelivery
from services.notify.domain.first_contact import invitation_key, is_uninvited
from services.notify.domain.unit_state import Notice, UnitState, address_edition, fingerprint
from shared import times
from shared.events import Enquiry, Invitation, Registration
from shared.notice_events import Opening, StaffLink

# How long each may be delayed before it is cancelled: the seats of an opening are taken by then, and a person who
# asked for a link has asked again or given up.
_OPENING_LASTS: Final = timedelta(days=7)
_LINK_LASTS: Final = timedelta(days=1)
_DATA_LINK: Final = "data:"


def notice_mails(notice: Notice) -> Iterator[PlannedDelivery]:
    """Plan each mail that a notice leads to: one for an opening and for a link to a password; to staff, then the answer, for an enquiry."""
    if isinstance(notice, StaffLink):
        if notice.until is not None:
            yield _staff_link_mail(notice, notice.until)
        return
    if isinstance(notice, Opening):
        yield PlannedDelivery(
            key=f"opening:{notice.id}",
            kind="opening",
            expires_at=notice.opened_at + _OPENING_LASTS,
            payload=_payload_for(notice.email, notice.title, notice.cohort_slug),
        )
        return
    if notice.to is not None and notice.to.email and notice.answered_at is None:
        yield PlannedDelivery(key=f"staff:{notice.id}", kind="staff", payload=_payload_for(notice.to.email))
    if notice.answer is not None:
        yield PlannedDelivery(
            key=f"answer:{notice.id}", kind="answer", payload=_payload_for(notice.email, notice.answer)
        )


def _staff_link_mail(notice: StaffLink, until: datetime) -> PlannedDelivery:
    return PlannedDelivery(
        key=f"staff_link:{notice.id}:{notice.generation}",
        kind="staff",
        expires_at=until,
        payload=_payload_for(notice.email, notice.reason),
    )


def link_mails(registration: Registration) -> Iterator[PlannedDelivery]:
    """Plan the mail with the link to the person's own page, once for each time that it was to be sent again."""
    if registration.link_asked_at is not None and registration.status != "withdrawn":
        yield _link_mail(registration, registration.link_asked_at)
    yield from data_link_mails(registration)


def data_link_mails(registration: Registration) -> Iterator[PlannedDelivery]:
    """Plan the mail with the link to what is stored about the person, once for each time that it was asked for."""
    if registration.data_asked_at is not None:
        yield PlannedDelivery(
            key=f"{_DATA_LINK}{registration.id}:{registration.data_asked_at:%Y%m%dT%H%M%SZ}",
            kind="link",
            expires_at=registration.data_asked_at + _LINK_LASTS,
            payload=DeliveryPayload(fingerprint=registration.data_generation),
        )


def is_about_data(key: str) -> bool:
    """Whether a mail with this key brings the link to the person's stored data."""
    return key.startswith(_DATA_LINK)


def invitation_link_mails(
    state: UnitState, invitation: Invitation, communicated: CommunicatedState
) -> Iterator[PlannedDelivery]:
    """Plan the mail with the new link of an unanswered invitation; an invitation not mailed yet has the new link itself."""
    asked_at = invitation.link_asked_at
    edition = address_edition(state)
    is_mailed = (
        invitation.status == "declined"
        or (invitation.status == "sent" and not is_uninvited(state, invitation, communicated))
        or communicated.is_done(key_for(invitation_key(invitation, communicated, edition), edition))
    )
    is_cancelled = state.cohort is not None and state.cohort.status == "cancelled"
    if asked_at is None or not is_mailed or is_cancelled or not can_answer(invitation):
        return
    mail = _link_mail(invitation, asked_at)
    if invitation.respond_by is not None and mail.expires_at is not None:
        last = min(mail.expires_at, times.end_of_day(invitation.respond_by))
        mail = msgspec.structs.replace(mail, expires_at=last)
    yield mail


def can_answer(invitation: Invitation) -> bool:
    """Whether the invitation's link still leads to its answer; a no can become a yes."""
    return invitation.status in {"queued", "sent", "bounced", "declined"}


def _link_mail(unit: Registration | Invitation, asked_at: datetime) -> PlannedDelivery:
    return PlannedDelivery(
        key=f"link:{unit.id}:{asked_at:%Y%m%dT%H%M%SZ}",
        kind="link",
        expires_at=asked_at + _LINK_LASTS,
        payload=DeliveryPayload(fingerprint=unit.generation),
    )


def notice_recipient(state: UnitState, kind: str) -> str | None:
    """Return the address that a notice's mail of this kind goes to, or None where there is none."""
    notice = state.notice
    if isinstance(notice, Enquiry) and kind == "staff":
        return notice.to.email if notice.to else None
    return notice.email if notice is not None else None


def _payload_for(*parts: str) -> DeliveryPayload:
    return DeliveryPayload(fingerprint=fingerprint(parts))
