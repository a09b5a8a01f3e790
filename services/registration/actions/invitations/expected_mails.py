"""What will be mailed that notify does not know of yet: mailings and invitations whose day is to come."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.invitations.select_recipients import select_recipients
from services.registration.actions.mailings.send_mailing import matching
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import Cohort
from services.registration.domain.errors import BuyerHasNoContact
from services.registration.domain.invitation import InvitationRule
from services.registration.domain.options import is_invitable
from services.registration.store import invitation_rules, sessions
from services.registration.store.mailings import mailings
from shared import times
from shared.postgres import Conn


class ExpectedMails(msgspec.Struct, frozen=True, kw_only=True):
    """Mails that go at a time to as many people as match today; `count` None: nobody can say."""

    kind: str
    at: datetime
    count: int | None
    cohort_id: UUID
    mailing_id: UUID | None = None
    invitation_rule_id: UUID | None = None


async def expected_mails(conn: Conn, caller: Caller, cohorts: Sequence[Cohort]) -> list[ExpectedMails]:
    """Return the scheduled mailings of these cohorts, and the rules that invite on a day that is to come."""
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
    open_cohorts = {cohort.id: cohort for cohort in cohorts if cohort.status == "open"}
    waiting = await invitation_rules.list_waiting(conn, caller.organiser_id, list(open_cohorts))
    return found + [await _of_rule(conn, caller, open_cohorts[rule.cohort_id], rule) for rule in waiting]


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
            count = len((await select_recipients(conn, caller, cohort, rule, ahead)).people)
        except BuyerHasNoContact:
            count = None
    return ExpectedMails(
        kind="invitation",
        at=max(times.start_of_day(opens_on), caller.now),
        count=count,
        cohort_id=cohort.id,
        invitation_rule_id=rule.id,
    )
