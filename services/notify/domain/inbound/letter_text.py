"""The words of a mail as plain text, within limits: what its reader needs of a reply."""

import re
from html.parser import HTMLParser
from typing import Final

from services.notify.domain.inbound.mail import InboundMail
from services.notify.domain.letters.letter import MailFile
from shared import clean

LONGEST: Final = 20_000
_LONGEST_HTML: Final = 400_000
_MOST_FILES: Final = 20
# A mail inside a mail may not be in base64 (RFC 2046, section 5.2.1): it goes as octets.
_MEDIA_TYPE: Final = re.compile(r"(?!message/|multipart/)[a-z0-9.+-]+/[a-z0-9.+-]+")
_OCTETS: Final = "application/octet-stream"
_SILENT: Final = frozenset({"script", "style", "head", "title"})
_LINES: Final = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "hr"})
_EMPTY_LINES: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


class _WordsOfHtml(HTMLParser):
    """Collects what is to be read, with a new line where a block begins."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in _SILENT
        if tag in _LINES:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _LINES:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(" ".join(data.split(" ")).replace("\n", " "))


def text_of(mail: InboundMail) -> str:
    """Return what somebody has written, whole: nothing is cut off as a quotation. Empty if there are no words."""
    plain = mail.plain
    if plain is None or not plain.strip():
        plain = next((_of_html(part.text) for part in mail.parts if part.content_type == "text/html"), "")
    lines = "\n".join(line.rstrip() for line in plain.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return _EMPTY_LINES.sub("\n\n", lines).strip()[:LONGEST]


def attachments_of(mail: InboundMail) -> tuple[str, ...]:
    """Return the names of the files that came along, at most twenty."""
    named = [part.file_name for part in mail.parts if part.file_name and part.is_attached]
    return tuple(clean.line(name)[:200] for name in named[:_MOST_FILES])


def files_of(mail: InboundMail) -> tuple[MailFile, ...]:
    """Return the files that `attachments_of` names, to be passed on."""
    named = [part for part in mail.parts if part.file_name and part.is_attached]
    return tuple(
        MailFile(
            name=clean.line(part.file_name or "")[:200],
            media_type=part.content_type if _MEDIA_TYPE.fullmatch(part.content_type) else _OCTETS,
            content=part.content,
        )
        for part in named[:_MOST_FILES]
    )


def _of_html(html: str) -> str:
    reader = _WordsOfHtml()
    reader.feed(html[:_LONGEST_HTML])
    reader.close()
    return "".join(reader.found)
