"""Keeps what people write in answer to our mails as enquiries, which are mailed to the contact and answered from there."""

from collections.abc import Sequence
from datetime import date, datetime

from services.registration.domain.caller import Actor, Caller
from services.registration.domain.directory.person import PROTECTED_NAMES
from services.registration.domain.enquiry import NewEnquiry
from services.registration.store import enquiries, letters
from services.registration.store.access import audit
from services.registration.store.letters import LetterContext
from services.registration.store.outgoing import public_events
from services.registration.store.views import public
from shared import dates
from shared.person_letter import PersonLetter
from shared.postgres import Conn


async def receive_letters(conn: Conn, arrived: Sequence[PersonLetter], now: datetime) -> None:
    """Store each letter once and tell notify who gets it, in the caller's transaction."""
    for letter in arrived:
        about = await letters.context(conn, letter)
        to = about.contact or await public.find_reader(conn, letter.organiser_id)
        new = _enquiry(letter, about)
        if not await enquiries.insert(
            conn, letter.organiser_id, letter.id, new, to=to, now=letter.received_at
        ):
            continue
        actor = Actor(kind="visitor")
        if letter.person_id is not None:
            actor = Actor(kind="participant", id=letter.person_id)
        caller = Caller(actor=actor, organiser_id=letter.organiser_id, now=now)
        await audit.write(conn, caller, "enquiry.create", ("enquiry", letter.id))
        await public_events.tell_enquiry(conn, letter.organiser_id, letter.id)


def _enquiry(letter: PersonLetter, about: LetterContext) -> NewEnquiry:
    return NewEnquiry(
        subject=_subject(letter, about)[:300],
        organisation=about.organisation or "",
        # As in all lists: whoever may see more opens the person.
        name=PROTECTED_NAMES["sv"] if about.is_protected else letter.name,
        email=letter.email,
        language=about.language or "sv",
        message=letter.text or None,
        is_letter=True,
        attachments=letter.attachments,
        person_id=letter.person_id,
        session_id=letter.session_id,
    )


def _subject(letter: PersonLetter, about: LetterContext) -> str:
    """The session with its day, or the programme, before what the mail's own subject says."""
    known = about.title
    if known and about.on_day:
        known = f"{known}, {_day(about.on_day)}"
    return ": ".join(text for text in (known, letter.subject) if text) or letter.name


def _day(day: date) -> str:
    return f"{dates.day_and_month(day, 'sv')} {day.year}"
