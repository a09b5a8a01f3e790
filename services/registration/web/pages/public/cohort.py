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
from services.registration.web.kit.layout import Link, PageContext
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
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import explained
from shared import times

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_ABOUT_A_DATE: Final = (SessionFull, SessionOver, SessionCancelled)


@route("/{organiser:str}/{cohort:str}", http_method=_GET)
async def show_cohort(request: Asking, services: AppServices) -> Response[bytes]:
    """What it is, or its dates as a calendar."""
    word = request.path_params["cohort"]
    if word.endswith(ENDING):
        found = await find(request, services, word.removesuffix(ENDING))
        return calendar(cohort_feed(found))
    found = await find(request, services, word)
    if "skickat" in request.query_params:
        return _sent(found)
    return _page(found)


@post("/{organiser:str}/{cohort:str}")
async def register_for_cohort(request: Asking, services: AppServices) -> Response[bytes]:
    """Register; the answer is the same whether we know the address or not, and the link goes by mail only."""
    found = await find(request, services, request.path_params["cohort"])
    if not found.is_open:
        # Closed, full or cancelled since the page was opened: what stands now, and nothing is stored.
        return _page(found, status=409)
    form = await posted_form.read(request)
    read = read_application(
        form,
        found.words,
        found.locale.language,
        choosable=found.choosable,
        others=found.not_choosable,
        choices=found.choices,
        asked=found.asked,
    )
    if isinstance(read, list):
        return _page(found, form, read)
    await enforce_rate_limit(request, services, found.host.id, found.now)
    try:
        await apply(
            services.registrations,
            found.caller,
            found.cohort.id,
            read.applicant,
            session_ids=read.session_ids,
            given=read.given,
            confirmations=found.cohort.confirmations,
            may_wait=found.has_waiting_list,
        )
    except CohortNotOpen:
        return _page(await find(request, services, found.cohort.slug), status=409)
    except FieldsRefused as refused:
        # A question was changed while the page was open.
        again = await find(request, services, found.cohort.slug)
        return _page(again, form, again.asked.mistakes(refused.errors) if again.asked else [])
    except RegistrationError as error:
        again = await find(request, services, found.cohort.slug)
        return _page(again, form, mistakes_of(error, again))
    services.wake()
    return go_to(found.locale.address(found.path, skickat="1"))


async def find(request: Asking, services: Services, slug: str) -> CohortContext:
    """A cohort that is published; no such page where there is none."""
    async with reading(services.pool) as conn:
        host = await find_host(conn, request)
        cohort = await public.find_cohort(conn, host.id, known_word(slug))
        if cohort is None:
            raise NotFoundException
        sessions = await public.list_sessions(conn, host.id, [cohort.id])
        asked = await questions.find(
            conn, locale_of(request), host.id, cohort.id, asks=cohort.asks, now=times.now()
        )
    return CohortContext(
        locale=locale_of(request),
        host=host,
        cohort=cohort,
        sessions=dates.in_time_order(sessions[cohort.id]),
        asked=asked,
        base_url=services.settings.base_url,
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
    return show("cohort", page, found.locale, status=422 if mistakes else status)


def _sent(found: CohortContext) -> Response[bytes]:
    sentences = found.words.public.cohort
    return message.message(
        PageContext(
            found.locale,
            found.host,
            here=found.path,
            query={"skickat": "1"},
            contact=found.cohort,
            ask=found.words.public.list.ask_us,
        ),
        status=200,
        heading=sentences.sent,
        kind=found.cohort.title,
        leads=(sentences.sent_lead,),
        texts=(sentences.sent_more,),
        link=Link(sentences.back, found.locale.address(found.path)),
    )


def mistakes_of(error: RegistrationError, found: CohortContext) -> list[Mistake]:
    """What kept a choice of dates from being had, said at the dates."""
    sentences = explained(error, found.locale.language)
    text = f"{sentences.title}. {sentences.detail}"
    if isinstance(error, _ABOUT_A_DATE):
        title = next((one.title for one in found.sessions if one.id == error.session_id), None)
        return [Mistake(DATES, f"{title}: {text}" if title else text)]
    return [Mistake(DATES, text)]
