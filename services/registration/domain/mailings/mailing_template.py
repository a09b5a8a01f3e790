"""A template: the text of a mailing that is kept to be used again."""

from typing import TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes


class NewMailingTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """The editable fields of a template; both texts are as a mailing's."""

    name: str
    subject: str
    body: str


class MailingTemplate(NewMailingTemplate, frozen=True, kw_only=True):
    """A template as stored."""

    organiser_id: UUID
    id: UUID
    version: int = 1


MailingTemplateChanges: TypeAlias = Changes[MailingTemplate]
