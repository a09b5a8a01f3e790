"""Error responses of the API: RFC 9457 `application/problem+json`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from services.registration.web.api.kit import sentences
from shared.language import Language


class ErrorItem(msgspec.Struct, frozen=True):
    """One error in a request: where (a JSON pointer, or `?name` for a query parameter), its code, and what was expected."""

    pointer: str
    code: str
    expected: str = ""


class Problem(Exception):
    """An error that the API client can act on; the class name becomes the problem's type."""

    status = 409

    def __init__(
        self,
        *,
        errors: Sequence[ErrorItem] = (),
        more: Mapping[str, Any] | None = None,  # Any: members of the problem, as JSON
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.errors = errors
        self.more = more or {}
        self.headers = headers or {}


class NoToken(Problem):
    """No bearer token, or an unknown one."""

    status = 401


class RoleTooLow(Problem):
    """The token's role lacks the permission for this route."""

    status = 403


class BadInput(Problem):
    """The request is invalid; `errors` lists every error."""

    status = 422


class UnknownReference(Problem):
    """The body refers to something that does not exist or belongs to another organiser."""

    status = 404


class Changed(Problem):
    """The resource has a newer version; `current` is the whole resource."""


class PreconditionFailed(Changed):
    """As `Changed`, where the version was sent as If-Match (RFC 9110 section 13.1.1)."""

    status = 412


class StillRunning(Problem):
    """The first request with this Idempotency-Key is still running."""


class KeyUsedOtherwise(Problem):
    """The Idempotency-Key was used before, for a different request."""

    status = 422


class FileTooLarge(Problem):
    """The file is larger than can be read."""

    status = 413


class MailNotStopped(Problem):
    """The mail has not failed and is not held, or a newer mail has told the same."""


class NotifyAway(Problem):
    """Notify does not answer; only what needs notify is affected."""

    status = 503


class ProblemBody(msgspec.Struct, omit_defaults=True):
    """A problem by RFC 9457, with `errors`: a JSON pointer and a text for each error in the request."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = msgspec.field(default_factory=list)


def body(
    status: int,
    code: str,
    detail: str,
    language: Language,
    *,
    title: str | None = None,
    errors: Sequence[ErrorItem] = (),
    more: Mapping[str, Any] | None = None,  # Any: JSON
) -> bytes:
    """A problem as JSON bytes; `code` is the class name of the error, and becomes the `type` URN."""
    answer = ProblemBody(
        type=f"urn:kallelse:problem:{kebab(code)}",
        title=title or sentences.title(status, language),
        status=status,
        detail=detail,
        errors=[
            {"pointer": e.pointer, "detail": sentences.field(e.code, language, expected=e.expected)}
            for e in errors
        ],
    )
    return msgspec.json.encode({**msgspec.to_builtins(answer), **(more or {})})


def kebab(code: str) -> str:
    """The class name of an error as it stands in URNs."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", code).lower()
