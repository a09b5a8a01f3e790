"""`/{organiser}/{cohort}`: one cohort, and registration if it is open to all.

No CSRF token: visitors are anonymous, so a forged post gains no rights.
"""

from typing import Any, Final

from litestar import Response, post, route
from litestar.enums import HttpMethod

from services.registration.actions.registrations.register_publicly import apply
from services.registration.domain import options
from services.registration.domain.errors import (
    CohortNotOpen,
    FieldsRefused,
    RegistrationError,
    SessionCancelled,
    SessionFull,
    SessionOver,
)
from services.registration.store.access.receipts import ReceiptLine
from services.registration.store.transaction import reading
from services.registration.store.views import public
from services.registration.store.views.public import PublicOrganiser
from services.registration.web.kit import dates, message
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.forms.date_choice import DATES
from services.registration.web.kit.forms.fields import Mistake
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import Link, PageContext
from services.registration.web.kit.locale import locale_of
from services.registration.web.kit.rate_limit import enforce_rate_limit, spend_for_addresses
from services.registration.web.kit.receipts import RECEIPT, find_receipt, heading_of, leads_of
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.public.cohort_page import cohort_page
from services.registration.web.pages.public.dates import CohortContext
from services.registration.web.pages.public.feeds import ENDING, calendar, cohort_feed
from services.registration.web.pages.public.organiser import (
    PageRequest,
    find_host,
    require_slug,
    respond_public,
)
from services.registration.web.pages.public.registration_form import read_application
from services.registration.web.pages.questions import form as question_form
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import WORDING, explained
from shared import times

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_ABOUT_A_DATE: Final = (SessionFull, SessionOver, SessionCancelled)


