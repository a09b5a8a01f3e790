"""The wire structs of a session."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from services.registration.web.api.kit.fields import (
    UNSET,
    Day,
    Line,
    Link,
    Moment,
    Number,
    RequestBody,
    Resource,
    Seats,
    Text,
    Title,
    UnsetType,
    Version,
)
from shared.events import Mode, SessionStatus

ShownStatus = Literal["announced", "tentative", "scheduled", "cancelled", "completed"]


class Session(Resource, frozen=True, kw_only=True):
    """`completed` is never stored: it is what is shown once the end has passed. `organiser_id`: if not the tenant.

    `seats_left`: what can be had now; null where as many as like may come.
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


class NewSessionBody(RequestBody, frozen=True, kw_only=True):
    cohort_id: UUID
    title: Title
    number: Number | None = None
    form: Line | None = None
    term: Line | None = None
    date: Day | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    mode: Mode | None = None
    place: Line | None = None
    join_url: Link | None = None
    capacity: Seats | None = None
    status: SessionStatus | None = None
    parent_id: UUID | None = None
    choice_group: Line | None = None
    choices: Number | None = None
    agenda: list[Text] | None = None
    note: Text | None = None
    organiser_id: UUID | None = None
    host_id: UUID | None = None
    booked_by: UUID | None = None
    replaces_id: UUID | None = None


class SessionChangesBody(RequestBody, frozen=True, kw_only=True):
    """`reason` is told to those who have seats, with what has changed."""

    title: Title | UnsetType = UNSET
    number: Number | UnsetType | None = UNSET
    form: Line | UnsetType | None = UNSET
    term: Line | UnsetType | None = UNSET
    date: Day | UnsetType | None = UNSET
    starts_at: Moment | UnsetType | None = UNSET
    ends_at: Moment | UnsetType | None = UNSET
    mode: Mode | UnsetType | None = UNSET
    place: Line | UnsetType | None = UNSET
    join_url: Link | UnsetType | None = UNSET
    capacity: Seats | UnsetType | None = UNSET
    status: SessionStatus | UnsetType = UNSET
    parent_id: UUID | UnsetType | None = UNSET
    choice_group: Line | UnsetType | None = UNSET
    choices: Number | UnsetType | None = UNSET
    agenda: list[Text] | UnsetType | None = UNSET
    note: Text | UnsetType | None = UNSET
    organiser_id: UUID | UnsetType | None = UNSET
    host_id: UUID | UnsetType | None = UNSET
    booked_by: UUID | UnsetType | None = UNSET
    replaces_id: UUID | UnsetType | None = UNSET
    reason: Line | UnsetType | None = UNSET
    version: Version | UnsetType | None = UNSET
