"""What the API answers when it cannot do what was asked: RFC 9457 `application/problem+json`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from services.registration.web.api.kit import sentences
from shared.events import Language


class ErrorItem(msgspec.Struct, frozen=True):
    """One thing wrong in what was sent: where (a JSON pointer, or `?name` in the address), and a word for what."""

    pointer: str
    code: str
    expected: str = ""


class Problem(Exception):
    """Something that the caller can do something about; the class's name is the problem's type."""

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
    """No bearer token, or one that opens nothing."""

    status = 401


class RoleTooLow(Problem):
    """The token's role may look, not change."""

    status = 403


class BadInput(Problem):
    """What was sent breaks a rule; `errors` has every one."""

    status = 422


class UnknownReference(Problem):
    """The body names something that is not there, or is somebody else's."""

    status = 404


class Changed(Problem):
    """The thing has another version by now; `current` is all of it."""


class StillRunning(Problem):
    """The first request with this Idempotency-Key has not ended."""


class KeyUsedOtherwise(Problem):
    """The Idempotency-Key came before, with another request."""

    status = 422


class NotifyAway(Problem):
    """Notify does not answer; everything but its part works."""

    status = 503


class ProblemBody(msgspec.Struct, omit_defaults=True):
    """The members that RFC 9457 names, and `errors`."""

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
    """Write a problem; `code` is the name of the situation."""
    answer = ProblemBody(
        type=f"urn:kallelse:problem:{re.sub(r'(?<!^)(?=[A-Z])', '-', code).lower()}",
        title=title or sentences.title(status, language),
        status=status,
        detail=detail,
        errors=[
            {"pointer": e.pointer, "detail": sentences.field(e.code, language, expected=e.expected)}
            for e in errors
        ],
    )
    return msgspec.json.encode({**msgspec.to_builtins(answer), **(more or {})})
