"""What is pressed beside an answer; afterwards the page of its session says what was done."""

from litestar import Response

from services.registration.actions.calendar_answers import decide_answer
from services.registration.web.admin.kit.route import StaffRequest


async def count(request: StaffRequest) -> Response[bytes]:
    """Let the answer count as if the holder of the seat had sent it."""
    answer = await decide_answer.count_answer(request.pool, request.caller, request.id)
    request.services.wake()
    return request.go_to(f"/traffar/{answer.session_id}", om="raknat")


async def put_aside(request: StaffRequest) -> Response[bytes]:
    """Have the answer wait no longer."""
    answer = await decide_answer.put_aside(request.pool, request.caller, request.id)
    return request.go_to(f"/traffar/{answer.session_id}", om="undan")


async def refuse(request: StaffRequest) -> Response[bytes]:
    """Refuse the time that was proposed."""
    answer = await decide_answer.refuse_proposal(request.pool, request.caller, request.id)
    request.services.wake()
    return request.go_to(f"/traffar/{answer.session_id}", om="nej")
