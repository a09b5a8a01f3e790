"""The events of notices to addresses that are no person's: registration has opened, and links for staff."""

from datetime import datetime
from typing import Literal

from shared.language import Language
from shared.snapshot import Snapshot

# invited: somebody let them in. forgotten: they asked for it themselves.
StaffLinkReason = Literal["invited", "forgotten"]


class Opening(Snapshot, frozen=True, kw_only=True, tag="opening"):
    """Registration has opened; sent to one subscriber, whose address registration then deletes."""

    email: str
    language: Language
    title: str
    cohort_slug: str
    opened_at: datetime


class StaffLink(Snapshot, frozen=True, kw_only=True, tag="staff_link"):
    """The newest link by which a staff member, `id`, chooses a password; without `until` there is none any more."""

    email: str
    language: Language
    generation: int
    reason: StaffLinkReason = "invited"
    name: str | None = None
    until: datetime | None = None
