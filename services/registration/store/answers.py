"""The answers of a registration: what a form of the organiser's own asked."""

from typing import Any, Final
from uuid import UUID

from services.registration.domain.errors import NotFound, VersionConflict
from shared.postgres import Conn

LOCK: Final = "select version from registration where organiser_id = $1 and id = $2 for no key update"

UPDATE: Final = """
update registration set answers = $3, version = version + 1 where organiser_id = $1 and id = $2
"""


async def replace(
    conn: Conn,
    organiser_id: UUID,
    registration_id: UUID,
    answers: dict[str, Any],  # Any: what a form of the organiser's own asks
    *,
    version: int | None,
) -> None:
    """Keep these answers instead; `VersionConflict` if the registration is another by now."""
    found = await conn.fetchval(LOCK, organiser_id, registration_id)
    if found is None:
        raise NotFound("registration")
    if version is not None and version != found:
        raise VersionConflict(registration_id)
    await conn.execute(UPDATE, organiser_id, registration_id, answers)
