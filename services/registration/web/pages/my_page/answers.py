"""`/r/…/svar`: what the cohort asks, answered or answered otherwise by somebody registered."""

from typing import Any, Final

from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.registrations import change_answers
from services.registration.domain.errors import AlreadyWithdrawn, FieldsRefused
from services.registration.web.kit import posted_form
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.my_page import handlers
from services.registration.web.pages.my_page.answers_shown import SAVED, answers_page, can_answer
from services.registration.web.pages.my_page.dates import MyPageContext
from services.registration.web.pages.questions.form import FormQuestions
from services.registration.web.services import AppServices

Asking = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


@route("/r/{token:str}/svar", http_method=_GET)
async def show_my_answers(request: Asking, services: AppServices) -> Response[bytes]:
    """The questions with my answers; looking changes nothing."""
    mine = await handlers.find(request, services)
    return answers_page(mine, _asked(mine))


@post("/r/{token:str}/svar")
async def save_my_answers(request: Asking, services: AppServices) -> Response[bytes]:
    """Keep the answers, and lead back to my page."""
    mine = await handlers.find(request, services)
    asked = _asked(mine)
    form = await posted_form.read(request)
    ahead = [session.id for session in mine.ahead()]
    given, mistakes = asked.read(form, on_form=ahead, chosen=ahead)
    if mistakes:
        return answers_page(mine, asked, form=form, mistakes=mistakes)
    try:
        await change_answers.answer(services.pool, mine.caller, mine.registration.id, given)
    except AlreadyWithdrawn:
        return go_to(mine.locale.address(mine.path))
    except FieldsRefused as refused:
        # A question was changed while the page was open.
        again = await handlers.find(request, services)
        asked = _asked(again)
        return answers_page(again, asked, form=form, mistakes=asked.mistakes(refused.errors))
    services.wake()
    return go_to(mine.locale.address(mine.path, om=SAVED))


def _asked(mine: MyPageContext) -> FormQuestions:
    """What is asked; where nothing is, or it is too late, one's own page says what stands."""
    if mine.asked is None or not can_answer(mine):
        raise ShortCircuit(go_to(mine.locale.address(mine.path)))
    return mine.asked
