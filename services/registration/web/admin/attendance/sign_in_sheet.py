"""`/traffar/{id}/narvarolista.pdf`: the people with a seat, each with a line to sign on."""

from typing import Final

from litestar import Response

from services.registration.domain.errors import NotFound
from services.registration.store.transaction import reading
from services.registration.store.views.staff import roll
from services.registration.store.views.staff.roll import RollSession
from services.registration.web.admin.kit.list_table import MOST_ROWS
from services.registration.web.admin.kit.print_sheet import PrintSheet, answer_with
from services.registration.web.admin.kit.route import StaffRequest
from shared import dates

# For those who come without a seat.
_EMPTY_ROWS: Final = 5


async def print_roll(request: StaffRequest) -> Response[bytes]:
    """The sheet. People with a protected identity are counted and not printed: the paper lies on a table."""
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        session = await roll.session(conn, organiser_id, request.id)
        if session is None:
            raise NotFound("session")
        found = await roll.people(
            conn, organiser_id, session.id, sees_protected=request.caller.sees_protected, limit=MOST_ROWS
        )
    texts, files = request.words.attendance, request.words.staff_files
    coming = [one for one in found if one.status == "confirmed"]
    printed = [one for one in coming if not one.protected_identity]
    hidden = len(coming) - len(printed)
    rows = [(str(number), one.name, one.organisation or "", "") for number, one in enumerate(printed, 1)]
    return await answer_with(
        request,
        PrintSheet(
            name="sign_in_sheet",
            title=texts.heading.format(title=session.title),
            subject=("session", session.id),
            lines=_lines(request, session),
            headings=("", files.columns["name"], files.columns["organisation"], files.signature),
            widths=(1, 7, 7, 7),
            rows=[*rows, *(("", "", "", ""),) * _EMPTY_ROWS],
            notes=(files.hidden_one if hidden == 1 else files.hidden.format(n=hidden),) if hidden else (),
            is_signed=True,
            people=len(printed),
        ),
    )


def _lines(request: StaffRequest, session: RollSession) -> tuple[str, ...]:
    language = request.locale.language
    if session.on_day is None:
        when = request.words.days.unknown_date
    elif session.starts_at is None:
        when = dates.day_in_words(session.on_day, language)
    else:
        when = dates.when(session.starts_at, session.ends_at, language)
    where = f"{when}. {session.place}" if session.place else when
    return (f"{session.programme}, {session.cohort}", where)
