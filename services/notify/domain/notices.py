"""Mails that belong to no seat: a notice (opening, enquiry, its answer) to an address, and a personal link again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from services.notify.domain.communicated import DeliveryPayload, PlannedDelivery
from services.notify.domain.unit_state import UnitState, fingerprint
from shared.events import Enquiry, Opening, Registration

# How long each may be delayed before it is cancelled: the seats of an opening are taken by then, and a person who
# asked for a link has asked again or given up.
_OPENING_LASTS: Final = timedelta(days=7)
_LINK_LASTS: Final = timedelta(days=1)


def notice_mails(notice: Enquiry | Opening) -> Iterator[PlannedDelivery]:
    """Plan each mail that a notice leads to: one for an opening; to staff, then the answer, for an enquiry."""
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


def link_mails(registration: Registration) -> Iterator[PlannedDelivery]:
    """Plan the mail with the link to the person's own page, once for each time that they asked for it."""
    asked_at = registration.link_asked_at
    if asked_at is not None and registration.status != "withdrawn":
        yield PlannedDelivery(
            key=f"link:{registration.id}:{asked_at:%Y%m%dT%H%M%SZ}",
            kind="link",
            expires_at=asked_at + _LINK_LASTS,
            payload=DeliveryPayload(fingerprint=registration.generation),
        )


def notice_recipient(state: UnitState, kind: str) -> str | None:
    """Return the address that a notice's mail of this kind goes to, or None where there is none."""
    notice = state.notice
    if isinstance(notice, Enquiry) and kind == "staff":
        return notice.to.email if notice.to else None
    return notice.email if notice is not None else None


def _payload_for(*parts: str) -> DeliveryPayload:
    return DeliveryPayload(fingerprint=fingerprint(parts))
