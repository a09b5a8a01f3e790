"""`/r/…/svar`: a registered person answers the cohort's questions, or changes the answers."""

from typing import Any, Final

from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.registrations import change_answers
from services.registration.domain.errors import AlreadyWithdrawn, FieldsRefused
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.my_page import handlers
from services.registration.web.pages.my_page.answers_shown import SAVED, answers_page, can_answer
from services.registration.web.pages.my_page.context import MyPageContext
from services.registration.web.pages.questions.form import FormQuestions
from services.registration.web.services import AppServices

PageRequest = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


@route("/r/{token:str}/svar", http_method=_GET)
async def show_my_answers(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The questions with the person's answers; a GET changes nothing."""
    context = await handlers.find(request, services)
    return answers_page(context, _open_questions(context))


@post("/r/{token:str}/svar")
async def save_my_answers(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Store the answers, and redirect to the participant's page."""
    context = await handlers.find(request, services)
    questions = _open_questions(context)
    form = await posted_form.read(request)
    ahead = [session.id for session in context.ahead()]
    answers, mistakes = questions.read(form, on_form=ahead, chosen=ahead)
    if mistakes:
        return answers_page(context, questions, form=form, mistakes=mistakes)
    try:
        await change_answers.answer(services.pool, context.caller, context.registration.id, answers)
    except AlreadyWithdrawn:
        return go_to(context.locale.address(context.path))
    except FieldsRefused as error:
        # A question was changed while the page was open.
        reloaded = await handlers.find(request, services)
        questions = _open_questions(reloaded)
        return answers_page(reloaded, questions, form=form, mistakes=questions.mistakes(error.errors))
    services.wake()
    return go_to(context.locale.address(context.path, om=SAVED))


def _open_questions(context: MyPageContext) -> FormQuestions:
    """The questions; redirects to the participant's page if there are none or the deadline has passed (`ShortCircuit`)."""
    if context.questions is None or not can_answer(context):
        raise ShortCircuit(go_to(context.locale.address(context.path)))
    return context.questions
