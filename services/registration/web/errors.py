"""Turns exceptions into responses: maps domain errors to HTTP statuses; a problem for the API, a page for people."""

import contextlib
import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from litestar import HttpMethod, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, InternalServerException

from services.registration.domain import errors
from services.registration.web import security
from services.registration.web.api.kit import problems, sentences
from services.registration.web.api.kit.problems import ErrorItem, Problem
from services.registration.web.kit.errors import page_for
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.locale import locale_of
from services.registration.web.language import preferred
from services.registration.web.wording import explained
from shared.language import Language
from shared.postgres import is_passing

log = logging.getLogger(__name__)

STATUS: Final[dict[type[errors.RegistrationError], int]] = {
    errors.NotFound: 404,
    errors.FieldsRefused: 422,
    errors.VersionConflict: 409,
    errors.InUse: 409,
    errors.AlreadyMade: 409,
    errors.DependedUpon: 409,
    errors.QuestionAnswered: 409,
    errors.AlreadyAnswered: 409,
    errors.CohortNotOpen: 409,
    errors.CohortCancelled: 409,
    errors.NothingChosen: 422,
    errors.SessionOfAnotherCohort: 422,
    errors.SessionOver: 409,
    errors.SessionCancelled: 409,
    errors.WholeCancelled: 409,
    errors.SessionHasParts: 409,
    errors.SessionFull: 409,
    errors.NotOffered: 409,
    errors.OfferOver: 409,
    errors.ConfirmationOver: 409,
    errors.NotConfirmed: 409,
    errors.OneOfEachChoice: 422,
    errors.SessionsOverlap: 422,
    errors.AlreadyRegistered: 409,
    errors.AlreadyWithdrawn: 409,
    errors.AddressIsNew: 409,
    errors.NothingToTakeBack: 409,
    errors.InvitationNotOpen: 409,
    errors.AnswerTooLate: 409,
    errors.SubstitutesNotAllowed: 409,
    errors.SubstituteIsInvited: 422,
    errors.BuyerHasNoContact: 409,
    errors.JoinTooEarly: 409,
    errors.NoSeat: 409,
    errors.GuestsNotLetIn: 409,
    errors.AttendanceTooEarly: 409,
    errors.NotExpected: 409,
    errors.AnotherOrganisation: 409,
    errors.LastAdmin: 409,
    errors.ImportUndone: 409,
    errors.ImportTooOld: 409,
    errors.MailingNotOpen: 409,
    errors.SendingNotWaiting: 409,
    errors.SentTooOften: 429,
    errors.NobodyMatches: 409,
}

# Status of an exception raised by Litestar -> problem code.
_FRAMEWORK: Final = {
    404: "NotFound",
    405: "MethodNotAllowed",
    413: "TooLarge",
    429: "TooMany",
    503: "NotifyAway",
}
_PROGRAMS: Final = ("/api", "/schema", "/health", "/metrics")
_METHODS: Final = (
    HttpMethod.GET,
    HttpMethod.HEAD,
    HttpMethod.POST,
    HttpMethod.PUT,
    HttpMethod.PATCH,
    HttpMethod.DELETE,
)
_LEFT: Final = "client disconnected prematurely"  # the detail that Litestar gives
_JSON: Final = "application/problem+json"
# Statuses after which the same post may be taken.
_SEND_AGAIN: Final = {500, 503}
_JOIN: Final = "/j/"


def is_asked_by_a_program(path: str) -> bool:
    """Whether the path belongs to the API or to monitoring (answered with problems), and not to the pages."""
    return any(path == start or path.startswith(f"{start}/") for start in _PROGRAMS)


def answer(request: Request[Any, Any, State], error: Exception) -> Response[bytes]:
    """The response to any exception. An unexpected one is logged, and the response reveals nothing of it."""
    language = preferred(request.headers.get("accept-language"))
    status = _status(error)
    if _has_left(error):
        log.info("http.left")
    elif status == HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("http.failed", exc_info=error)
    elif status == HTTPStatus.SERVICE_UNAVAILABLE:
        log.warning("http.unavailable", extra={"error_type": type(error).__name__})
    headers = _headers(request, error, status)
    if not is_asked_by_a_program(request.scope["path"]):
        page = page_for(
            status,
            locale_of(request).language,
            posted=posted_form.kept(request) if status in _SEND_AGAIN else None,
            leads_out=request.scope["path"].startswith(_JOIN),
        )
        page.headers.update(headers)
        return page
    return Response(
        _problem(error, status, language),
        status_code=status,
        media_type=_JSON,
        headers={**security.HEADERS, "content-language": language, **headers},
    )


def _status(error: Exception) -> int:
    if isinstance(error, Problem):
        return error.status
    if isinstance(error, errors.RegistrationError):
        return STATUS[type(error)]
    if _has_left(error):
        return HTTPStatus.BAD_REQUEST
    if isinstance(error, HTTPException):
        return int(error.status_code)
    return 503 if is_passing(error) else 500


def _has_left(error: Exception) -> bool:
    """Whether the client closed the connection before its request had arrived, which Litestar counts as a fault of ours."""
    return isinstance(error, InternalServerException) and error.detail == _LEFT


def _headers(request: Request[Any, Any, State], error: Exception, status: int) -> dict[str, str]:
    headers = dict(getattr(error, "headers", None) or {})
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["retry-after"] = "5"
    if isinstance(error, errors.SentTooOften):
        headers["retry-after"] = "3600"
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["allow"] = ", ".join(_allowed(request))
    return headers


def _allowed(request: Request[Any, Any, State]) -> Iterator[str]:
    """The methods that the path supports, for `Allow` (RFC 9110 section 15.5.6)."""
    for method in _METHODS:
        with contextlib.suppress(HTTPException):
            request.app.asgi_router.handle_routing(path=request.scope["path"], method=method)
            yield method.value


def _problem(error: Exception, status: int, language: Language) -> bytes:
    if isinstance(error, errors.RegistrationError):
        words = explained(error, language)
        return problems.body(
            status,
            type(error).__name__,
            words.detail,
            language,
            title=words.title,
            errors=_fields(error),
            more=_facts(error),
        )
    if isinstance(error, Problem):
        code, fields, more = type(error).__name__, error.errors, error.more
    else:
        code, fields, more = _code(error, status), (), {}
    detail = sentences.detail(code, language) or sentences.title(status, language)
    return problems.body(status, code, detail, language, errors=fields, more=more)


def _code(error: Exception, status: int) -> str:
    if is_passing(error):
        return "Unavailable"
    return _FRAMEWORK.get(status, "BadRequest" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "Unexpected")


def _fields(error: errors.RegistrationError) -> list[ErrorItem]:
    if isinstance(error, errors.InUse):
        return [ErrorItem(f"/{error.field}", "in_use")]
    if not isinstance(error, errors.FieldsRefused):
        return []
    return [
        ErrorItem(f"/{item.field}", item.code, "" if item.limit is None else str(item.limit))
        for item in error.errors
    ]


def _facts(error: errors.RegistrationError) -> dict[str, Any]:  # Any: JSON
    # Errors contain ids and field names, never personal data.
    return {
        name: str(value) for name, value in vars(error).items() if isinstance(value, UUID | str) and value
    }
