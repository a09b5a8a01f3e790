"""`/i/…`, an invitation: yes, no, or a substitute; and the pages once it is answered.

Pages behind personal links have no CSRF token: the form posts to the secret link itself, so that a forged post would
have to know the link. No cookie adds any rights to it.
"""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.invitations import answer_invitation, note_message
from services.registration.actions.registrations import take_back
from services.registration.domain.errors import NothingToTakeBack, RegistrationError
from services.registration.domain.form import FieldReader
from services.registration.store import substitutes
from services.registration.store.transaction import reading
from services.registration.store.views import participant
from services.registration.store.views.invitation_batch import OpenedInvitation
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.forms.fields import Mistake, mistake
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.given_seats import all_given
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import PageContext
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.personal_link import (
    locale_for,
    no_such_link,
    path_of,
    read_link,
    stop_replaced_link,
)
from services.registration.web.kit.rate_limit import spend, spend_for_addresses, spend_if_posted
from services.registration.web.kit.responses import go_to, html, render, respond
from services.registration.web.pages.invitation import answered, page_cache, refused
from services.registration.web.pages.invitation.availability import Availability, find_availability
from services.registration.web.pages.invitation.dates import InvitationContext
from services.registration.web.pages.invitation.form import (
    InvitationAnswer,
    InvitationFormContext,
    read_answer,
)
from services.registration.web.pages.invitation.page import invitation_page
from services.registration.web.pages.questions import form as question_form
from services.registration.web.services import AppServices, Services
from shared import links, times
from shared.postgres import Pool

PageRequest = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_UNPROCESSABLE: Final = 422


