"""Reads each mail once, and remembers those of earlier rounds, so that a late duplicate is noticed."""

import asyncio
import hashlib
from collections import defaultdict

import httpx

from tests.support.mail import MailboxClient, Received


class MailWatcher:
    """Reads the mailbox directly, not through the proxies that break."""

    def __init__(self, mailbox: MailboxClient) -> None:
        self.mailbox = mailbox
        self.mails: dict[str, Received] = {}
        self._by: dict[tuple[str, str], list[Received]] = defaultdict(list)
        # The distinct messages of each delivery key, as (Message-ID, SHA-256 of the bytes).
        self.messages: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.repeated = 0

    async def watch(self) -> None:
        while True:
            try:
                await self.read()
            except (httpx.HTTPError, KeyError, ValueError):
                # The mail server may have been killed.
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.1)

    async def read(self) -> None:
        """Read new mails."""
        start, page = 0, [None]
        while page:
            answer = await self.mailbox.http.get("/api/v1/messages", params={"start": start, "limit": 100})
            page = answer.json()["messages"]
            new = [summary["ID"] for summary in page if summary["ID"] not in self.mails]
            for message_id in new:
                raw = await self.mailbox.http.get(f"/api/v1/message/{message_id}/raw")
                raw.raise_for_status()
                await self._add(message_id, raw.content)
            if len(new) < len(page):
                break
            start += len(page)

    async def _add(self, message_id: str, raw: bytes) -> None:
        from tests.support.mail import read

        # `watch` and `judge` may read at the same time.
        if message_id in self.mails:
            return
        mail = read(raw)
        self.mails[message_id] = mail
        self._by[mail.to.lower(), mail.kind].append(mail)
        message = (mail.message_id, hashlib.sha256(raw).hexdigest())
        if message in self.messages[mail.key]:
            self.repeated += 1
        self.messages[mail.key].add(message)

    def of(self, address: str, kind: str) -> list[Received]:
        return self._by.get((address.lower(), kind), [])

    async def begin_round(self) -> None:
        """Discard the mails of earlier rounds, but remember their delivery keys and digests."""
        await self.mailbox.empty()
        self.mails.clear()
        self._by.clear()
        self.repeated = 0
