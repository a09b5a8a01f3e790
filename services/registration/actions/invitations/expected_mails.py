"""What will be mailed that notify does not know of yet: mailings and invitations whose day is to come."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.invitations.select_recipients import know_places, select_recipients
from services.registration.actions.mailings.send_mailing import matching
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import Cohort
from services.registration.domain.errors import BuyerHasNoContact
from services.registration.domain.invitation import InvitationRule
from services.registration.domain.options import is_invitable
from services.registration.domain.scheduled_sending import ScheduledSending
from services.registration.domain.tenant import Organiser
from services.registration.store import (
    invitation_reminders,
    invitation_rules,
    scheduled_sendings,
    sessions,
)
from services.registration.store.directory import organisers
from services.registration.store.mailings import mailings
from shared import times
from shared.postgres import Conn
from shared.send_times import not_before


class ExpectedMails(msgspec.Struct, frozen=True, kw_only=True):
    """Mails that go at a time to as many people as match today; `count` None: nobody can say."""

    kind: str
    at: datetime
    count: int | None
    cohort_id: UUID
    mailing_id: UUID | None = None
    invitation_rule_id: UUID | None = None
    scheduled_sending_id: UUID | None = None
    is_paused: bool = False


async def expected_mails(conn: Conn, caller: Caller, cohorts: Sequence[Cohort]) -> list[ExpectedMails]:
    """Return the scheduled mailings of these cohorts, the rules that invite on a day that is to come, and what has a time of its own.

    `at` is when they leave: within the hours for sending.
    """
    organiser = await organisers.get(conn, caller.organiser_id)
    of_cohort = {cohort.id: cohort for cohort in cohorts}
    return [
        _as_it_leaves(one, of_cohort[one.cohort_id], organiser)
        for one in await _expected(conn, caller, cohorts)
    ]


def _as_it_leaves(expected: ExpectedMails, cohort: Cohort, organiser: Organiser) -> ExpectedMails:
    return msgspec.structs.replace(
        expected,
        at=not_before(cohort.send_hours or organiser.send_hours, expected.at, None),
        is_paused=cohort.sending_paused_at is not None or organiser.sending_paused_at is not None,
    )


async def _expected(conn: Conn, caller: Caller, cohorts: Sequence[Cohort]) -> list[ExpectedMails]:
    found = [
        ExpectedMails(
            kind="mailing",
            at=mailing.send_at,
            count=sum(
                one.has_address for one in await matching(conn, caller, mailing.cohort_id, mailing.selection)
            ),
            cohort_id=mailing.cohort_id,
            mailing_id=mailing.id,
        )
        for mailing in await mailings.list_scheduled(
            conn, caller.organiser_id, [cohort.id for cohort in cohorts]
        )
        if mailing.send_at is not None
    ]
    by_cohort = {cohort.id: cohort for cohort in cohorts if cohort.status == "open"}
    waiting = await scheduled_sendings.list_waiting(
        conn, caller.organiser_id, [cohort.id for cohort in cohorts]
    )
    scheduled = {sending.invitation_rule_id for sending in waiting}
    found += [
        await _scheduled(conn, caller, by_cohort[sending.cohort_id], sending)
        for sending in waiting
        if sending.cohort_id in by_cohort
    ]
    rules = await invitation_rules.list_waiting(conn, caller.organiser_id, list(by_cohort))
    found += [
        await _of_rule(conn, caller, by_cohort[rule.cohort_id], rule)
        for rule in rules
        if rule.id not in scheduled
    ]
    return found


async def _scheduled(conn: Conn, caller: Caller, cohort: Cohort, sending: ScheduledSending) -> ExpectedMails:
    """What somebody has chosen a time for: the reminder of the silent is counted as of today."""
    if sending.invitation_rule_id is not None:
        rule = await invitation_rules.get(conn, caller.organiser_id, sending.invitation_rule_id)
        expected = await _of_rule(conn, caller, cohort, rule)
        return msgspec.structs.replace(expected, at=sending.send_at, scheduled_sending_id=sending.id)
    today = times.local(caller.now).date()
    return ExpectedMails(
        kind="invitation_reminder",
        at=sending.send_at,
        count=await invitation_reminders.count_silent(
            conn, caller.organiser_id, cohort.id, now=caller.now, today=today
        ),
        cohort_id=cohort.id,
        scheduled_sending_id=sending.id,
    )


async def _of_rule(conn: Conn, caller: Caller, cohort: Cohort, rule: InvitationRule) -> ExpectedMails:
    opens_on = rule.opens_on or times.local(caller.now).date()
    ahead = [
        session
        for session in await sessions.list_after(conn, caller.organiser_id, cohort_id=cohort.id)
        if is_invitable(session, caller.now) and (rule.session_ids is None or session.id in rule.session_ids)
    ]
    count: int | None = 0
    if ahead:
        try:
            recipients = await select_recipients(conn, caller, cohort, rule, ahead)
            people = await know_places(conn, rule, recipients.people, ahead)
            count = sum(invitee.is_reached for invitee in people)
        except BuyerHasNoContact:
            count = None
    return ExpectedMails(
        kind="invitation",
        at=max(times.start_of_day(opens_on), caller.now),
        count=count,
        cohort_id=cohort.id,
        invitation_rule_id=rule.id,
    )
