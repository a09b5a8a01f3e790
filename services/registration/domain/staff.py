"""Staff: the people who sign in for an organiser, and how long a session of theirs lasts."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.caller import Role
from shared.language import Language
from shared.notice_events import StaffLinkReason

# A session ends after this time without use, and in any case after the second.
IDLE: Final = timedelta(hours=10)
LONGEST: Final = timedelta(days=7)
# How long a link for choosing a password is valid, by why it was mailed; a printed one as long as an invitation's.
LINK_LASTS: Final[dict[StaffLinkReason, timedelta]] = {
    "invited": timedelta(days=7),
    "forgotten": timedelta(days=1),
}
LEAST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200


class StaffMember(msgspec.Struct, frozen=True, kw_only=True):
    """One person as staff of one organiser. `has_password`: they have chosen one, and can sign in with it.

    `link_until`: how long the newest link for choosing one is valid; `link_reason`: why it was mailed, None for a printed one.
    """

    organiser_id: UUID
    id: UUID
    email: str
    role: Role
    name: str | None = None
    language: Language | None = None
    has_password: bool = False
    ended_at: datetime | None = None
    generation: int = 0
    link_until: datetime | None = None
    link_reason: StaffLinkReason | None = None

    @property
    def shown_name(self) -> str:
        """What colleagues call the person; the address until there is a name."""
        return self.name or self.email


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A valid session: who is signed in, and the organiser whose pages they opened."""

    organiser_id: UUID
    staff_id: UUID
    email: str
    role: Role
    name: str | None
    language: Language | None
    slug: str
    organiser_name: str
    short_name: str | None
    accent: str | None

    @property
    def shown_name(self) -> str:
        """What colleagues call the person; the address until there is a name."""
        return self.name or self.email


def password_fault(password: str, *, email: str) -> str | None:
    """The code of what is wrong with a new password: `password_short`, `password_long` or `password_address`; None if it will do."""
    if len(password) < LEAST_PASSWORD:
        return "password_short"
    if len(password) > LONGEST_PASSWORD:
        return "password_long"
    if password.casefold() in {email.casefold(), email.casefold().partition("@")[0]}:
        return "password_address"
    return None
