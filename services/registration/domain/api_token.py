"""An API token, without its secret."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.domain.caller import Role


class NewApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """What is chosen when a token is created; without `expires_at` it is valid until it is revoked."""

    name: str
    role: Role
    expires_at: datetime | None = None


class ApiToken(NewApiToken, frozen=True, kw_only=True):
    """A token as stored. `last_used_at` is exact to the hour."""

    organiser_id: UUID
    id: UUID
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether the token opens anything at this time."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)
