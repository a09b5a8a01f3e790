"""How an attempt to send can fail, and what is wrong with a relay that takes no mail."""

import ssl
from collections.abc import Iterator
from typing import Final

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
    SMTPTimeoutError,
)

from services.notify.domain.delivery import RelayTrouble
from services.notify.smtp_protocol import SmtpReply
from shared.logs import redact

GOING_AWAY: Final = 421
_LOGIN_CODES: Final = frozenset({530, 534, 535, 538})
NO_ANSWER: Final = "no answer in time"


class PermanentRefusal(Exception):
    """The mail was not accepted: a 5xx reply, or an impossible address. The message contains no address."""


class TransientFailure(Exception):
    """The mail was not accepted now. `is_answer`: a 4xx reply to this mail; otherwise no reply, or a lost connection."""

    def __init__(self, words: str, *, is_answer: bool = False) -> None:
        """Keep the words, which contain no address."""
        super().__init__(words)
        self.is_answer = is_answer


class RelayUnavailable(Exception):
    """The relay accepts no mail at all now; the mail itself was not judged. The message says what is wrong."""

    def __init__(self, words: str, trouble: RelayTrouble) -> None:
        """Keep the words, which contain no address."""
        super().__init__(words)
        self.trouble = trouble


def reply_text(answer: SmtpReply) -> str:
    """Code and text of a reply on one line, at most 300 characters, without addresses."""
    return _clean(f"{answer.code} {answer.text}")


def unavailable_by_reply(answer: SmtpReply) -> RelayUnavailable:
    """Return the error for a reply to greeting, login or MAIL that refuses every mail."""
    if answer.code in _LOGIN_CODES:
        trouble: RelayTrouble = "login"
    else:
        trouble = "refuses" if answer.code >= 500 else "limit"
    return RelayUnavailable(reply_text(answer), trouble)


def unavailable(error: Exception) -> RelayUnavailable:
    """Return the error for a connection that could not be opened, secured or signed in."""
    if isinstance(error, SMTPAuthenticationError):
        return RelayUnavailable(_clean(f"{error.code} {error.message}"), "login")
    if isinstance(error, SMTPResponseException) and error.code >= 400:
        return unavailable_by_reply(SmtpReply(error.code, error.message))
    for cause in _causes(error):
        if known := _trouble_of(cause):
            return RelayUnavailable(_clean(known[1]), known[0])
    return RelayUnavailable(_clean(str(error) or type(error).__name__), "unreachable")


def _trouble_of(cause: BaseException) -> tuple[RelayTrouble, str] | None:
    """Name the trouble behind an exception of the system or the library; None where it says nothing."""
    match cause:
        case ssl.SSLCertVerificationError():
            return "certificate", f"its certificate is not valid: {cause.verify_message}"
        case ssl.SSLError():
            return "tls", f"TLS failed: {cause.reason or 'the connection was closed'}"
        case TimeoutError() | SMTPTimeoutError():
            return "silent", NO_ANSWER
        case OSError(strerror=str(words)):
            return "unreachable", f"no connection: {words}"
        case SMTPException() if "STARTTLS" in str(cause):
            return "tls", "it does not offer STARTTLS"
        case _:
            return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the innermost cause first: the library wraps what the system has said."""
    before = error.__cause__ or error.__context__
    if before is not None:
        yield from _causes(before)
    yield error


def _clean(words: str) -> str:
    """Return words on one line, with addresses removed, cut at 300 characters."""
    return redact(" ".join(words.split()))[:300]
