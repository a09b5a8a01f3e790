"""Who acts, for which organiser, when: passed to every action instead of single values."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from shared.events import Language

Role = Literal["admin", "coordinator", "viewer"]
# token: a program with an API token. staff: a person who has signed in. participant: a person with a personal link.
# visitor: anybody, on the public pages or with a forwarded link. command: the command line. system: periodic tasks and
# events from notify.
ActorKind = Literal["token", "staff", "participant", "visitor", "command", "system"]


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts. `id` is the token's, the staff member's or the person's; `role` is set for `token` and `staff` only."""

    kind: ActorKind
    id: UUID | None = None
    role: Role | None = None


class Initiator(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts and when, where no organiser is chosen yet: a periodic task, a command.

    `now` is the one moment that everything in the action is judged by. `correlation_id` follows the request into its
    events, mails and audit rows; None where nothing is followed. `language` is what an answer is written in.
    """

    actor: Actor
    now: datetime
    correlation_id: str | None = None
    language: Language = "sv"

    def for_organiser(self, organiser_id: UUID) -> "Caller":
        """The same, acting for one organiser."""
        return Caller(
            actor=self.actor,
            now=self.now,
            correlation_id=self.correlation_id,
            language=self.language,
            organiser_id=organiser_id,
        )


class Caller(Initiator, frozen=True, kw_only=True):
    """Who acts, when, and for which organiser: nothing of another organiser is read or changed."""

    organiser_id: UUID

    @property
    def sees_protected(self) -> bool:
        """Whether people with protected identity are shown: they appear in nothing that a viewer can reach."""
        return self.actor.role != "viewer"


def system(now: datetime) -> Initiator:
    """The service itself: periodic tasks, and what an event from notify leads to."""
    return Initiator(actor=Actor(kind="system"), now=now)


def command(now: datetime) -> Initiator:
    """Somebody with access to the command line; who it is is not known to us."""
    return Initiator(actor=Actor(kind="command"), now=now)
