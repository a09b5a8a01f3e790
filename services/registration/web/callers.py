"""Makes the `Caller` of a request: from an API token, a session of staff, a personal link, or as a visitor."""

from datetime import datetime
from uuid import UUID

from services.registration.domain.caller import Actor, Caller, Initiator
from services.registration.domain.staff import SignedIn
from services.registration.store.access.tokens import TokenHolder
from shared.language import Language
from shared.logs import acting, correlation


def from_token(holder: TokenHolder, *, now: datetime, language: Language) -> Caller:
    """The holder of an API token."""
    return _caller(Actor(kind="token", id=holder.id, role=holder.role), holder.organiser_id, now, language)


def from_link(organiser_id: UUID, person_id: UUID, *, now: datetime, language: Language) -> Caller:
    """The person whose personal link was opened."""
    return _caller(Actor(kind="participant", id=person_id), organiser_id, now, language)


def from_staff(signed_in: SignedIn, *, now: datetime, language: Language) -> Caller:
    """The staff member who is signed in."""
    actor = Actor(kind="staff", id=signed_in.staff_id, role=signed_in.role)
    return _caller(actor, signed_in.organiser_id, now, language)


def unknown(*, now: datetime, language: Language) -> Initiator:
    """Somebody who is about to sign in."""
    return Initiator(
        actor=Actor(kind="visitor"), now=now, language=language, correlation_id=correlation.get()
    )


def visitor(organiser_id: UUID, *, now: datetime, language: Language) -> Caller:
    """An anonymous visitor of public pages, or of a forwarded invitation."""
    return _caller(Actor(kind="visitor"), organiser_id, now, language)


def _caller(actor: Actor, organiser_id: UUID, now: datetime, language: Language) -> Caller:
    who = {"actor": actor.kind, "organiser_id": str(organiser_id)}
    acting.set(who if actor.id is None else {**who, "actor_id": str(actor.id)})
    return Caller(
        actor=actor, organiser_id=organiser_id, now=now, language=language, correlation_id=correlation.get()
    )
