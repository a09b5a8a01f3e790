"""`/admin/{organiser}/jag`, the part about the calendar: a link to subscribe to all sessions."""

import msgspec
from litestar import Response

from services.registration.actions.staff.change_feed import change_feed
from services.registration.store.access import staff_feeds
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.route import StaffRequest
from shared import links


class StaffCalendarPart(msgspec.Struct, frozen=True, kw_only=True):
    """`url` and `webcal` are None as long as there is no link."""

    action: str
    url: str | None
    webcal: str | None


async def calendar_part(request: StaffRequest) -> StaffCalendarPart:
    """The part, with the link if there is one."""
    staff_id, settings = request.signed_in.staff_id, request.services.settings
    async with reading(request.pool) as conn:
        generation = await staff_feeds.generation(conn, request.caller.organiser_id, staff_id)
    url = None
    if generation is not None:
        url = f"{links.url(settings.base_url, 'k', staff_id, generation, settings.keys())}.ics"
    return StaffCalendarPart(
        action=request.address("/jag/kalender"),
        url=url,
        webcal=f"webcal:{url.partition(':')[2]}" if url else None,
    )


async def save_calendar(request: StaffRequest) -> Response[bytes]:
    """Make a link, replace it, or take it away."""
    has_feed = request.form.text("gor") != "ta-bort"
    await change_feed(request.pool, request.caller, request.signed_in.staff_id, has_feed=has_feed)
    return request.go_to("/jag", om="kalender" if has_feed else "ingen-kalender")
