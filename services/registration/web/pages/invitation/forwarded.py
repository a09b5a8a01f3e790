"""`/i/…/annan`: somebody who was sent an invitation on answers for themselves. No CSRF field, as in invitation.py."""

from typing import Any, Final

import msgspec
from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.invitations.answer_forwarded import answer_forwarded
from services.registration.domain.errors import AnotherOrganisation, RegistrationError, SubstituteIsInvited
from services.registration.web import callers
from services.registration.web.kit import posted_form
from services.registration.web.kit.application import read_application
from services.registration.web.kit.fields import Mistake
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.rate_limit import enforce_rate_limit
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

Asking = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


@route("/i/{token:str}/annan", http_method=_GET)
async def show_forwarded(request: Asking, services: AppServices) -> Response[bytes]:
    """A form where the cohort lets invitations be forwarded, else whom to ask; looking changes nothing."""
    found = await _find(request, services)
    return sent(found) if "skickat" in request.query_params else forwarded_page(found)


@post("/i/{token:str}/annan")
async def register_by_forwarded(request: Asking, services: AppServices) -> Response[bytes]:
    """Register whoever it is; the link goes by mail only, and what we know of the address is not told."""
    found = await _find(request, services)
    form = await posted_form.read(request)
    read = read_application(
        form,
        found.words,
        found.locale.language,
        choosable=found.choosable,
        others=found.not_choosable,
        choices=found.choices,
    )
    if read.applicant is None or read.mistakes:
        return forwarded_page(found, form=form, mistakes=read.mistakes)
    await enforce_rate_limit(request, services, found.invitation.organiser_id, found.now)
    try:
        await answer_forwarded(
            services.pool,
            callers.visitor(found.invitation.organiser_id, now=found.now, language=found.locale.language),
            found.invitation.id,
            read.applicant,
            session_ids=read.session_ids,
        )
    except RegistrationError as error:
        again = await _find(request, services)
        return forwarded_page(again, form=form, mistakes=_mistakes(error, again))
    services.wake()
    return go_to(found.locale.address(f"{found.path}/annan", skickat="1"))


async def _find(request: Asking, services: Services) -> InvitationContext:
    """The invitation as it is to somebody new: nothing of what the one invited has answered or has."""
    found = await handlers.find(request, services)
    handlers.require_answerable(found)
    if found.setting.forwarding == "personal" or found.invitation.kind != "inbjudan":
        raise ShortCircuit(only_for_the_invited(found))
    unanswered = msgspec.structs.replace(
        found.invitation, status="sent", registration_id=None, registration_generation=None
    )
    return msgspec.structs.replace(found, invitation=unanswered, seats={}, my_path=None, asked=None)


def _mistakes(error: RegistrationError, found: InvitationContext) -> list[Mistake]:
    texts = found.words.forwarded
    if isinstance(error, AnotherOrganisation):
        organisation = found.invitation.organisation or texts.organisation
        return [Mistake("email", texts.another_organisation.format(organisation=organisation))]
    if isinstance(error, SubstituteIsInvited):
        return [Mistake("email", texts.is_invited)]
    return mistakes_of(error, found)
