"""`/i/…/annan`: registration by a person to whom an invitation was forwarded. No CSRF token, see handlers.py."""

from typing import Any, Final

import msgspec
from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.invitations.answer_forwarded import answer_forwarded
from services.registration.domain.errors import AnotherOrganisation, RegistrationError, SubstituteIsInvited
from services.registration.web import callers
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.forms.application import read_application
from services.registration.web.kit.forms.fields import Mistake
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.rate_limit import enforce_rate_limit, spend, spend_for_addresses
from services.registration.web.kit.receipts import RECEIPT, find_receipt
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.invitation import handlers
from services.registration.web.pages.invitation.dates import InvitationContext
from services.registration.web.pages.invitation.forwarded_page import (
    forwarded_page,
    only_for_the_invited,
    sent,
)
from services.registration.web.pages.invitation.refused import mistakes_of
from services.registration.web.services import AppServices, Services

PageRequest = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


@route("/i/{token:str}/annan", http_method=_GET)
async def show_forwarded(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The form if the cohort allows forwarding, else whom to ask; a GET changes nothing."""
    context = await _find(request, services)
    if "skickat" not in request.query_params:
        return forwarded_page(context)
    invitation, param = context.invitation, request.query_params.get(RECEIPT)
    lines = await find_receipt(
        services, invitation.organiser_id, invitation.cohort_id, param, now=context.now
    )
    return sent(context, lines[0] if lines else None)


@post("/i/{token:str}/annan")
async def register_by_forwarded(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Register the person. The link is sent by mail only, and the answer does not reveal whether the address is known."""
    context = await _find(request, services)
    form = await posted_form.read(request)
    application = read_application(
        form,
        context.words,
        context.locale.language,
        choosable=context.choosable,
        others=context.not_choosable,
        choices=context.choices,
    )
    if application.applicant is None or application.mistakes:
        return forwarded_page(context, form=form, mistakes=application.mistakes)
    invitation = context.invitation
    await enforce_rate_limit(request, services, invitation.organiser_id, context.now)
    await spend(request, services, invitation.organiser_id, "forwarded", invitation.id, now=context.now)
    typed = [application.applicant.email]
    await spend_for_addresses(request, services, invitation.organiser_id, typed, now=context.now)
    try:
        receipt_id = await answer_forwarded(
            services.pool,
            callers.visitor(
                context.invitation.organiser_id, now=context.now, language=context.locale.language
            ),
            context.invitation.id,
            application.applicant,
            session_ids=application.session_ids,
        )
    except RegistrationError as error:
        reloaded = await _find(request, services)
        return forwarded_page(reloaded, form=form, mistakes=_mistakes(error, reloaded))
    services.wake()
    return go_to(context.locale.address(f"{context.path}/annan", skickat="1", **{RECEIPT: str(receipt_id)}))


async def _find(request: PageRequest, services: Services) -> InvitationContext:
    """The invitation without the invited person's answer and seats."""
    context = await handlers.find(request, services)
    # The answer and the seats of the person invited are nothing to whoever the invitation was forwarded to.
    unanswered = msgspec.structs.replace(
        context.invitation, status="sent", registration_id=None, registration_generation=None
    )
    context = msgspec.structs.replace(
        context, invitation=unanswered, seats={}, moved=frozenset(), my_path=None, questions=None
    )
    await handlers.require_answerable(services, context)
    if context.setting.forwarding == "personal" or context.invitation.kind != "inbjudan":
        raise ShortCircuit(only_for_the_invited(context))
    return context


def _mistakes(error: RegistrationError, context: InvitationContext) -> list[Mistake]:
    texts = context.words.forwarded
    if isinstance(error, AnotherOrganisation):
        organisation = context.invitation.organisation or texts.organisation
        return [Mistake("email", texts.another_organisation.format(organisation=organisation))]
    if isinstance(error, SubstituteIsInvited):
        return [Mistake("email", texts.is_invited)]
    return mistakes_of(error, context)
