"""Whom an answer from a calendar names as a substitute, for the form that sends one."""

from collections.abc import Sequence

from services.registration.domain.sessions.session import Session
from services.registration.store.transaction import reading
from services.registration.store.views.staff import calendar_answers
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.posted_form import read_uuid


async def who_comes(request: StaffRequest, held: Sequence[Session]) -> dict[str, str]:
    """Whom an answer from a calendar names, and the session that it is about; nothing where none is named in the address."""
    answer_id = read_uuid(request.query.get("svar", ""))
    if answer_id is None:
        return {}
    async with reading(request.pool) as conn:
        one = await calendar_answers.find_waiting(
            conn, request.caller.organiser_id, answer_id, sees_protected=request.caller.sees_protected
        )
    if one is None or one.session_id not in {session.id for session in held}:
        return {}
    return {
        "session_ids": str(one.session_id),
        "substitute_name": one.by_name or "",
        "substitute_email": one.by_address or "",
    }
