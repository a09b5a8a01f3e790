"""The lines on the page of a cohort about mail with a chosen time: what waits, what went, and what could not."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.scheduled_sending import TOO_LATE, ScheduledSending
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.kit.send_beside import receipt_path
from services.registration.web.kit.dates import DateStatus, StatusKind
from services.registration.web.kit.layout import Link

MOST_ENDED: Final = 5
_KINDS: Final[Mapping[str, StatusKind]] = {"waiting": "wait", "sent": "yes", "not_sent": "bad"}


class SendingLine(msgspec.Struct, frozen=True, kw_only=True):
    """What it is, how it stands, what differed from what was foreseen, and the link to change or follow it."""

    what: str
    status: DateStatus
    difference: str | None
    change: Link | None


def sending_lines(
    request: StaffRequest, found: Sequence[ScheduledSending], audience_of: Mapping[UUID, str]
) -> tuple[SendingLine, ...]:
    """A line for each; `audience_of` names the audience of a rule."""
    return tuple(_line(request, sending, audience_of) for sending in found)


def _line(request: StaffRequest, sending: ScheduledSending, audience_of: Mapping[UUID, str]) -> SendingLine:
    texts, rule_id = request.words.staff_sendings, sending.invitation_rule_id
    what = texts.reminder
    if rule_id is not None:
        what = texts.invitation.format(audience=audience_of.get(rule_id, "–"))
    can_change = sending.status == "waiting" and not sending.started_at
    change = None
    if can_change and request.may("scheduled_sending.change"):
        change = Link(texts.change, request.address(f"/tidsbestamt/{sending.id}"))
    elif sending.status == "waiting" and sending.started_at:
        change = Link(texts.follow, request.address(receipt_path(sending.cohort_id)))
    return SendingLine(
        what=what,
        status=DateStatus(_KINDS[sending.status], _said(request, sending)),
        difference=_difference(request, sending),
        change=change,
    )


def _said(request: StaffRequest, sending: ScheduledSending) -> str:
    texts = request.words.staff_sendings
    when = moment(sending.send_at, request.locale.language)
    if sending.status == "waiting":
        if sending.started_at is not None:
            return texts.going
        pattern = texts.waits_one if sending.foreseen == 1 else texts.waits
        return pattern.format(when=when, n=sending.foreseen)
    went = moment(sending.ended_at or sending.send_at, request.locale.language)
    if sending.status == "not_sent":
        return texts.not_sent.format(when=when, why=_why(request, sending.problem))
    if sending.reached is None:
        return texts.sent_uncounted.format(when=went)
    return (texts.sent_one if sending.reached == 1 else texts.sent).format(when=went, n=sending.reached)


def _why(request: StaffRequest, problem: str | None) -> str:
    if problem == TOO_LATE:
        return request.words.staff_sendings.too_late
    texts = request.words.errors.get(problem or "")
    return texts.title if texts is not None else request.words.staff_sendings.unexplained


def _difference(request: StaffRequest, sending: ScheduledSending) -> str | None:
    """What differed from what was foreseen."""
    if sending.status != "sent" or sending.reached is None:
        return None
    texts, more = request.words.staff_sendings, sending.reached - sending.foreseen
    if sending.send_at == sending.started_at:  # begun by a button, without a chosen time
        return (
            texts.more_now.format(n=more) if more > 0 else texts.fewer_now.format(n=-more) if more else None
        )
    if more > 0:
        return texts.more.format(n=more)
    return texts.fewer.format(n=-more) if more else texts.as_foreseen
