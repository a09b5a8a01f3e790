"""Compares the entries in simulated calendars, by mail and by subscription, with the API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.lives.calendars import CalendarOfMails, ShownEntry
from tests.lives.compare_mails import Contradiction
from tests.lives.truth import ApiReading, Meaning


def sequences(
    highest: dict[str, dict[str, int]], entries: Mapping[str, list[ShownEntry]]
) -> Iterator[Contradiction]:
    """Where SEQUENCE falls, by mail, in a feed, or between them. `highest`: by UID and channel; `entries`: newly said, by channel."""
    for channel, said in entries.items():
        for entry in said:
            known = highest.setdefault(entry.uid, {})
            for before, sequence in known.items():
                if entry.sequence < sequence:
                    about = f"{entry.uid}: {entry.sequence} after {sequence}"
                    yield Contradiction(f"SEQUENCE falls: {channel} after {before}", about)
            known[channel] = max(entry.sequence, known.get(channel, 0))


def by_mail(
    calendars: Mapping[str, CalendarOfMails], truth: ApiReading, addresses: Mapping[str, str | None]
) -> Iterator[Contradiction]:
    """Where an entry is missing, left behind, doubled, or says another time or place."""
    shown: dict[tuple[str, str], list[tuple[str, ShownEntry]]] = {}
    for owner, calendar in calendars.items():
        for entry in calendar.entries.values():
            about = truth.seats.get(entry.uid)
            if entry.is_live and about is not None:
                shown.setdefault(about, []).append((owner, entry))
    for name, address in addresses.items():
        wanting = {
            one["cohort_id"]: truth.links[one["id"]].calendar == "invitations" for one in truth.live(name)
        }
        for session_id, session in truth.sessions.items():
            if not truth.is_ahead(session_id):
                continue
            meaning = truth.of(name, session_id)
            wants = wanting.get(session["cohort_id"], False) and meaning.starts is not None
            found = shown.get((name, session_id), [])
            for kind in _wrong(found, meaning, address, wants=wants):
                yield Contradiction(
                    kind,
                    f"{name}, {session['title']}: {', '.join(f'{where} {one}' for where, one in found)}; {meaning}",
                )


def _wrong(
    found: list[tuple[str, ShownEntry]], meaning: Meaning, address: str | None, *, wants: bool
) -> Iterator[str]:
    if any(where != address for where, _ in found):
        yield "an entry is left at an old address"
    here = [entry for where, entry in found if where == address]
    if meaning.state != "seat":
        if here:
            yield f"an entry is left in the calendar, API says {meaning.state}"
        return
    if not wants:
        if here:
            yield "an entry is left after another calendar choice, or without a day"
        return
    if not here and address is not None:
        yield "a seat has no entry in the calendar"
    if len(here) > 1:
        yield "a date has two entries in one calendar"
    for entry in here if not meaning.is_silent else ():
        yield from _details(entry, meaning, "the calendar")


def _details(entry: ShownEntry, meaning: Meaning, where: str) -> Iterator[str]:
    if entry.start != meaning.starts or (meaning.ends is not None and entry.end != meaning.ends):
        yield f"the entry in {where} says another time"
    if meaning.place is not None and meaning.place not in entry.location:
        yield f"the entry in {where} says another place"


@dataclass
class Subscribed:
    """What a subscriber holds: the last calendar that the feed gave, and the status of its last answer."""

    status: int = 200
    entries: list[ShownEntry] = field(default_factory=list)


def by_feed(
    copies: Mapping[str, Subscribed], truth: ApiReading, addresses: Mapping[str, str | None]
) -> Iterator[Contradiction]:
    """Where what a subscriber holds is wrong. `copies`: by registration."""
    live: dict[tuple[str, str], tuple[ShownEntry, int]] = {}
    for copy in sorted(copies.values(), key=lambda copy: copy.status != 200):
        for entry in copy.entries:
            if entry.is_live and entry.uid in truth.seats:
                live.setdefault(truth.seats[entry.uid], (entry, copy.status))
    for name in addresses:
        wanting = {
            one["cohort_id"]: truth.links[one["id"]].calendar == "subscription" for one in truth.live(name)
        }
        for session_id, session in truth.sessions.items():
            if truth.is_ahead(session_id):
                meaning = truth.of(name, session_id)
                shown, status = live.get((name, session_id), (None, 200))
                wants = wanting.get(session["cohort_id"], False) and meaning.starts is not None
                for kind in _wrong_in_feed(shown, status, meaning, wants=wants):
                    yield Contradiction(kind, f"{name}, {session['title']}: {shown}; {meaning}")


def _wrong_in_feed(entry: ShownEntry | None, status: int, meaning: Meaning, *, wants: bool) -> Iterator[str]:
    is_wanted = meaning.state == "seat" and wants
    if entry is None:
        if is_wanted:
            yield "a seat is missing in the feed"
    elif not is_wanted:
        if status != 200:
            yield f"a subscriber keeps an entry, because the feed answers {status}"
        else:
            chosen = "" if wants or meaning.state != "seat" else ", another calendar was chosen"
            yield f"the feed has an entry, API says {meaning.state}{chosen}"
    else:
        yield from _details(entry, meaning, "the feed")
