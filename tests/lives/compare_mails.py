"""Compares the newest mail about each date with the API."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.notify.domain.letters.letter import DateLine
from tests.lives.post import ArrivedMail
from tests.lives.truth import ApiReading, Meaning, State

STATES: Mapping[str, State] = {
    "open": "asked", "confirmed": "seat", "waiting": "waits", "offered": "offered", "expired": "out",
    "withdrawn": "out", "cancelled": "cancelled", "handed_over": "out",
}  # fmt: skip
_HELD = frozenset({"seat", "waits", "offered"})
_LOST = frozenset({"withdrawal", "cancellation"})


@dataclass(frozen=True)
class Contradiction:
    """`kind` is the same for the same fault in other lives; `text` says who and which date."""

    kind: str
    text: str


@dataclass(frozen=True)
class NewestMail:
    """What the newest mail about a date says of it."""

    line: DateLine
    mail: ArrivedMail

    @property
    def state(self) -> State:
        return STATES[self.line.status]


def remember(
    told: dict[tuple[str, str], NewestMail],
    mails: Sequence[ArrivedMail],
    truth: ApiReading,
    ids: Mapping[tuple[str, str], str],
) -> None:
    """Note what these mails of one moment say; `ids`: the sessions by cohort and title.

    They arrive in any order. Where they disagree, which `new_mails` says, the one that is right counts as the newest.
    """
    for mail in sorted(
        (mail for mail in mails if not mail.is_farewell), key=lambda mail: (mail.name, mail.kind)
    ):
        for line in mail.dates:
            if session_id := ids.get((mail.cohort, line.title)):
                about, new = (mail.name, session_id), NewestMail(line, mail)
                before = told.get(about)
                is_same_moment = before is not None and before.mail in mails
                if not is_same_moment or new.state == truth.of(mail.name, session_id).state:
                    told[about] = new


def new_mails(
    mails: Sequence[ArrivedMail],
    truth: ApiReading,
    ids: Mapping[tuple[str, str], str],
    *,
    is_one_change: bool,
) -> Iterator[Contradiction]:
    """What is wrong with the mails of one moment, whatever was told before."""
    after = "one change" if is_one_change else "several changes at once"
    said: dict[tuple[str, str], set[State]] = {}
    for mail in mails:
        for line in () if mail.is_farewell else mail.dates:
            session_id = ids.get((mail.cohort, line.title))
            if session_id is None or not truth.is_ahead(session_id):
                continue
            said.setdefault((mail.name, session_id), set()).add(STATES[line.status])
            state = truth.of(mail.name, session_id).state
            if mail.kind in _LOST and state in _HELD:
                yield Contradiction(
                    f"a {mail.kind} reaches somebody who has the date ({state}), after {after}",
                    f"{mail} | {mail.key}",
                )
    for (name, session_id), states in said.items():
        if truth.is_cancelled(truth.sessions[session_id]) and "cancelled" in states:
            states.discard("out")  # who has lost the seat hears of the cancellation by their invitation
        if len(states - {"asked"}) > 1:  # who leaves may be asked anew in the same moment
            title = truth.sessions[session_id]["title"]
            yield Contradiction(
                f"mails of one moment say {' and '.join(sorted(states))}, after {after}", f"{name}, {title}"
            )


def newest(
    told: Mapping[tuple[str, str], NewestMail], truth: ApiReading, addresses: Mapping[str, str | None]
) -> Iterator[Contradiction]:
    """Where the newest mail about a date is wrong, or went to an address that is not theirs any more."""
    for name, address in addresses.items():
        for session_id, session in truth.sessions.items():
            last, meaning = told.get((name, session_id)), truth.of(name, session_id)
            if last is None and meaning.state == "asked" and _is_invited(told, name, session, truth):
                continue  # the date was added to an invitation that had been mailed (decision 0041)
            kind = _wrong(last, meaning, address) if truth.is_ahead(session_id) else None
            if kind is not None:
                newest_mail = last.mail if last else "no mail"
                yield Contradiction(kind, f"{name}, {session['title']}: newest is {newest_mail}; {meaning}")


def _is_invited(
    told: Mapping[tuple[str, str], NewestMail], name: str, session: Mapping[str, Any], truth: ApiReading
) -> bool:
    """Whether a mail has asked the person about other dates of the session's cohort."""
    return any(
        who == name and truth.sessions[one]["cohort_id"] == session["cohort_id"]
        for who, one in told
        if one in truth.sessions
    )


def _wrong(last: NewestMail | None, meaning: Meaning, address: str | None) -> str | None:
    """The kind of contradiction between the newest mail and the API, if there is one."""
    said, state = last.state if last else "nothing", meaning.state
    right: Mapping[State, frozenset[str]] = {
        "out": frozenset({"out", "asked", "cancelled", "nothing"}),
        "cancelled": frozenset({"cancelled", "out", "nothing"}),
        "asked": frozenset({"asked", "out"}),  # who has left may still answer
    }
    if address is None:
        return None
    if said not in right.get(state, {state}):
        had = f" (had: {meaning.had})" if state == "cancelled" else ""
        return f"mail says {said}, API says {state}{had}"
    if last is None or state in {"out", "cancelled"} or said != state:
        return None
    return _wrong_details(last, meaning, address)


def _wrong_details(last: NewestMail, meaning: Meaning, address: str) -> str | None:
    if not meaning.is_silent and not _is_same_time(last.line, meaning):
        return f"mail says another time ({meaning.state})"
    if not meaning.is_silent and last.line.place != meaning.place:
        return f"mail says another place ({meaning.state})"
    if meaning.state == "offered" and last.line.offered_until != meaning.until:
        return "mail says another deadline of the offer"
    return f"the new address was not told ({meaning.state})" if last.mail.to != address else None


def _is_same_time(line: DateLine, meaning: Meaning) -> bool:
    return (line.starts_at or line.on) == meaning.starts and line.ends_at == meaning.ends