@route("/i/{token:str}", http_method=_GET)
async def show_invitation(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The invitation, or its answer; a GET changes nothing, because mail scanners follow links."""
    context = await find(request, services)
    if await require_answerable(services, context) == "declined" and "svara" not in request.query_params:
        return answered.declined(context, is_saved="sparat" in request.query_params)
    page = page_cache.page(
        services.invitation_pages, context, lambda context: render("invitation", invitation_page(context))
    )
    return html(page, language=context.locale.language)


@post("/i/{token:str}")
async def answer_an_invitation(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Store an answer, or the reason for a no."""
    context = await find(request, services)
    invitation = context.invitation
    await spend_if_posted(request, services, invitation.organiser_id, invitation.id, context.now)
    form = await posted_form.read(request)
    if "take_back" in form:
        return await _take_back(services, context)
    # Answered in another tab, or after the deadline: show the present state and store nothing.
    await require_answerable(services, context)
    if "reason" in form and "answer" not in form:
        return await _note_reason(services, context, form)
    answer = read_answer(form, _form_context(context), context.words)
    if isinstance(answer, list):
        return _page(context, form, answer)
    if answer.answer == "substitute":
        await spend(request, services, invitation.organiser_id, "to_others", invitation.id, now=context.now)
    typed = [one.email for one in (answer.substitute, answer.details) if one is not None]
    if others := [email for email in typed if email != context.setting.person_email]:
        await spend_for_addresses(request, services, invitation.organiser_id, others, now=context.now)
    try:
        registration_id = await _store(services, context, answer)
    except RegistrationError as error:
        # It changed between read and write: show the present state with the posted values.
        reloaded = await find(request, services)
        await require_answerable(services, reloaded)
        return _page(reloaded, form, refused.mistakes_of(error, reloaded))
    return await _after(services, context, answer, registration_id)


async def _substituted(services: Services, context: InvitationContext) -> Response[bytes]:
    """Who comes in the person's place, and a way to take the seats back."""
    invitation = context.invitation
    async with reading(services.pool) as conn:
        given = await substitutes.list_given(
            conn, invitation.organiser_id, invitation.cohort_id, invitation.person_id
        )
    return all_given(
        PageContext(context.locale, context.setting, here=context.path),
        {seat.session_id: seat for seat in given},
        context.sessions,
        path=context.path,
        title=context.setting.programme_title,
        now=context.now,
    )


async def _take_back(services: Services, context: InvitationContext) -> Response[bytes]:
    """Take every seat back from substitutes, and show them on the participant's own page."""
    try:
        receiver = await take_back.take_back(
            services.pool,
            context.caller,
            cohort_id=context.invitation.cohort_id,
            person_id=context.invitation.person_id,
            session_ids=None,
        )
    except NothingToTakeBack:
        # Taken back in another tab, or the session has begun: the page shows what is so.
        return go_to(context.locale.address(context.path))
    services.wake()
    async with reading(services.pool) as conn:
        registration = await participant.find_registration(conn, receiver)
    path = _my_path(services, receiver, registration.generation if registration else None)
    return go_to(context.locale.address(path or context.path, om="tillbaka"))


async def require_answerable(services: Services, context: InvitationContext) -> Availability:
    """`open` or `declined`; any other state ends the request with its page (`ShortCircuit`)."""
    availability = find_availability(context.invitation, context.setting, context.sessions, context.now)
    if availability == "substituted":
        raise ShortCircuit(await _substituted(services, context))
    if availability not in {"open", "declined"}:
        raise ShortCircuit(answered.unavailable(context, availability))
    return availability


async def find(request: PageRequest, services: Services) -> InvitationContext:
    """The data of the invitation that the token names; ends the request if the link is not valid (`ShortCircuit`)."""
    subject, path = read_link(request, services, "i"), path_of(request, "i")
    opened = await services.invitations.find(subject.id)
    if opened is None:
        raise no_such_link(request, "i")
    invitation, setting = opened.invitation, opened.setting
    locale = locale_for(request, setting)
    if invitation.generation != subject.generation:
        async with reading(services.pool) as conn:
            await stop_replaced_link(conn, locale, invitation, setting, path=path)
    return InvitationContext(
        locale=locale,
        path=path,
        my_path=_my_path(services, invitation.registration_id, invitation.registration_generation),
        invitation=invitation,
        setting=setting,
        sessions=opened.sessions,
        seats=opened.seats,
        moved=opened.moved,
        common=opened.common,
        questions=await _find_questions(services.pool, opened, locale),
        now=times.now(),
    )


async def _find_questions(
    pool: Pool, opened: OpenedInvitation, language: Locale
) -> question_form.FormQuestions | None:
    invitation = opened.invitation
    if not opened.setting.asks or invitation.kind == "utses":
        return None
    async with reading(pool) as conn:
        return await question_form.find(
            conn, language, invitation.organiser_id, invitation.cohort_id, asks=True,
            registration_id=invitation.registration_id, is_hidden=opened.setting.protected_identity, now=times.now(),
        )  # fmt: skip


def _my_path(services: Services, registration_id: UUID | None, generation: int | None) -> str | None:
    if registration_id is None or generation is None:
        return None
    return f"/r/{links.make('r', registration_id, generation, services.settings.keys())}"


def _page(
    context: InvitationContext, form: PostedForm | None = None, mistakes: list[Mistake] | None = None
) -> Response[bytes]:
    return respond(
        "invitation",
        invitation_page(context, form=form, mistakes=mistakes or ()),
        language=context.locale.language,
        status=_UNPROCESSABLE if mistakes else 200,
    )


def _form_context(context: InvitationContext) -> InvitationFormContext:
    return InvitationFormContext(
        invitation=context.invitation,
        setting=context.setting,
        choosable=context.choosable,
        past=context.not_choosable,
        choices=context.choices,
        questions=context.questions,
        # The language in which somebody answers becomes that of their mails, unless they have chosen another before.
        language=context.setting.person_language
        if context.setting.language_chosen and not context.locale.chosen
        else context.locale.language,
    )


async def _store(services: Services, context: InvitationContext, answer: InvitationAnswer) -> UUID | None:
    outcome = await answer_invitation.answer(
        services.pool,
        context.caller,
        context.invitation.id,
        answer=answer.answer,
        session_ids=answer.session_ids,
        substitute=answer.substitute,
        message=answer.message,
        details=answer.details,
        submitted=answer.answers,
    )
    services.wake()
    return outcome.registration_id


async def _after(
    services: Services,
    context: InvitationContext,
    answer: InvitationAnswer,
    registration_id: UUID | None,
) -> Response[bytes]:
    """Redirect after an answer: to the participant's own page after a yes, else to the invitation."""
    if answer.answer == "yes" and registration_id is not None:
        async with reading(services.pool) as conn:
            registration = await participant.find_registration(conn, registration_id)
        if registration is not None and (
            path := _my_path(services, registration.id, registration.generation)
        ):
            return go_to(context.locale.address(path, ny="1"))
    return go_to(context.locale.address(context.path))


async def _note_reason(services: Services, context: InvitationContext, form: PostedForm) -> Response[bytes]:
    """Store the reason for a no; an empty one is ignored, since the reason is voluntary."""
    reader = FieldReader(form.values())
    reason = reader.long_text("reason")
    if reader.errors:
        mistakes = [mistake(error, context.words) for error in reader.errors]
        return answered.declined(context, form=form, mistakes=mistakes)
    if reason is None or context.invitation.status != "declined":
        return go_to(context.locale.address(context.path))
    await note_message.note_message(
        services.pool,
        context.caller,
        context.invitation.id,
        message=reason,
    )
    services.wake()
    return go_to(context.locale.address(context.path, sparat="1"))
