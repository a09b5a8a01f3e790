"""`/i/…`, an invitation: yes, no, or a substitute; and what stands once it is answered.

There is no CSRF field on pages behind personal links: what is posted to is the link itself, and whoever could
forge the post would have to know it already. No cookie adds any power to it.
"""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.invitations import answer_invitation, note_message
from services.registration.domain.errors import RegistrationError
from services.registration.domain.form import FieldReader
from services.registration.store.transaction import reading
from services.registration.store.views import participant
from services.registration.store.views.invitation_batch import OpenedInvitation
from services.registration.web.kit import posted_form
from services.registration.web.kit.fields import Mistake, mistake
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.personal_link import (
    locale_for,
    no_such_link,
    path_of,
    read_link,
    stop_replaced_link,
)
from services.registration.web.kit.posted_form import PostedForm
from services.registration.web.kit.responses import go_to, html, render, respond
from services.registration.web.pages.invitation import answered, page_cache, refused
from services.registration.web.pages.invitation.availability import Standing, standing
from services.registration.web.pages.invitation.dates import InvitationContext
from services.registration.web.pages.invitation.form import InvitationAnswer, InvitationQuestions, read_answer
from services.registration.web.pages.invitation.page import invitation_page
from services.registration.web.pages.questions import form as questions
from services.registration.web.services import AppServices, Services
from shared import links, times
from shared.postgres import Pool

Asking = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_UNPROCESSABLE: Final = 422


@route("/i/{token:str}", http_method=_GET)
async def show_invitation(request: Asking, services: AppServices) -> Response[bytes]:
    """The invitation, or what stands; looking changes nothing, since mail scanners look too."""
    found = await find(request, services)
    if require_answerable(found) == "declined" and "svara" not in request.query_params:
        return answered.declined(found, is_saved="sparat" in request.query_params)
    page = page_cache.page(
        services.invitation_pages, found, lambda it: render("invitation", invitation_page(it))
    )
    return html(page, language=found.locale.language)


@post("/i/{token:str}")
async def answer_an_invitation(request: Asking, services: AppServices) -> Response[bytes]:
    """Take an answer, or the reason for a no."""
    found = await find(request, services)
    # Another tab, or a page left open over the last day: what stands now is shown, and nothing is stored.
    require_answerable(found)
    form = await posted_form.read(request)
    if "reason" in form and "answer" not in form:
        return await _note_reason(services, found, form)
    read = read_answer(form, _asked(found), found.words)
    if isinstance(read, list):
        return _page(found, form, read)
    try:
        registration_id = await _store(services, found, read)
    except RegistrationError as error:
        # It changed between the reading and the writing: what stands now, with what was typed.
        again = await find(request, services)
        require_answerable(again)
        return _page(again, form, refused.mistakes_of(error, again))
    return await _after(services, found, read, registration_id)


def require_answerable(found: InvitationContext) -> Standing:
    """Whether it is open or declined; anything else is a page of its own instead."""
    stands = standing(found.invitation, found.setting, found.sessions, found.now)
    if stands not in {"open", "declined"}:
        raise ShortCircuit(answered.shut(found, stands))
    return stands


async def find(request: Asking, services: Services) -> InvitationContext:
    """Everything about the invitation that a token names."""
    subject, path = read_link(request, services, "i"), path_of(request, "i")
    opened = await services.invitations.find(subject.id)
    if opened is None:
        raise no_such_link(request, "i")
    invitation, setting = opened.invitation, opened.setting
    locale = locale_for(request, setting)
    if invitation.generation != subject.generation:
        # Somebody who sent a substitute keeps the old link: it says so.
        is_dead = invitation.status != "substituted"
        async with reading(services.pool) as conn:
            await stop_replaced_link(conn, locale, invitation, setting, path=path, is_dead=is_dead)
    return InvitationContext(
        locale=locale,
        path=path,
        my_path=_my_path(services, invitation.registration_id, invitation.registration_generation),
        invitation=invitation,
        setting=setting,
        sessions=opened.sessions,
        seats=opened.seats,
        common=opened.common,
        asked=await _find_asked(services.pool, opened, locale),
        now=times.now(),
    )


async def _find_asked(
    pool: Pool, opened: OpenedInvitation, language: Locale
) -> questions.FormQuestions | None:
    invitation = opened.invitation
    if not opened.setting.asks or invitation.kind == "utses":
        return None
    async with reading(pool) as conn:
        return await questions.find(
            conn, language, invitation.organiser_id, invitation.cohort_id, asks=True,
            registration_id=invitation.registration_id, is_hidden=opened.setting.protected_identity, now=times.now(),
        )  # fmt: skip


def _my_path(services: Services, registration_id: UUID | None, generation: int | None) -> str | None:
    if registration_id is None or generation is None:
        return None
    return f"/r/{links.make('r', registration_id, generation, services.settings.keys())}"


def _page(
    found: InvitationContext, form: PostedForm | None = None, mistakes: list[Mistake] | None = None
) -> Response[bytes]:
    return respond(
        "invitation",
        invitation_page(found, form=form, mistakes=mistakes or ()),
        language=found.locale.language,
        status=_UNPROCESSABLE if mistakes else 200,
    )


def _asked(found: InvitationContext) -> InvitationQuestions:
    return InvitationQuestions(
        invitation=found.invitation,
        setting=found.setting,
        choosable=found.choosable,
        past=found.not_choosable,
        choices=found.choices,
        asked=found.asked,
        # Whoever reads the page in another language, by choice, is written to in it.
        language=found.locale.language if found.locale.chosen else found.setting.person_language,
    )


async def _store(services: Services, found: InvitationContext, read: InvitationAnswer) -> UUID | None:
    done = await answer_invitation.answer(
        services.pool,
        found.caller,
        found.invitation.id,
        answer=read.answer,
        session_ids=read.session_ids,
        substitute=read.substitute,
        message=read.message,
        details=read.details,
        given=read.given,
    )
    services.wake()
    return done.registration_id


async def _after(
    services: Services,
    found: InvitationContext,
    read: InvitationAnswer,
    registration_id: UUID | None,
) -> Response[bytes]:
    """Where an answer leads: to one's own page after a yes, else back to what stands."""
    if read.answer == "yes" and registration_id is not None:
        async with reading(services.pool) as conn:
            made = await participant.find_registration(conn, registration_id)
        if made is not None and (path := _my_path(services, made.id, made.generation)):
            return go_to(found.locale.address(path, ny="1"))
    return go_to(found.locale.address(found.path))


async def _note_reason(services: Services, found: InvitationContext, form: PostedForm) -> Response[bytes]:
    """Keep why; nothing written is nothing said, since the reason is voluntary."""
    reader = FieldReader(form.values())
    reason = reader.long_text("reason")
    if reader.errors:
        mistakes = [mistake(error, found.words) for error in reader.errors]
        return answered.declined(found, form=form, mistakes=mistakes)
    if reason is None or found.invitation.status != "declined":
        return go_to(found.locale.address(found.path))
    await note_message.note_message(
        services.pool,
        found.caller,
        found.invitation.id,
        message=reason,
    )
    services.wake()
    return go_to(found.locale.address(found.path, sparat="1"))
