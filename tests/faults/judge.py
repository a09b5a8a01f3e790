"""Compares, for each person, what registration accepted with the database and with the mails that arrived."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from asyncpg import Record

from services.notify.commands import check as notify_check
from services.registration.commands import check as registration_check
from tests.faults.load import Accepted
from tests.faults.mail_watcher import MailWatcher
from tests.faults.place import Place
from tests.support.mail import Received

INVITATIONS = """
select i.id::text as id, p.email from registration.invitation i join registration.person p on p.id = i.person_id
 where i.cohort_id = $1
"""
SEATS = """
select g.id::text as id, g.session_id::text as session_id, g.status, p.email, r.id::text as registration_id,
       s.starts_at, s.status as session_status
  from registration.seat g
  join registration.registration r on r.id = g.registration_id
  join registration.person p on p.id = r.person_id
  join registration.session s on s.id = g.session_id
 where r.cohort_id = $1
"""


@dataclass
class Verdict:
    """What was lost, doubled or broken in a round. `repeated` counts mails that arrived again with the same bytes."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    repeated: int = 0

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.broken)


async def judge(place: Place, watcher: MailWatcher, accepted: Accepted) -> Verdict:
    """Judge a round after which nothing is left to send."""
    verdict = Verdict(repeated=watcher.repeated)
    await _invitations(place, watcher, accepted, verdict)
    await _seats(place, watcher, accepted, verdict)
    for address in accepted.probes:
        if len({mail.message_id for mail in watcher.of(address, "confirmation")}) != 1:
            verdict.lost.append("the confirmation of a probe")
    for key, messages in watcher.messages.items():
        if len(messages) > 1:
            verdict.doubled.append(f"{key.partition(':')[0]}: {len(messages)} messages under one key")
    for run in (registration_check.run, notify_check.run):
        verdict.broken += [
            f"{name}: {count}" for name, count, is_kept in await run(place.database_url) if not is_kept
        ]
    return verdict


async def _invitations(place: Place, watcher: MailWatcher, accepted: Accepted, verdict: Verdict) -> None:
    rows = await place.fetch(INVITATIONS, accepted.cohort["id"])
    if not len(rows) == len({row["email"] for row in rows}) == accepted.invited == place.people:
        verdict.broken.append(
            f"{len(rows)} invitations of {place.people} people, {accepted.invited} accepted"
        )
    for row in rows:
        # `judge` counts keys with more than one message.
        if not watcher.messages.get(f"invitation:{row['id']}"):
            verdict.lost.append("an invitation")


async def _seats(place: Place, watcher: MailWatcher, accepted: Accepted, verdict: Verdict) -> None:
    seats = await place.fetch(SEATS, accepted.cohort["id"])
    by_person: dict[str, list[Record]] = defaultdict(list)
    for seat in seats:
        by_person[seat["email"]].append(seat)
    for address, (answer, session_ids) in accepted.answers.items():
        had = {seat["session_id"] for seat in by_person[address]}
        live = {seat["session_id"] for seat in by_person[address] if seat["status"] != "withdrawn"}
        if answer == "yes" and had != set(session_ids):
            verdict.lost.append(f"a yes to {len(session_ids)} dates gave {len(had)} seats")
        if live and (answer == "no" or address in accepted.withdrawn):
            verdict.lost.append("a no or a withdrawal")
    calendars = _calendar_messages(watcher, verdict)
    for seat in seats:
        _holder_knows(seat, calendars.get(seat["id"], []), watcher, verdict)


def _calendar_messages(watcher: MailWatcher, verdict: Verdict) -> dict[str, list[tuple[int, str, Received]]]:
    """The distinct calendar messages of each seat as (SEQUENCE, METHOD, mail), the newest last."""
    found: dict[str, dict[tuple[int, str], Received]] = defaultdict(dict)
    for mail in watcher.mails.values():
        uid = mail.calendar_value("UID")
        if uid is None:
            continue
        sequence, mine = int(mail.calendar_value("SEQUENCE") or 0), found[uid.removesuffix("-seat")]
        if any(other == sequence and message_id != mail.message_id for other, message_id in mine):
            verdict.doubled.append("a calendar message: one sequence in two messages")
        mine[sequence, mail.message_id] = mail
    return {
        seat: [
            (sequence, mail.calendar_value("METHOD") or "", mail)
            for (sequence, _), mail in sorted(of.items())
        ]
        for seat, of in found.items()
    }


def _holder_knows(
    seat: Record, messages: list[tuple[int, str, Received]], watcher: MailWatcher, verdict: Verdict
) -> None:
    is_off = seat["status"] == "withdrawn" or seat["session_status"] == "cancelled"
    method = messages[-1][1] if messages else None
    if is_off:
        if method not in {None, "CANCEL"}:
            verdict.lost.append(f"the cancellation of a seat ({seat['status']}, {seat['session_status']})")
    elif seat["status"] == "confirmed":
        if method != "REQUEST":
            verdict.lost.append(f"the calendar entry of a seat: the last is {method}")
        elif _starts_at(messages[-1][2]) != seat["starts_at"]:
            verdict.lost.append("a move: the last calendar message says another time")
    elif not any(watcher.of(seat["email"], kind) for kind in ("waiting", "confirmation")):
        verdict.lost.append("the word that somebody waits")
    elif method is not None:
        verdict.broken.append("somebody who waits has a calendar entry")


def _starts_at(mail: Received) -> datetime:
    from tests.support.calendar_readers import read_with_vobject

    assert mail.calendar is not None
    assert b"DTSTART" in mail.calendar
    start = read_with_vobject(mail.calendar).start
    assert isinstance(start, datetime)
    return start.astimezone(UTC)
