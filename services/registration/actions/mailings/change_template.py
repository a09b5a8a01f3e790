"""Creates, changes and deletes a template for mailings."""

from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_names
from services.registration.domain.caller import Caller
from services.registration.domain.errors import VersionConflict
from services.registration.domain.mailings.mailing import require_text
from services.registration.domain.mailings.mailing_template import (
    MailingTemplate,
    MailingTemplateChanges,
    NewMailingTemplate,
)
from services.registration.store.access import audit
from services.registration.store.mailings import mailing_templates
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("mailing_template.create")
async def create(pool: Pool, caller: Caller, new: NewMailingTemplate) -> UUID:
    """Store a template and return its id. Raises `FieldsRefused` for its texts, and `InUse` for its name."""
    require_text(new.subject, new.body)
    template = MailingTemplate(organiser_id=caller.organiser_id, id=ids.new(), **msgspec.structs.asdict(new))
    async with transaction(pool) as conn:
        await mailing_templates.insert(conn, template)
        await audit.write(conn, caller, "mailing_template.create", ("mailing_template", template.id))
    return template.id


@permitted("mailing_template.change")
async def change(
    pool: Pool, caller: Caller, template_id: UUID, changes: MailingTemplateChanges, *, version: int | None
) -> None:
    """Store the changed fields. Raises as `create`, and `VersionConflict`."""
    async with transaction(pool) as conn:
        current = await mailing_templates.lock(conn, caller.organiser_id, template_id)
        if version is not None and version != current.version:
            raise VersionConflict(template_id)
        changed = changes.apply(current)
        require_text(changed.subject, changed.body)
        await mailing_templates.update(conn, changed)
        # As with a mailing, the texts themselves are not logged.
        after = changed_names(msgspec.structs.asdict(current), msgspec.structs.asdict(changed))
        await audit.write(
            conn, caller, "mailing_template.change", ("mailing_template", template_id), after=after
        )


@permitted("mailing_template.delete")
async def delete(pool: Pool, caller: Caller, template_id: UUID) -> None:
    """Delete a template; mailings keep their text. Raises `NotFound`."""
    async with transaction(pool) as conn:
        await mailing_templates.delete(conn, caller.organiser_id, template_id)
        await audit.write(conn, caller, "mailing_template.delete", ("mailing_template", template_id))
