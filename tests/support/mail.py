"""Mail as a recipient's program reads it: bytes from the mailbox, parsed by the standard library."""

import email
import email.policy
import re
import sqlite3
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Final

import httpx

# Everything that a test starts answers in plain HTTP; for each client httpx would read the certificates of the whole world.
NO_TLS: Final = False


@dataclass
class Received:
    """One mail: its bytes and their content.

    Parsing the whole with the library takes milliseconds, so that is done once and only for what needs it.
    """

    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @cached_property
    def to(self) -> str:
        return parseaddr(self._plain("To"))[1]

    @cached_property
    def kind(self) -> str:
        return self._plain("X-Kallelse-Kind")

    @cached_property
    def key(self) -> str:
        return self._plain("X-Kallelse-Key")

    @cached_property
    def _head(self) -> str:
        """The headers, unfolded."""
        return re.sub(r"\r\n(?=[ \t])", "", self.raw.partition(b"\r\n\r\n")[0].decode("ascii"))

    def _plain(self, name: str) -> str:
        """The value of a header of which nothing that is read is encoded; empty if there is none."""
        found = re.search(rf"^{name}: *(.*?)\r?$", self._head, re.MULTILINE | re.IGNORECASE)
        return found[1] if found else ""

    @cached_property
    def subject(self) -> str:
        return self.message["Subject"]

    @cached_property
    def text(self) -> str:
        return self._body("plain")

    @cached_property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None, f"the mail has no {kind} part"
        return part.get_content()

    @cached_property
    def message_id(self) -> str:
        return self._plain("Message-ID")

    @cached_property
    def calendar(self) -> bytes | None:
        """The inline calendar part as bytes; None if there is none."""
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                return _bytes(part)
        return None

    def calendar_value(self, name: str) -> str | None:
        """A property's unfolded value in the calendar part, without parameters."""
        if self.calendar is None:
            return None
        unfolded = re.sub(r"\r\n[ \t]", "", self.calendar.decode())
        match = re.search(rf"^{name}(?:;[^:\r\n]*)?:(.*?)\r$", unfolded, re.MULTILINE)
        return match[1] if match else None

    def links(self, kind: str) -> list[str]:
        """The personal links of this kind in the text part."""
        return re.findall(rf"https?://\S+/{kind}/[A-Za-z0-9_-]+", self.text)

    def link(self, kind: str) -> str:
        """The first link of this kind in the text part."""
        return self.links(kind)[0]

    def decoded(self) -> str:
        """Everything that a recipient can read, decoded: headers and all parts."""
        bodies = (_bytes(part) for part in self.message.walk() if not part.is_multipart())
        headers = (str(value) for value in self.message.values())
        return "\n".join([*headers, *(body.decode("utf-8", "replace") for body in bodies)])


def _bytes(part: Message) -> bytes:
    decoded = part.get_payload(decode=True)
    assert isinstance(decoded, bytes)
    return decoded


def read(raw: bytes) -> Received:
    return Received(raw)


class MailboxClient:
    """Client of a mailbox: of its HTTP API, but mails are read from its file, a hundred times faster."""

    def __init__(self, url: str, folder: Path) -> None:
        self.http = httpx.AsyncClient(base_url=url, timeout=20, verify=NO_TLS)
        self.file = sqlite3.connect(f"file:{folder / 'mailbox.sqlite3'}?mode=ro", uri=True)
        self._seen: dict[int, Received] = {}

    async def total(self) -> int:
        return (await self.http.get("/api/v1/messages", params={"limit": 1})).json()["total"]

    async def all(self) -> list[Received]:
        """Return every mail, oldest first."""
        numbers = [number for (number,) in self.file.execute("select number from message order by number")]
        first = max(self._seen, default=0)
        for number, raw in self.file.execute("select number, raw from message where number > ?", (first,)):
            self._seen[number] = read(raw)
        return [self._seen[number] for number in numbers]

    async def to(self, address: str, kind: str | None = None) -> list[Received]:
        return [
            mail for mail in await self.all() if mail.to == address and (kind is None or mail.kind == kind)
        ]

    async def empty(self) -> None:
        await self.http.delete("/api/v1/messages")
        self._seen.clear()

    async def close(self) -> None:
        await self.http.aclose()
        self.file.close()
