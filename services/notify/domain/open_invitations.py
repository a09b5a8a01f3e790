"""Plans the mail to an invited person who has not answered, when a session that the invitation named has changed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.addresses import key_for
from services.notify.domain.communicated import (
    CommunicatedState,
    DeliveryPayload,
    PlannedDelivery,
    StoredDelivery,
)
from services.notify.domain.first_contact import invitation_key
from services.notify.domain.reminder import silent_mails
from services.notify.domain.unit_state import SessionFacts, ToldSession, UnitState, address_edition
from shared import times
from shared.events import Invitation

# The statuses of an invitation that waits for an answer.
OPEN: Final = frozenset({"queued", "sent"})
# The statuses of one that was answered by the person, who may be asked about more.
ANSWERED: Final = frozenset({"accepted", "declined"})
_AGAIN: Final = "more"  # no sign of an id
# How long a reminder may be delayed before it is cancelled: it was meant for that day.
_REMINDER_LASTS: Final = timedelta(days=2)


def invitation_updates(
    state: UnitState, invitation: Invitation, communicated: CommunicatedState, now: datetime
) -> Iterator[PlannedDelivery]:
    """Plan one mail about everything that has changed since the person was last told, or none."""
    if invitation.status not in OPEN or invitation.form == "kallelse":
        return
    if invitation.respond_by is not None and times.end_of_day(invitation.respond_by) <= now:
        return
    told, number = _told(state, invitation, communicated, now)
    changed = [
        (before, facts)
        for session_id in invitation.session_ids
        if (before := told.get(session_id)) is not None
        and not (facts := state.sessions[session_id]).is_over(now)
        and _differs(before, facts, is_cancelled=is_cancelled(state, facts))
    ]
    if not changed:
        return
    after = tuple(
        msgspec.structs.replace(facts.told, is_cancelled=is_cancelled(state, facts)) for _, facts in changed
    )
    ends = [facts.ends for _, facts in changed]
    payload = DeliveryPayload(told=after, before=tuple(before for before, _ in changed))
    yield PlannedDelivery(
        key=_waiting_key(state, invitation, communicated, payload) or _key(invitation, number),
        kind="cancellation" if all(one.is_cancelled for one in after) else "update",
        expires_at=None if None in ends else max(end for end in ends if end is not None),
        session_id=after[0].session_id if len(after) == 1 else None,
        payload=payload,
    )


def _waiting_key(
    state: UnitState, invitation: Invitation, communicated: CommunicatedState, payload: DeliveryPayload
) -> str | None:
    """Return the key of a mail that waits for another try and says just this; any other that waits is dropped for the new one."""
    payload = msgspec.structs.replace(payload, address_edition=address_edition(state))
    number = 1
    while (row := communicated.rows.get(_key(invitation, number))) is not None:
        if row.waits and row.payload == payload:
            return row.key
        number += 1
    return None


def added_mails(
    state: UnitState, invitation: Invitation, communicated: CommunicatedState, now: datetime
) -> Iterator[PlannedDelivery]:
    """Plan the mail that asks a person who has answered about sessions that were added, once for each time it is asked."""
    if invitation.asked_again_at is None or invitation.status not in ANSWERED:
        return
    key = f"invitation:{invitation.id}:{_AGAIN}{invitation.asked_again_at:%Y%m%dT%H%M%SZ}"
    own = key_for(key, address_edition(state))
    told = {
        one.session_id
        for row in communicated.rows.values()
        if row.kind == "invitation" and row.key != own and row.has_arrived
        for one in row.payload.told
    }
    held = held_sessions(state)
    added = [
        facts
        for session_id in invitation.session_ids
        if session_id not in told | held
        and not (facts := state.sessions[session_id]).is_over(now)
        and not is_cancelled(state, facts)
    ]
    if added:
        yield PlannedDelivery(
            key=key,
            kind="invitation",
            expires_at=times.end_of_day(invitation.respond_by) if invitation.respond_by else None,
            payload=DeliveryPayload(told=tuple(facts.told for facts in added)),
        )


def held_sessions(state: UnitState) -> set[UUID]:
    """Return the sessions in which the invited person has a seat or waits, whatever led to it."""
    return {
        seat.session_id for one in state.registrations for seat in one.seats if seat.status != "withdrawn"
    }


def reminder_mails(
    state: UnitState, invitation: Invitation, communicated: CommunicatedState, now: datetime
) -> Iterator[PlannedDelivery]:
    """Plan the mails to a person who has been invited and has not answered: by rules, and for each time somebody reminds them.

    None while the invitation itself has not arrived at the person's present address: it says the same.
    """
    if invitation.status != "sent" or invitation.form == "kallelse":
        return
    edition = address_edition(state)
    first = communicated.rows.get(key_for(invitation_key(invitation, communicated, edition), edition))
    if (first is not None and not first.has_arrived) or not has_dates_left(state, invitation, now):
        return
    yield from silent_mails(state, invitation, state.cohort.reminders if state.cohort else (), now)
    if invitation.reminded_at is None:
        return
    last = invitation.reminded_at + _REMINDER_LASTS
    if invitation.respond_by is not None:
        last = min(last, times.end_of_day(invitation.respond_by))
    yield PlannedDelivery(
        key=f"invitation_reminder:{invitation.id}:{invitation.reminded_at:%Y%m%dT%H%M%SZ}",
        kind="invitation_reminder",
        expires_at=last,
        payload=DeliveryPayload(invitation_id=invitation.id),
    )


def is_about_added(key: str) -> bool:
    """Whether an invitation mail asks about sessions that were added."""
    return f":{_AGAIN}" in key


def is_cancelled(state: UnitState, facts: SessionFacts) -> bool:
    return facts.told.is_cancelled or (state.cohort is not None and state.cohort.status == "cancelled")


def has_dates_left(state: UnitState, invitation: Invitation, now: datetime) -> bool:
    """Whether there is a session left that the person can say yes to.

    With a registration only the sessions of its seats are known; the others are taken to be left.
    """
    sessions = [state.sessions.get(session_id) for session_id in invitation.session_ids]
    return any(facts is None or not (is_cancelled(state, facts) or facts.is_over(now)) for facts in sessions)


def _differs(before: ToldSession, facts: SessionFacts, *, is_cancelled: bool) -> bool:
    """Whether the person is to hear: of a cancellation, of what takes place after all, and of changes that are told."""
    if before.is_cancelled or is_cancelled:
        return before.is_cancelled != is_cancelled
    return facts.session.edition > before.edition and facts.details != before.details


def _told(
    state: UnitState, invitation: Invitation, communicated: CommunicatedState, now: datetime
) -> tuple[dict[UUID, ToldSession], int]:
    """Return what the person was last told of each session, and the number of the next mail about changes.

    That is what the present address was told. If it has not been invited, and cannot be because no date is left, it is what
    the person was told at an earlier one. Where their registration told last that a date is cancelled, they know that.
    """
    edition = address_edition(state)
    first = _first_mail(invitation, communicated, edition)
    is_pointless = not has_dates_left(state, invitation, now)
    if first is not None and not first.has_arrived and is_pointless:
        first = None  # it waits for another try, and is dropped
    if first is None and is_pointless:
        before = (_first_mail(invitation, communicated, one) for one in range(edition - 1, 0, -1))
        first = next((row for row in before if row is not None), None)
    told = {one.session_id: one for one in first.payload.told} if first is not None else {}
    since = first.payload.address_edition if first is not None else edition
    corrected: set[tuple[UUID, int]] = set()
    number = 1
    while communicated.is_done(key := _key(invitation, number)):
        row = communicated.rows[key]
        if first is not None and row.payload.address_edition >= since and _counts_as_told(row, edition):
            told |= {
                one.session_id: one
                for one in row.payload.told
                if one.session_id not in told or one.edition >= told[one.session_id].edition
            }
            corrected |= {(one.session_id, one.edition) for one in row.payload.before if one.is_cancelled}
        number += 1
    if first is not None:
        elsewhere = _cancelled_elsewhere(state, communicated, since)
        told |= {
            one.session_id: one
            for one in elsewhere
            if (one.session_id, one.edition) not in corrected
            and (one.session_id not in told or told[one.session_id].edition <= one.edition)
        }
    return told, number


def _cancelled_elsewhere(
    state: UnitState, communicated: CommunicatedState, since: int
) -> Iterator[ToldSession]:
    """Return the sessions of which a registration told last that they are cancelled, and in which the person has nothing any more."""
    held = held_sessions(state)
    for entry in communicated.earlier.values():
        if entry.status == "cancelled" and entry.address_edition >= since and entry.session_id not in held:
            yield ToldSession(
                session_id=entry.session_id, edition=entry.edition, details=entry.details, is_cancelled=True
            )


def _first_mail(
    invitation: Invitation, communicated: CommunicatedState, edition: int
) -> StoredDelivery | None:
    """Return the mail that invited an address of the person, or None where none reaches it."""
    row = communicated.rows.get(key_for(invitation_key(invitation, communicated, edition), edition))
    return row if row is not None and (row.has_arrived or row.waits) else None


def _counts_as_told(row: StoredDelivery, edition: int) -> bool:
    """Whether the mail is not to be repeated: one that failed is not, while the address is the same, since the next would fail too.

    One that waits for another try has told nothing yet (decision 0038).
    """
    is_hopeless = row.status in {"failed", "bounced"} and row.payload.address_edition == edition
    return row.has_arrived or is_hopeless


def _key(invitation: Invitation, number: int) -> str:
    return f"update:{invitation.id}:{number}"
