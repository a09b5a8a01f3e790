"""`/{organiser}/{cohort}/flera`: one person registers several colleagues, if registration is open to all.

No CSRF token, see cohort.py.
"""

from typing import Final

from litestar import Response, post, route
from litestar.enums import HttpMethod

from services.registration.actions.registrations.register_colleagues import register_colleagues
from services.registration.domain.errors import CohortNotOpen, RegistrationError
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.rate_limit import enforce_rate_limit, spend_for_addresses
from services.registration.web.kit.receipts import RECEIPT, find_receipt
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.public import cohort
from services.registration.web.pages.public.colleagues_form import read_colleagues, row_count
from services.registration.web.pages.public.colleagues_page import colleagues_page, receipt, receipt_gone
from services.registration.web.pages.public.dates import CohortContext
from services.registration.web.pages.public.organiser import PageRequest
from services.registration.web.services import AppServices, Services

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


@route("/{organiser:str}/{cohort:str}/flera", http_method=_GET)
async def show_colleagues(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The form, or with `kvitto` the receipt of a registration made within the last hour."""
    context = await cohort.find(request, services, request.path_params["cohort"])
    if (receipt_param := request.query_params.get(RECEIPT)) is not None:
        return await _receipt(services, context, receipt_param)
    _require_open(context)
    return colleagues_page(context, rows=row_count(None))


@post("/{organiser:str}/{cohort:str}/flera")
async def register_several(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Register all colleagues or none; or show more fields."""
    context = await cohort.find(request, services, request.path_params["cohort"])
    _require_open(context)
    form = await posted_form.read(request)
    rows = row_count(form)
    if "more" in form:
        return colleagues_page(context, rows=rows, form=form)
    colleagues_form = read_colleagues(form, context, rows=rows)
    if isinstance(colleagues_form, list):
        return colleagues_page(context, rows=rows, form=form, mistakes=colleagues_form)
    for _ in colleagues_form.colleagues:
        await enforce_rate_limit(request, services, context.host.id, context.now)
    typed = [colleague.applicant.email for colleague in colleagues_form.colleagues]
    await spend_for_addresses(request, services, context.host.id, typed, now=context.now)
    try:
        receipt_id = await register_colleagues(
            services.pool,
            context.caller,
            context.cohort.id,
            colleagues_form.colleagues,
            session_ids=colleagues_form.session_ids,
            confirmations=context.cohort.confirmations,
            may_wait=context.has_waiting_list,
        )
    except CohortNotOpen:
        raise ShortCircuit(go_to(context.locale.address(context.path))) from None
    except RegistrationError as error:
        reloaded = await cohort.find(request, services, context.cohort.slug)
        _require_open(reloaded)
        return colleagues_page(reloaded, rows=rows, form=form, mistakes=cohort.mistakes_of(error, reloaded))
    services.wake()
    return go_to(context.locale.address(f"{context.path}/flera", kvitto=str(receipt_id)))


def _require_open(context: CohortContext) -> None:
    """Redirect to the cohort's page, which says why, unless registration is open (`ShortCircuit`)."""
    if not context.is_open:
        raise ShortCircuit(go_to(context.locale.address(context.path)))


async def _receipt(services: Services, context: CohortContext, param: str) -> Response[bytes]:
    lines = await find_receipt(services, context.host.id, context.cohort.id, param, now=context.now)
    return receipt_gone(context) if lines is None else receipt(context, lines, param)
