"""`/{organiser}/{cohort}/flera`: one person registers several colleagues, where registration is open to all.

No CSRF field, as in public_cohort.py.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from litestar import Response, post, route
from litestar.enums import HttpMethod

from services.registration.actions.registrations.register_colleagues import register_colleagues
from services.registration.domain.errors import CohortNotOpen, RegistrationError
from services.registration.store import receipts
from services.registration.store.transaction import reading
from services.registration.web.kit import posted_form
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.rate_limit import enforce_rate_limit
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.public import cohort
from services.registration.web.pages.public.colleagues_form import read_colleagues, rows_of
from services.registration.web.pages.public.colleagues_page import colleagues_page, receipt, receipt_gone
from services.registration.web.pages.public.dates import CohortContext
from services.registration.web.pages.public.organiser import Asking
from services.registration.web.services import AppServices, Services

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_RECEIPT_IS_SHOWN: Final = timedelta(hours=1)


@route("/{organiser:str}/{cohort:str}/flera", http_method=_GET)
async def show_colleagues(request: Asking, services: AppServices) -> Response[bytes]:
    """The form, or what became of those registered just now."""
    found = await cohort.find(request, services, request.path_params["cohort"])
    if (asked := request.query_params.get("kvitto")) is not None:
        return await _receipt(services, found, asked)
    _require_open(found)
    return colleagues_page(found, rows=rows_of(None))


@post("/{organiser:str}/{cohort:str}/flera")
async def register_several(request: Asking, services: AppServices) -> Response[bytes]:
    """Register all of them, or nobody; or only show more fields."""
    found = await cohort.find(request, services, request.path_params["cohort"])
    _require_open(found)
    form = await posted_form.read(request)
    rows = rows_of(form)
    if "more" in form:
        return colleagues_page(found, rows=rows, form=form)
    read = read_colleagues(form, found, rows=rows)
    if isinstance(read, list):
        return colleagues_page(found, rows=rows, form=form, mistakes=read)
    for _ in read.colleagues:
        await enforce_rate_limit(request, services, found.host.id, found.now)
    try:
        receipt_id = await register_colleagues(
            services.pool,
            found.caller,
            found.cohort.id,
            read.colleagues,
            session_ids=read.session_ids,
            confirmations=found.cohort.confirmations,
            may_wait=found.has_waiting_list,
        )
    except CohortNotOpen:
        raise ShortCircuit(go_to(found.locale.address(found.path))) from None
    except RegistrationError as error:
        again = await cohort.find(request, services, found.cohort.slug)
        _require_open(again)
        return colleagues_page(again, rows=rows, form=form, mistakes=cohort.mistakes_of(error, again))
    services.wake()
    return go_to(found.locale.address(f"{found.path}/flera", kvitto=str(receipt_id)))


def _require_open(found: CohortContext) -> None:
    """Where nobody can register themselves, nobody registers others: the cohort's own page says why."""
    if not found.is_open:
        raise ShortCircuit(go_to(found.locale.address(found.path)))


async def _receipt(services: Services, found: CohortContext, asked: str) -> Response[bytes]:
    try:
        receipt_id = UUID(asked)
    except ValueError:
        return receipt_gone(found)
    async with reading(services.pool) as conn:
        lines = await receipts.find(
            conn, found.host.id, found.cohort.id, receipt_id, since=found.now - _RECEIPT_IS_SHOWN
        )
    return receipt_gone(found) if lines is None else receipt(found, lines, asked)
