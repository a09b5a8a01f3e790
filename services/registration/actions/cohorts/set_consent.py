"""Sets the text that participants agree to."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.store import cohorts, questions
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("consent.set")
async def set_consent(
    pool: Pool, caller: Caller, cohort_id: UUID, *, text: str | None, text_en: str | None
) -> None:
    """Store a new version of the text; None asks for no consent any more; an unchanged text makes no version.

    Earlier versions are kept, because people have accepted them.
    """
    async with transaction(pool) as conn:
        await cohorts.lock(conn, caller.organiser_id, cohort_id)
        current = await questions.find_consent(conn, caller.organiser_id, cohort_id)
        if (text, text_en) == (current.text, current.text_en):
            return
        await questions.add_consent(
            conn,
            caller.organiser_id,
            cohort_id,
            version=current.version + 1,
            text=text,
            text_en=text_en,
            now=caller.now,
        )
        await audit.write(
            conn,
            caller,
            "consent.set",
            ("cohort", cohort_id),
            before={"text": current.text, "text_en": current.text_en},
            after={"text": text, "text_en": text_en},
        )