@route("/{organiser:str}/{cohort:str}", http_method=_GET)
async def show_cohort(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The cohort's page, or with `.ics` its dates as a calendar."""
    path_word = request.path_params["cohort"]
    if path_word.endswith(ENDING):
        context = await find(request, services, path_word.removesuffix(ENDING))
        return calendar(request, cohort_feed(context))
    context = await find(request, services, path_word)
    if "skickat" in request.query_params:
        return await _sent(services, context, request.query_params.get(RECEIPT))
    return _page(context)


@post("/{organiser:str}/{cohort:str}")
async def register_for_cohort(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Register. The response does not reveal whether the address is known; the link is sent by mail only."""
    context = await find(request, services, request.path_params["cohort"])
    if not context.is_open:
        # Closed, full or cancelled since the page was opened: show the present state and store nothing.
        return _page(context, status=409)
    form = await posted_form.read(request)
    registration_form = read_application(
        form,
        context.words,
        context.locale.language,
        choosable=context.choosable,
        others=context.not_choosable,
        choices=context.choices,
        questions=context.questions,
    )
    if isinstance(registration_form, list):
        return _page(context, form, registration_form)
    await enforce_rate_limit(request, services, context.host.id, context.now)
    typed = [registration_form.applicant.email]
    await spend_for_addresses(request, services, context.host.id, typed, now=context.now)
    try:
        receipt_id = await apply(
            services.registrations,
            context.caller,
            context.cohort.id,
            registration_form.applicant,
            session_ids=registration_form.session_ids,
            submitted=registration_form.answers,
            confirmations=context.cohort.confirmations,
            may_wait=context.has_waiting_list,
            expected={
                session.id: "waiting" if options.is_full(session) else "confirmed"
                for session in context.sessions
            },
        )
    except CohortNotOpen:
        return _page(await find(request, services, context.cohort.slug), status=409)
    except FieldsRefused as error:
        # A question was changed while the page was open.
        reloaded = await find(request, services, context.cohort.slug)
        return _page(reloaded, form, reloaded.questions.mistakes(error.errors) if reloaded.questions else [])
    except RegistrationError as error:
        reloaded = await find(request, services, context.cohort.slug)
        return _page(reloaded, form, mistakes_of(error, reloaded))
    services.wake()
    return go_to(context.locale.address(context.path, skickat="1", **{RECEIPT: str(receipt_id)}))


async def find(request: PageRequest, services: Services, slug: str) -> CohortContext:
    """The data of a published cohort; raises `NotFoundException` if there is none."""
    async with reading(services.pool) as conn:
        host = await find_host(conn, request)
        cohort = await public.find_cohort(conn, host.id, require_slug(slug))
        if cohort is None:
            raise ShortCircuit(_no_such_cohort(request, host))
        sessions = await public.list_sessions(conn, host.id, [cohort.id])
        form_questions = await question_form.find(
            conn, locale_of(request), host.id, cohort.id, asks=cohort.asks, now=times.now()
        )
    return CohortContext(
        locale=locale_of(request),
        host=host,
        cohort=cohort,
        sessions=dates.in_time_order(sessions[cohort.id]),
        questions=form_questions,
        base_url=services.settings.base_url,
        now=times.now(),
    )


def _no_such_cohort(request: PageRequest, host: PublicOrganiser) -> Response[bytes]:
    """The page of an address under an organiser that leads nowhere: it leads to what the organiser has on."""
    locale = locale_of(request)
    words = WORDING[locale.language]
    texts = words.status.by_status[404]
    return message.message(
        PageContext(locale, host, here=request.url.path, ask=words.public.list.ask_us),
        status=404,
        heading=texts.title,
        leads=(texts.detail,),
        link=Link(words.public.cohort.to_the_list, locale.address(f"/{host.slug}")),
    )


def _page(
    context: CohortContext,
    form: PostedForm | None = None,
    mistakes: list[Mistake] | None = None,
    *,
    status: int = 200,
) -> Response[bytes]:
    page: Any = cohort_page(context, form=form, mistakes=mistakes or ())  # Any: as `respond_public` takes it
    return respond_public("cohort", page, context.locale, status=422 if mistakes else status)


async def _sent(services: Services, context: CohortContext, receipt_param: str | None) -> Response[bytes]:
    """Whether one is registered, and where the mail goes; after an hour, or by another link, only where to look."""
    sentences = context.words.public.cohort
    lines = await find_receipt(services, context.host.id, context.cohort.id, receipt_param, now=context.now)
    line = lines[0] if lines else None
    heading, leads, texts = _receipt_texts(context, line)
    query = {"skickat": "1", **({RECEIPT: receipt_param} if line and receipt_param else {})}
    return message.message(
        PageContext(
            context.locale,
            context.host,
            here=context.path,
            query=query,
            contact=context.cohort,
            ask=context.words.public.list.ask_us,
        ),
        status=200,
        heading=heading,
        kind=context.cohort.title,
        leads=leads,
        texts=texts,
        link=Link(sentences.back, context.locale.address(context.path)),
    )


def _receipt_texts(
    context: CohortContext, line: ReceiptLine | None
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The heading, the lead and the rest of the page after a registration: the same for known and for new addresses."""
    sentences, words = context.words.public.cohort, context.words
    if context.cohort.must_confirm:
        to_confirm = words.confirming
        lead = to_confirm.sent_to.format(email=line.email) if line else to_confirm.sent_lead
        return to_confirm.sent, (lead,), (to_confirm.sent_more, to_confirm.sent_again)
    more = (sentences.sent_more, sentences.sent_again)
    if line is None:
        return sentences.sent, (sentences.sent_lead,), more
    return heading_of(line, words), leads_of(line, context.sessions, words), more


def mistakes_of(error: RegistrationError, context: CohortContext) -> list[Mistake]:
    """The error of the action, shown at the dates."""
    sentences = explained(error, context.locale.language)
    text = f"{sentences.title}. {sentences.detail}"
    if isinstance(error, _ABOUT_A_DATE):
        title = next((session.title for session in context.sessions if session.id == error.session_id), None)
        return [Mistake(DATES, f"{title}: {text}" if title else text)]
    return [Mistake(DATES, text)]
