"""Compares the pages at `/r` and `/i` with the API."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from shared import times
from tests.lives.compare_mails import Contradiction
from tests.lives.pages import Shown, ShownDate
from tests.lives.post import ArrivedMail
from tests.lives.truth import ApiReading, Meaning, State

_STATES: Mapping[str, State] = {"yes": "seat", "wait": "waits", "bad": "cancelled", "off": "out", "": "out"}
_HELD = frozenset({"seat", "waits", "offered"})


def own_page(shown: Shown, registration: Mapping[str, Any], truth: ApiReading) -> Iterator[Contradiction]:
    """Compare `/r` of one registration."""
    name = registration["person"]["name"]
    if registration["status"] == "withdrawn":
        if any(date.state in {"yes", "wait"} for date in shown.dates.values()):
            yield Contradiction("/r of a withdrawn registration shows a seat", name)
        return
    is_cancelled = truth.cohorts[registration["cohort_id"]]["status"] == "cancelled"
    if is_cancelled or shown.status != 200:
        if (shown.status == 410) != is_cancelled:
            yield Contradiction(
                f"/r answers {shown.status}, the cohort is {'cancelled' if is_cancelled else 'there'}", name
            )
        return
    for session_id, session in truth.sessions.items():
        if session["cohort_id"] == registration["cohort_id"] and truth.is_ahead(session_id):
            date, meaning = shown.of(session_id), truth.of(name, session_id)
            said = _state(date)
            if _is_contradiction(said, meaning, truth.is_cancelled(session)):
                yield Contradiction(
                    f"/r says {said}, API says {meaning.state}", f"{name}, {session['title']}: {date}"
                )
            elif date is not None and meaning.state in _HELD:
                for kind in _details(date, meaning, "/r"):
                    yield Contradiction(kind, f"{name}, {session['title']}: {date}; {meaning}")


def _state(date: ShownDate | None) -> State:
    if date is None:
        return "out"
    return "offered" if date.is_offered else _STATES[date.state]


def _is_contradiction(said: State, meaning: Meaning, is_cancelled: bool) -> bool:  # noqa: FBT001 - a value passed on
    if meaning.state == "out":
        return said in _HELD or (said == "cancelled" and not is_cancelled)
    return said != meaning.state


def _details(date: ShownDate, meaning: Meaning, where: str) -> Iterator[str]:
    if date.starts != meaning.starts:
        yield f"{where} says another time ({meaning.state})"
    elif meaning.ends is not None:
        ends = times.local(meaning.ends)
        if f"{ends:%H.%M}".lstrip("0") not in date.text and f"{ends:%H:%M}" not in date.text:
            yield f"{where} says another end ({meaning.state})"
    if meaning.place is not None and meaning.place not in date.text:
        yield f"{where} says another place ({meaning.state})"


def invitation_page(
    shown: Shown, invitation: Mapping[str, Any], truth: ApiReading
) -> Iterator[Contradiction]:
    """Compare `/i` of one invitation."""
    name = invitation["name"]
    theirs = [one for one in truth.live(name) if one["invitation_id"] == invitation["id"]]
    ahead = [one for one in invitation["session_ids"] if one in truth.sessions and truth.is_ahead(one)]
    states = {session_id: truth.of(name, session_id) for session_id in ahead}
    if shown.is_declined and theirs and any(one.state in _HELD for one in states.values()):
        yield Contradiction("/i says declined, API says registered by it", name)
    seats = sum(one.state == "seat" for one in states.values())
    if shown.seats_said not in {0, seats} and len(ahead) == len(invitation["session_ids"]):
        yield Contradiction(
            "/i says another number of seats", f"{name}: {shown.seats_said}, API says {seats}"
        )
    if shown.is_form:
        is_answered = invitation["status"] == "accepted" and bool(theirs)
        for session_id, meaning in states.items():
            session, date = truth.sessions[session_id], shown.of(session_id)
            for kind in _form_date(
                date, meaning, is_cancelled=truth.is_cancelled(session), is_answered=is_answered
            ):
                yield Contradiction(kind, f"{name}, {session['title']}: {date}; {meaning}")
    elif (
        shown.status == 410
        and not shown.is_declined
        and theirs
        and _is_held(states.values(), invitation, truth)
    ):
        yield Contradiction("/i is gone, API knows a seat by it", name)
    elif truth.is_open(invitation) and any(one.state == "asked" for one in states.values()):
        yield Contradiction(f"/i of an open invitation cannot be answered ({shown.status})", name)


def _is_held(states: Iterable[Meaning], invitation: Mapping[str, Any], truth: ApiReading) -> bool:
    """Whether the invitation's cohort is open, and the person has a place at one of these dates."""
    is_open = truth.cohorts[invitation["cohort_id"]]["status"] == "open"
    return is_open and any(one.state in _HELD for one in states)


def links(
    mails: Sequence[ArrivedMail],
    present: Mapping[str, str],
    pages: Mapping[str, str],
    addresses: Mapping[str, str | None],
) -> Iterator[Contradiction]:
    """Compare the links in mailboxes. `present`: every personal link that opens, with its person; `pages`: those to pages of people with a place."""
    mailed = {(path, mail.to) for mail in mails for path in mail.paths}
    for path, name in pages.items():
        address = addresses.get(name)
        if address is not None and (path, address) not in mailed:
            yield Contradiction("no mail at the person's address has the link of their page", name)
    for path, to in mailed:
        name = present.get(path, "")
        address = addresses.get(name)
        if address is not None and address != to:
            yield Contradiction(
                "a link in an old mailbox still opens", f"{name}, {to}: /{path.split('/')[1]}/…"
            )


def _form_date(
    date: ShownDate | None, meaning: Meaning, *, is_cancelled: bool, is_answered: bool
) -> Iterator[str]:
    """Compare one date of the form at `/i`."""
    if date is None:
        yield "/i leaves a date out"
        return
    if (date.state == "bad") != is_cancelled:
        yield "/i and the API differ on whether the date is cancelled"
    elif date.state != "bad":
        yield from _details(date, meaning, "/i")
    if is_answered and date.is_on is not None and date.is_on != (meaning.state in _HELD):
        yield f"/i has a date {'on' if date.is_on else 'off'}, API says {meaning.state}"
    if date.state == "wait" and meaning.state == "seat":
        yield "/i says waits, API says seat"
