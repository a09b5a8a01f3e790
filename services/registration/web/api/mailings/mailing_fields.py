"""The fields of mailings and their templates in requests and responses."""

from typing import Annotated
from uuid import UUID

import msgspec

from services.registration.domain.mailings import mailing as domain
from services.registration.domain.mailings.mailing import MailingStatus, PersonStatus
from services.registration.web.api.kit.changes import changes_of
from services.registration.web.api.kit.fields import (
    CountyCode,
    Email,
    Moment,
    MunicipalityCode,
    Name,
    RequestBody,
    Resource,
    SingleLine,
)
from services.registration.web.api.kit.request import ListQuery
from services.registration.web.api.kit.warnings import ApiWarning
from shared.plan_preview import LaterMailCount, ListedMail, MailCount, SampleMail

Subject = Annotated[str, msgspec.Meta(min_length=1, max_length=domain.SUBJECT, extra={"rule": "line"})]
Body = Annotated[str, msgspec.Meta(min_length=1, max_length=domain.BODY, extra={"rule": "text"})]


class MailingSelection(RequestBody, frozen=True, kw_only=True, omit_defaults=True):
    """Which people of the cohort: every field that is given must match; `status` and `statuses` are alternatives.

    Without a status: whoever is invited, comes or waits, but none who has said no. `pending`: no answer yet. `accepted`:
    comes or waits, or has said yes. `session_id`: has a seat or waits there; `not_session_id`: does neither.
    """

    status: PersonStatus | None = None
    statuses: list[PersonStatus] = msgspec.field(default_factory=list)
    session_id: UUID | None = None
    not_session_id: UUID | None = None
    county_code: CountyCode | None = None
    municipality_code: MunicipalityCode | None = None
    organisation_id: UUID | None = None
    role: SingleLine | None = None
    audience_id: UUID | None = None


class NewMailingBody(RequestBody, frozen=True, kw_only=True):
    """`subject` and `body` (Markdown) may have placeholders, such as `{{first_name}}`.

    It is sent at once; with `send_at` then, to whom the selection matches then; as a `draft` not until it is asked to.
    """

    cohort_id: UUID
    selection: MailingSelection = MailingSelection()
    subject: Subject
    body: Body
    send_at: Moment | None = None
    draft: bool = False


MailingChangesBody = changes_of(NewMailingBody, "MailingChangesBody", fixed=["draft"])


class MailingFile(Resource, frozen=True, kw_only=True):
    """A file that goes with a mailing; `size` in bytes."""

    name: str
    media_type: str
    size: int


class Mailing(Resource, frozen=True, kw_only=True):
    """A mailing. `recipients` and `without_address`: as it was sent, or as it would be now."""

    cohort_id: UUID
    selection: MailingSelection
    subject: str
    body: str
    status: MailingStatus
    send_at: Moment | None
    sent_at: Moment | None
    recipients: int | None
    without_address: int | None
    created_at: Moment
    attachments: list[MailingFile]
    version: int
    warnings: list[ApiWarning] = msgspec.field(default_factory=list)


class MailingQuery(ListQuery, frozen=True, kw_only=True):
    cohort_id: UUID | None = None
    status: MailingStatus | None = None


class ScheduleBody(RequestBody, frozen=True, kw_only=True):
    """When the mailing goes."""

    send_at: Moment


class MailingTestBody(RequestBody, frozen=True, kw_only=True):
    """Where the test goes."""

    to: Email


class PreviewBody(RequestBody, frozen=True, kw_only=True):
    """`person_id`: whose mail is shown, of those in `listed`; null: the first. `key`: likewise, within one preview."""

    key: SingleLine | None = None
    person_id: UUID | None = None


class MailingPreview(msgspec.Struct, frozen=True, kw_only=True):
    """Who would get what if the mailing were sent now, and one of the mails as it would be; its links open nothing."""

    mails: list[MailCount]
    later: list[LaterMailCount]
    recipients: int
    without_address: int
    listed: list[ListedMail]
    sample: SampleMail | None


class AttachmentQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`name`: the file's name in the mail."""

    name: Name


class MailingTemplate(Resource, frozen=True, kw_only=True):
    """A text that is kept to be used again in mailings."""

    name: str
    subject: str
    body: str
    version: int


class NewMailingTemplateBody(RequestBody, frozen=True, kw_only=True):
    name: Name
    subject: Subject
    body: Body


MailingTemplateChanges = changes_of(NewMailingTemplateBody, "MailingTemplateChanges")
