"""`/kalendersvar`: all answers from calendars that wait, the oldest first."""

from typing import Final

import msgspec
from litestar import Response

from services.registration.store.transaction import reading
from services.registration.store.views.staff import calendar_answers
from services.registration.web.admin.kit.calendar_answers import PATH, AnswerLine, answer_line
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.parts import more
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond
from shared import times

_ON_A_PAGE: Final = 50


class CalendarAnswersPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    lines: tuple[AnswerLine, ...]
    nothing: str
    next: Link | None


async def show_answers(request: StaffRequest) -> Response[bytes]:
    """The list; it changes nothing."""
    now = request.caller.now
    async with reading(request.pool) as conn:
        found = await calendar_answers.list_waiting(
            conn,
            request.caller.organiser_id,
            now=now,
            today=times.local(now).date(),
            sees_protected=request.caller.sees_protected,
            after=read_uuid(request.query.get("efter", "")),
            limit=_ON_A_PAGE + 1,
        )
    texts, shown = request.words.staff_calendar_answers, found[:_ON_A_PAGE]
    further = None
    if len(found) > _ON_A_PAGE:
        further = Link(texts.further, request.address(PATH, efter=str(shown[-1].id)))
    page = CalendarAnswersPage(
        layout=request.layout(texts.heading, "more", path=more(request)),
        head=Head(heading=texts.heading, meta=texts.lead),
        lines=tuple(answer_line(request, one) for one in shown),
        nothing=texts.nothing,
        next=further,
    )
    return respond("staff/calendar_answers", page, language=request.locale.language)
