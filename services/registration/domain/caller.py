"""The caller of an action: actor, organiser, time, correlation id and language in one struct."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from shared.language import Language

Role = Literal["admin", "coordinator", "viewer"]
# token: a program with an API token. staff: a person who has signed in. participant: a person with a personal link.
# visitor: an unidentified user of the public pages or of a forwarded link. command: the command line. system: periodic tasks and
# events from notify.
ActorKind = Literal["token", "staff", "participant", "visitor", "command", "system"]


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """The authenticated party. `id` is the token's, the staff member's or the person's; `role` is set for `token` and `staff` only."""

    kind: ActorKind
    id: UUID | None = None
    role: Role | None = None


class Initiator(msgspec.Struct, frozen=True, kw_only=True):
    """A caller without an organiser: a periodic task or a command.

    `now` is the time that every rule in the action uses. `correlation_id` is copied from the request to its events,
    mails and audit rows; None if there is none. `language` is the language of the answer.
    """

    actor: Actor
    now: datetime
    correlation_id: str | None = None
    language: Language = "sv"

    def for_organiser(self, organiser_id: UUID) -> "Caller":
        """Return a `Caller` with the same fields, acting for one organiser."""
        return Caller(
            actor=self.actor,
            now=self.now,
            correlation_id=self.correlation_id,
            language=self.language,
            organiser_id=organiser_id,
        )


class Caller(Initiator, frozen=True, kw_only=True):
    """A caller that acts for one organiser; actions read and change only that organiser's rows."""

    organiser_id: UUID

    @property
    def is_organising(self) -> bool:
        """Whether the caller acts for the organiser, for example for somebody who has phoned; deadlines bind the others."""
        return self.actor.kind in {"token", "staff", "command"}

    @property
    def sees_protected(self) -> bool:
        """Whether the caller sees people with protected identity; a viewer never does."""
        return self.actor.role != "viewer"


def system(now: datetime) -> Initiator:
    """The service itself as the caller: periodic tasks and handlers of events from notify."""
    return Initiator(actor=Actor(kind="system"), now=now)


def command(now: datetime) -> Initiator:
    """A user of the command line; the person is not identified."""
    return Initiator(actor=Actor(kind="command"), now=now)
