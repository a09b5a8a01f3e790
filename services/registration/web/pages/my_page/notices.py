"""The notice at the top of a participant's own page, about what was just done."""

from typing import Final

from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.parts import Notice
from services.registration.web.pages.my_page import waiting_list
from services.registration.web.pages.my_page.context import MyPageContext

CALENDAR: Final = "kalender"
LANGUAGE: Final = "sprak"
SUBSTITUTE: Final = "ersattare"
DETAILS: Final = "uppgifter"
TAKEN_BACK: Final = "tillbaka"


def done_notice(context: MyPageContext, about: str | None) -> Notice | None:
    """The notice about what was just done; only if it is still true, since the URL can be opened again later."""
    texts, own = context.words.mine, context.words.own
    if about == CALENDAR:
        chosen = context.registration.calendar
        heading = texts.calendar_saved.format(choice=texts.calendars[chosen].title)
        return Notice(heading=heading, text=texts.calendar_saved_texts[chosen])
    notices = {
        LANGUAGE: own.language_saved if context.setting.language_chosen else None,
        SUBSTITUTE: own.sent if context.given else None,
        DETAILS: own.details_saved,
        TAKEN_BACK: own.taken_back if context.ahead() else None,
    }
    if (notice := notices.get(about or "")) is not None:
        return Notice(heading=notice.title, text=notice.detail)
    return _notice_of_date(context, about)


def _notice_of_date(context: MyPageContext, about: str | None) -> Notice | None:
    texts = context.words.mine
    session = context.session(read_uuid(about or ""))
    if session is None:
        return None
    seat = context.seats.get(session.id)
    # An offer is shown at its date, with its actions.
    if seat is None or seat.is_offered or not context.is_ahead(session):
        return None
    if (declined_notice := waiting_list.declined(seat, session, context.words)) is not None:
        return declined_notice
    if seat.status == "withdrawn":
        return Notice(heading=texts.withdrew_one.format(title=session.title), text=texts.withdrew_one_lead)
    if seat.status == "waiting":
        return Notice(heading=texts.took_one_waiting.format(title=session.title), kind="wait")
    return Notice(heading=texts.took_one.format(title=session.title))
