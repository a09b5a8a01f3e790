"""`/{organiser}/{cohort}`: one cohort, and registering where that is open to all.

No CSRF field: whoever posts here is nobody yet, and has no power that a forged post could borrow.
"""

from typing import Any, Final

from litestar import Response, post, route
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException

from services.registration.actions.registrations.register_publicly import apply
from services.registration.domain.errors import (
    CohortNotOpen,
    FieldsRefused,
    RegistrationError,
    SessionCancelled,
    SessionFull,
    SessionOver,
)
from services.registration.store.transaction import reading
from services.registration.store.views import public
from services.registration.web.kit import dates, message, posted_form
from services.registration.web.kit.date_choice import DATES
from services.registration.web.kit.fields import Mistake
from services.registration.web.kit.layout import Link
from services.registration.web.kit.locale import locale_of
from services.registration.web.kit.posted_form import PostedForm
from services.registration.web.kit.rate_limit import enforce_rate_limit
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.public.cohort_page import cohort_page
from services.registration.web.pages.public.dates import CohortContext
from services.registration.web.pages.public.feeds import ENDING, calendar, cohort_feed
from services.registration.web.pages.public.organiser import Asking, find_host, known_word, show
from services.registration.web.pages.public.registration_form import read_application
from services.registration.web.pages.questions import form as questions
from services.registration.web.wording import explained
from shared import times

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_ABOUT_A_DATE: Final = (SessionFull, SessionOver, SessionCancelled)


@route("/{organiser:str}/{cohort:str}", http_method=_GET)
async def show_cohort(request: Asking) -> Response[bytes]:
    """What it is, or its dates as a calendar."""
    word = request.path_params["cohort"]
    if word.endswith(ENDING):
        found = await find(request, word.removesuffix(ENDING))
        return calendar(cohort_feed(found))
    found = await find(request, word)
    if "skickat" in request.query_params:
        return _sent(found)
    return _page(found)


@post("/{organiser:str}/{cohort:str}")
async def register_for_cohort(request: Asking) -> Response[bytes]:
    """Register; the answer is the same whether we know the address or not, and the link goes by mail only."""
    found = await find(request, request.path_params["cohort"])
    if not found.is_open:
        # Closed, full or cancelled since the page was opened: what stands now, and nothing is stored.
        return _page(found, status=409)
    form = await posted_form.read(request)
    read = read_application(
        form,
        found.words,
        found.spoken.language,
        choosable=found.choosable,
        others=found.not_choosable,
        choices=found.choices,
        asked=found.asked,
    )
    if isinstance(read, list):
        return _page(found, form, read)
    await enforce_rate_limit(request, found.host.id, found.now)
    try:
        await apply(
            request.app.state.pool,
            found.host.id,
            found.cohort.id,
            read.applicant,
            session_ids=read.session_ids,
            given=read.given,
            confirmations=found.cohort.confirmations,
            may_wait=found.has_waiting_list,
            now=found.now,
        )
    except CohortNotOpen:
        return _page(await find(request, found.cohort.slug), status=409)
    except FieldsRefused as refused:
        # A question was changed while the page was open.
        again = await find(request, found.cohort.slug)
        return _page(again, form, again.asked.mistakes(refused.errors) if again.asked else [])
    except RegistrationError as error:
        again = await find(request, found.cohort.slug)
        return _page(again, form, mistakes_of(error, again))
    request.app.state.wake()
    return go_to(found.spoken.address(found.path, skickat="1"))


async def find(request: Asking, slug: str) -> CohortContext:
    """A cohort that is published; no such page where there is none."""
    async with reading(request.app.state.pool) as conn:
        host = await find_host(conn, request)
        cohort = await public.find_cohort(conn, host.id, known_word(slug))
        if cohort is None:
            raise NotFoundException
        sessions = await public.list_sessions(conn, host.id, [cohort.id])
        asked = await questions.find(
            conn, locale_of(request), host.id, cohort.id, asks=cohort.asks, now=times.now()
        )
    return CohortContext(
        spoken=locale_of(request),
        host=host,
        cohort=cohort,
        sessions=dates.in_time_order(sessions[cohort.id]),
        asked=asked,
        base_url=request.app.state.settings.base_url,
        now=times.now(),
    )


def _page(
    found: CohortContext,
    form: PostedForm | None = None,
    mistakes: list[Mistake] | None = None,
    *,
    status: int = 200,
) -> Response[bytes]:
    page: Any = cohort_page(found, form=form, mistakes=mistakes or ())  # Any: as `show` takes it
    return show("cohort", page, found.spoken, status=422 if mistakes else status)


def _sent(found: CohortContext) -> Response[bytes]:
    said = found.words.public.cohort
    return message.message(
        found.spoken,
        found.host,
        here=found.path,
        status=200,
        heading=said.sent,
        kind=found.cohort.title,
        leads=(said.sent_lead,),
        texts=(said.sent_more,),
        link=Link(said.back, found.spoken.address(found.path)),
        query={"skickat": "1"},
        asked=found.cohort,
        ask=found.words.public.list.ask_us,
    )


def mistakes_of(error: RegistrationError, found: CohortContext) -> list[Mistake]:
    """What kept a choice of dates from being had, said at the dates."""
    said = explained(error, found.spoken.language)
    text = f"{said.title}. {said.detail}"
    if isinstance(error, _ABOUT_A_DATE):
        title = next((one.title for one in found.sessions if one.id == error.session_id), None)
        return [Mistake(DATES, f"{title}: {text}" if title else text)]
    return [Mistake(DATES, text)]
