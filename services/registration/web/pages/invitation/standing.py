"""What an invited person has now, in words: read from the seats, whatever was answered."""

from services.registration.domain.sessions.session import Session, is_over
from services.registration.store.views.participant import OwnSeat
from services.registration.web.pages.invitation.dates import InvitationContext
from services.registration.web.wording import plural
from shared import dates
from shared.occasions import occasions


def seats_ahead(context: InvitationContext) -> list[tuple[Session, OwnSeat]]:
    """The invited sessions ahead in which the person has a seat or waits, in the order of the sessions."""
    return [
        (session, seat)
        for session in context.sessions
        if (seat := context.seats.get(session.id)) is not None
        and seat.status != "withdrawn"
        and session.status != "cancelled"
        and not is_over(session, context.now)
    ]


def seated_count(context: InvitationContext) -> int:
    """On how many dates the person has a seat."""
    return len(occasions(session for session, seat in seats_ahead(context) if seat.status == "confirmed"))


def standing(context: InvitationContext) -> tuple[str, ...]:
    """How many dates the person has a seat on, and each session in which a seat is held or the person waits."""
    texts, sentences = context.words.after, []
    if count := seated_count(context):
        sentences.append(plural(texts.seated, count, context.words))
    for session, seat in seats_ahead(context):
        if seat.status != "waiting":
            continue
        if seat.offered_until is None:
            sentences.append(texts.waits.format(title=session.title, place=seat.place_in_line or 1))
        elif seat.offered_until > context.now:
            when = dates.when(seat.offered_until, None, context.locale.language, year=False)
            sentences.append(texts.held.format(title=session.title, when=when))
    return tuple(sentences)
