"""Mailings: what the organiser writes to some people of a cohort, one mail to each."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from services.notify.domain.communicated import DeliveryPayload, PlannedDelivery
from services.notify.domain.unit_state import UnitState, address_edition, fingerprint

# How long a mailing may be delayed before it is cancelled: it was written for those days.
_LASTS: Final = timedelta(days=7)


def mailing_mails(state: UnitState) -> Iterator[PlannedDelivery]:
    """Plan the one mail of a recipient."""
    recipient, mailing = state.mailing_recipient, state.mailing
    if recipient is None or mailing is None:
        return
    yield PlannedDelivery(
        key=f"mailing:{recipient.id}",
        kind="mailing",
        expires_at=recipient.sent_at + _LASTS,
        payload=DeliveryPayload(
            fingerprint=fingerprint([mailing.subject, mailing.body, mailing.attachment_ids]),
            address_edition=address_edition(state),
        ),
    )
