"""Creates, changes and takes away the organiser's own text for a kind of letter."""

from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_names
from services.registration.domain.caller import Caller
from services.registration.domain.errors import NotFound, VersionConflict
from services.registration.domain.mailings.letter_text import (
    TEXTS,
    NewLetterText,
    OwnLetterText,
    OwnLetterTextChanges,
    require_own,
    require_texts,
)
from services.registration.store.access import audit
from services.registration.store.mailings import letter_texts
from services.registration.store.outgoing import mailing_events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool


@permitted("letter_text.create")
async def create(pool: Pool, caller: Caller, new: NewLetterText) -> UUID:
    """Store a text and return its id. Raises `FieldsRefused` for it, `NotFound` for its owner, `InUse` if there is one."""
    require_own(new)
    require_texts(new)
    text = OwnLetterText(organiser_id=caller.organiser_id, id=ids.new(), **msgspec.structs.asdict(new))
    async with transaction(pool) as conn:
        made = await letter_texts.insert(conn, text)
        await _tell(conn, caller, "letter_text.create", text, made, after={"letter": text.letter})
    return made


@permitted("letter_text.change")
async def change(
    pool: Pool, caller: Caller, text_id: UUID, changes: OwnLetterTextChanges, *, version: int | None
) -> None:
    """Store the changed texts. Raises as `create`, and `VersionConflict`."""
    async with transaction(pool) as conn:
        current = await letter_texts.lock(conn, caller.organiser_id, text_id)
        if version is not None and version != current.version:
            raise VersionConflict(text_id)
        changed = changes.apply(current)
        require_texts(changed)
        await letter_texts.update(conn, changed)
        # As with a mailing, the texts themselves are not logged.
        after = changed_names(msgspec.structs.asdict(current), msgspec.structs.asdict(changed))
        await _tell(conn, caller, "letter_text.change", current, text_id, after=after)


@permitted("letter_text.delete")
async def delete(pool: Pool, caller: Caller, text_id: UUID) -> None:
    """Take a text away, so that ours holds again, or that of the programme or the organiser. Raises `NotFound`."""
    async with transaction(pool) as conn:
        current = await letter_texts.lock(conn, caller.organiser_id, text_id)
        if current.is_ours:
            raise NotFound("letter_text")
        await letter_texts.update(conn, msgspec.structs.replace(current, **dict.fromkeys(TEXTS)))
        await _tell(conn, caller, "letter_text.delete", current, text_id, after={"letter": current.letter})


async def _tell(
    conn: Conn, caller: Caller, action: str, text: OwnLetterText, text_id: UUID, *, after: dict[str, object]
) -> None:
    await audit.write(conn, caller, action, ("letter_text", text_id), after=after)
    await mailing_events.tell_letter_texts(conn, caller.organiser_id, [text.owner_id])
