"""Reads delivery status reports: by RFC 3464, and by the families that flufl.bounce knows where a server writes otherwise.

Servers disagree on nearly everything (tests/unit/notify/inbound/test_reports.py): the status may say nothing, the answer
of the receiving server stand in the text alone, the report be a multipart/mixed, or a plain text.
"""

import logging
import re
from collections.abc import Collection, Iterator, Sequence
from email import message_from_bytes
from typing import Final

from flufl.bounce import all_failures

from services.notify.domain.inbound.failure_reasons import BASIC, reason_of, status_of
from services.notify.domain.inbound.letter_text import text_of
from services.notify.domain.inbound.mail import InboundMail, mark_of, read_blocks, read_mail
from services.notify.domain.reports import DeliveryReport, RecipientReport, ReportAction
from shared import clean

_MOST_RECIPIENTS: Final = 50
_MOST_ANSWER: Final = 300
# Longer mails are not handed to the second reader, whose patterns were written for small ones.
_MOST_SECOND: Final = 200_000

_SMTP_PREFIX: Final = re.compile(r"^\s*(?:smtp|x-[\w-]+)\s*;\s*", re.IGNORECASE)
_ACTIONS: Final[Sequence[tuple[str, ReportAction]]] = (
    ("fail", "failed"),
    ("error", "failed"),  # OpenSMTPD once wrote so
    ("delay", "delayed"),
    ("relay", "passed"),
    ("expand", "passed"),
    ("deliver", "passed"),
)

log = logging.getLogger(__name__)
# It has a line for each family that it tries on each mail.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


def report(mail: InboundMail, raw: bytes) -> DeliveryReport | None:
    """Read a report on a mail of ours, `raw` as it came; None for any other mail, and for a report on a report."""
    if mail.words("auto-submitted").lower().startswith("auto-replied (vacation"):
        return None
    if _is_about_a_report(mail):
        return None
    text = text_of(mail)
    found = [one for block in _blocks(mail) if (one := _recipient(block, text))]
    found = found or _by_family(mail, raw, text)
    return (
        DeliveryReport(recipients=tuple(found[:_MOST_RECIPIENTS]), mark=mark_of(mail, raw)) if found else None
    )


def _blocks(mail: InboundMail) -> Iterator[InboundMail]:
    """The block of each recipient in every message/delivery-status, wherever that stands."""
    for part in mail.parts:
        if part.content_type in {"message/delivery-status", "message/global-delivery-status"}:
            yield from (block for block in read_blocks(part.content) if block.field("action"))


def _is_about_a_report(mail: InboundMail) -> bool:
    """Whether the mail that it returns is a report or an automatic reply: those are not ours."""
    for part in mail.parts:
        if part.content_type in {"message/rfc822", "message/global", "text/rfc822-headers"}:
            returned = read_mail(part.content)
            is_reply = returned.words("auto-submitted").lower().startswith("auto-replied")
            return is_reply or returned.content_type == "multipart/report"
    return False


def _recipient(block: InboundMail, text: str) -> RecipientReport | None:
    said = block.words("action").lower()
    action = next((name for start, name in _ACTIONS if said.startswith(start)), None)
    if action is None:
        return None
    named = (_address(block.words(name)) for name in ("original-recipient", "final-recipient"))
    addresses = tuple(dict.fromkeys(one for one in named if one))
    diagnostic = _SMTP_PREFIX.sub("", block.words("diagnostic-code"))
    answer = diagnostic or _line_about(addresses, text)
    return _made(addresses, action, status=block.words("status"), answer=answer)


def _by_family(mail: InboundMail, raw: bytes, text: str) -> list[RecipientReport]:
    """What the second reader finds; it finds addresses alone, so the reason is looked for in the text."""
    if len(raw) > _MOST_SECOND or not _may_be_a_report(mail):
        return []
    try:
        delayed, failed = all_failures(message_from_bytes(raw))
    except Exception:
        # Patterns of many years that meet a mail of today: what they cannot read is no report.
        log.warning("report.not_read", exc_info=True)
        return []
    return [*_of_family(failed, "failed", text), *_of_family(delayed, "delayed", text)]


def _of_family(addresses: Collection[bytes], action: ReportAction, text: str) -> Iterator[RecipientReport]:
    for one in sorted(addresses):
        if address := _address(one.decode("ascii", "replace")):
            yield _made((address,), action, status="", answer=_line_about((address,), text))


def _may_be_a_report(mail: InboundMail) -> bool:
    """Whether a server may have written it: people quote reports too, and such a mail is to be read by people."""
    if mail.content_type == "multipart/report" or mail.field("x-failed-recipients"):
        return True
    daemon = re.search(
        r"mailer-?daemon|postmaster|mail delivery|mail ?system|administrat[oö]r|microsoftexchange",
        mail.words("from").lower(),
    )
    return daemon is not None or mail.field("return-path") == "<>"


def _address(value: str) -> str:
    """The address of `rfc822;x@y`, `<x@y>` or `x@y` in lower case; empty where it is none."""
    found = re.search(r"[^\s;<>\"]+@[^\s;<>\"()]+", value.rpartition(";")[2])
    return found[0].casefold().strip(".,:") if found else ""


def _line_about(addresses: Sequence[str], text: str) -> str:
    """The lines of the text that say why: what follows the address, as far as it is one paragraph."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if any(address in line.casefold() for address in addresses):
            paragraph = [line]
            for following in lines[number + 1 : number + 6]:
                if not following.strip():
                    break
                paragraph.append(following)
            said = _one_line(" ".join(paragraph), 2 * _MOST_ANSWER)
            for address in addresses:
                said = re.sub(rf"<?{re.escape(address)}>?\s*:?", " ", said, flags=re.IGNORECASE)
            if (said := _one_line(said).strip(" -:()")) and (BASIC.search(said) or len(said) > 8):
                return said
    return ""


def _made(addresses: tuple[str, ...], action: ReportAction, status: str, answer: str) -> RecipientReport:
    known = status_of(status, answer)
    return RecipientReport(
        addresses=addresses,
        action=action,
        reason=reason_of(known, answer),
        status=known,
        answer=_one_line(answer, _MOST_ANSWER),
    )


def _one_line(text: str, most: int = 500) -> str:
    return clean.line(" ".join(text.split()))[:most]
