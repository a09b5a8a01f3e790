"""The wire structs of a session."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.registration.web.api.kit.changes import changes_of
from services.registration.web.api.kit.fields import (
    Day,
    Link,
    Moment,
    Number,
    RequestBody,
    Resource,
    Seats,
    SingleLine,
    Text,
    Title,
)
from services.registration.web.api.kit.warnings import ApiWarning
from shared.events import Mode, SessionStatus

ShownStatus = Literal["announced", "tentative", "scheduled", "cancelled", "completed"]


class Session(Resource, frozen=True, kw_only=True):
    """Status `completed` is derived: shown after the session has ended. `organiser_id`: who arranges it, if not the tenant.

    `seats_left`: seats that can be taken now; null if the number of seats is unlimited. `warnings` say, for one session,
    what is perhaps not what was meant; a list leaves them empty.
    """

    cohort_id: UUID
    number: int | None
    form: str | None
    title: str
    term: str | None
    date: Day | None
    starts_at: datetime | None
    ends_at: datetime | None
    mode: Mode | None
    place: str | None
    join_url: str | None
    capacity: int | None
    status: ShownStatus
    parent_id: UUID | None
    choice_group: str | None
    choices: int | None
    agenda: list[str] | None
    note: str | None
    organiser_id: UUID | None
    host_id: UUID | None
    booked_by: UUID | None
    replaces_id: UUID | None
    cancel_reason: str | None
    seats_left: int | None
    version: int
    warnings: list[ApiWarning] = msgspec.field(default_factory=list)


class NewSessionBody(RequestBody, frozen=True, kw_only=True):
    cohort_id: UUID
    title: Title
    number: Number | None = None
    form: SingleLine | None = None
    term: SingleLine | None = None
    date: Day | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    mode: Mode | None = None
    place: SingleLine | None = None
    join_url: Link | None = None
    capacity: Seats | None = None
    status: SessionStatus | None = None
    parent_id: UUID | None = None
    choice_group: SingleLine | None = None
    choices: Number | None = None
    agenda: list[Text] | None = None
    note: Text | None = None
    organiser_id: UUID | None = None
    host_id: UUID | None = None
    booked_by: UUID | None = None
    replaces_id: UUID | None = None


SessionChangesBody = changes_of(
    NewSessionBody,
    "SessionChangesBody",
    doc="`reason` is mailed to people with seats, together with the changes.",
    fixed=("cohort_id",),
    never_null=("status",),
    more={"reason": SingleLine | None},
)
