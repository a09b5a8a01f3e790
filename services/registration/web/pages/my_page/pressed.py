"""Carries out what somebody has pressed on their own page."""

from typing import Final, get_args
from uuid import UUID

import msgspec

from services.registration.actions.registrations import (
    accept_offer,
    change_dates,
    choose_calendar,
    confirm_coming,
    withdraw,
)
from services.registration.web.kit.forms.posted_form import PostedForm, read_uuid
from services.registration.web.pages.my_page.context import MyPageContext
from services.registration.web.pages.my_page.notices import CALENDAR
from services.registration.web.services import Services
from shared.events import Calendar

ALL: Final = ("all", "alla")


async def apply(services: Services, context: MyPageContext, form: PostedForm) -> UUID | str | None:
    """Carry out the posted action; returns what the notice is about: a session id or the calendar, else None.

    An action that the page does not offer is ignored: it probably comes from an old tab, which then shows the present
    state.
    """
    pool, caller, registration_id = services.pool, context.caller, context.registration.id
    if "withdraw" in form:
        ahead = [session.id for session in context.ahead()]
        session_id = read_uuid(form.text("withdraw"))
        chosen = (
            ahead
            if form.text("withdraw") in ALL
            else [ahead_id for ahead_id in ahead if ahead_id == session_id]
        )
        if chosen:
            await withdraw.withdraw(pool, caller, registration_id, session_ids=chosen)
        return session_id
    if "accept" in form or "coming" in form:
        says_yes = accept_offer.accept if "accept" in form else confirm_coming.confirm_coming
        session_id = read_uuid(form.text("accept") or form.text("coming"))
        if context.session(session_id) is not None and session_id is not None:
            await says_yes(pool, caller, registration_id, session_id=session_id)
        return session_id
    if "take" in form:
        return await _take(services, context, read_uuid(form.text("take")))
    calendar = form.text("calendar")
    if calendar in get_args(Calendar):
        chosen_calendar: Calendar = msgspec.convert(calendar, Calendar)
        await choose_calendar.choose_calendar(pool, caller, registration_id, calendar=chosen_calendar)
        return CALENDAR
    return None


async def _take(services: Services, context: MyPageContext, session_id: UUID | None) -> UUID | None:
    """Add a date, in the place of a parallel one where there is one."""
    session = context.session(session_id)
    if session is None:
        return None
    parallel = context.parallel_session(session)
    session_ids = [other.id for other in context.sessions if context.seat_in(other) and other != parallel]
    if session.id not in session_ids:
        await change_dates.change_dates(
            services.pool, context.caller, context.registration.id, session_ids=[*session_ids, session.id]
        )
    return session.id
