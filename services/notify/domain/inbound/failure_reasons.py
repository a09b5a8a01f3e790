"""Reads from a status (RFC 3463) and a server's words why a mail has failed: in a report, and in its answer to us."""

import re
from typing import Final

from services.notify.domain import refusals
from services.notify.domain.reports import FailureReason

_ENHANCED: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
BASIC: Final = re.compile(r"(?<![\d.])([45]\d\d)(?:[ -]|$)")

_GONE_STATUS: Final = re.compile(r"5\.(?:1\.[1236]|1\.10|2\.1)$")
_FULL_STATUS: Final = re.compile(r"[45]\.2\.2$")
_GONE_WORDS: Final = re.compile(
    r"(?:user|address|mailbox|recipient|account|person|alias)\W+(?:\S+\W+){0,3}?(?:unknown|not found|not exist|(?:does|do)(?:n't|es)? ?n[o']t exist|"
    r"not listed|disabled|inactive|is invalid)|"
    r"(?:no such|unknown|unrouteable|invalid) (?:user|address|mailbox|recipient|person|account|local part)|"
    r"no mailbox here|recipientnotfound|5\.4\.1\W.{0,40}recipient address rejected|"
    r"(?:host|domain)(?: name)? (?:unknown|not found)|(?:adressen|mottagaren|användaren|brevlådan) (?:finns inte|saknas|är okänd)|okänd (?:mottagare|användare|adress)",
    re.IGNORECASE,
)
_FULL_WORDS: Final = re.compile(
    r"(?:mailbox|inbox|brevlådan?|inkorgen?|postlådan?) (?:is |är |for \S+ is )?(?:full|over)|quota (?:is )?exceeded|(?:over|exceed\w*) (?:\w+ ){0,3}quota|"
    r"out of storage|insufficient (?:system )?storage|mailbox size limit",
    re.IGNORECASE,
)


def status_of(status: str, answer: str) -> str:
    """The status that says most: that of the report, or the one in the answer where the report's says nothing."""
    given, told = _ENHANCED.search(status), _ENHANCED.search(answer)
    if given is not None and (told is None or (given[2], given[3]) != ("0", "0")):
        return given[0]
    return told[0] if told is not None else ""


def reason_of(status: str, answer: str) -> FailureReason:
    """Why a mail has failed: by its status where that says something, else by the words of the answer."""
    if _FULL_STATUS.match(status):
        return "full"
    if _GONE_STATUS.match(status):
        return "gone"
    is_plain = not status or status.endswith(".0.0")
    if is_plain and _FULL_WORDS.search(answer):
        return "full"
    temporary = BASIC.search(answer)
    if temporary is not None and temporary[1].startswith("4"):
        return "refused"
    return "gone" if (is_plain or status in {"5.1.0", "5.4.1"}) and _GONE_WORDS.search(answer) else "refused"


def says_no_such_mailbox(reply: str) -> bool:
    """Whether a server's own reply to a mail says that there is no such mailbox, and says it of the recipient, not of us."""
    if re.match(r"5\d\d[ -]", reply) is None or refusals.about(reply) == "us":
        return False
    return reason_of(status_of("", reply), reply) == "gone"
