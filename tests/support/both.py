"""Both services in one process; the test carries events between them, without queue or waiting."""

import asyncio
import contextlib
import re
import subprocess
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any, cast

import httpx

from infra.local.postgres_binaries import find_binaries
from infra.mailbox.server import Mailbox
from services.notify import inbox as notify_inbox
from services.notify.actions.receive_mail import receive_mail
from services.notify.actions.scrub_people import scrub_people
from services.notify.inbound.dispatch import handle_open
from services.notify.store import ledger
from services.notify.web.app import create_app as create_notify_app
from services.registration import inbox as registration_inbox
from services.registration.actions.calendar_answers.take_answers import take_answers
from services.registration.commands import token
from services.registration.store.health import invariants
from shared import times
from shared.channel import inbox, outbox
from tests.support.api import running
from tests.support.caller import an_initiator
from tests.support.notify_running import SENDER_CONFIG, RunningNotify
from tests.support.registration import OrganiserDriver, an_organiser
from tests.support.reports import MACHINES
from tests.support.servers import Database

# Those of notify's links here (`SENDER_CONFIG`), so that pages open what its mails lead to.
LINK_KEYS = ",".join(f"{key.number}:{key.secret.hex()}" for key in SENDER_CONFIG.link_keys)


class Both:
    """An organiser with both services, and the mails that are sent."""

    def __init__(self, database: Database, organiser: OrganiserDriver, post: RunningNotify) -> None:
        self.database, self.organiser, self.post = database, organiser, post

    async def carry(self) -> int:
        """Deliver all events in both directions and return their number."""
        count = 0
        ends = (
            (self.organiser.pool, self.post.pool, notify_inbox),
            (self.post.pool, self.organiser.pool, registration_inbox),
        )
        for sender, receiver, acting in ends:
            async with sender.acquire() as conn:
                offered = await outbox.offer(conn, most=5000)
            answers = await inbox.take(receiver, offered, acting.act)
            async with sender.acquire() as conn:
                await outbox.mark_answered(conn, answers.done, answers.parked)
            assert not answers.parked
            count += len(offered)
        for deliverer in self.post.deliverers:
            deliverer.wake()
        return count

    async def answer(self, raw: bytes, to: str, *, envelope_from: str = "karin@nora.example") -> None:
        """Have a mail come in, be handled, and registration act on it."""
        await receive_mail(self.post.pool, envelope_from=envelope_from, recipients=[to], raw=raw)
        await self.handle()

    async def handle(self) -> None:
        """Handle the mail that has come in, and act on the answers in it."""
        while await handle_open(self.post.pool, MACHINES, now=times.now()):
            pass
        await self.carry()
        while await take_answers(self.organiser.pool, an_initiator()):
            pass

    async def settle(self, *, seconds: float = 20) -> None:
        """Carry, send and scrub until nothing changes any more."""
        async with asyncio.timeout(seconds):
            while True:
                # Counted first: a mail that ends meanwhile leaves an event, which is then carried.
                waiting = await self.post.pool.fetchval(
                    """select count(*) from delivery
                        where status = 'sending' or status in ('planned', 'deferred') and due_at <= now() + interval '1 minute'"""
                )
                moved = await self.carry() or await scrub_people(self.post.pool, now=times.now())
                if not moved and not waiting:
                    return
                await asyncio.sleep(0.05)

    async def scrub(self, *, later: timedelta = timedelta(0)) -> None:
        """Let notify scrub at a time `later`, and carry its events."""
        await scrub_people(self.post.pool, now=times.now() + later)
        await self.carry()

    def dumped(self) -> str:
        """Return everything that both databases store as text, with the content of mails decoded."""
        dump = subprocess.run(
            [find_binaries() / "pg_dump", "--data-only", "--schema=registration", "--schema=notify", self.database.admin_url],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        found = [dump]
        for digits in re.findall(r"\\\\x([0-9a-f]+)", dump):
            raw = bytes.fromhex(digits)
            found.append(raw.decode("utf-8", "replace"))
            if raw.startswith((b"From:", b"Message-ID:", b"Date:", b"MIME-Version:", b"Subject:", b"To:")):
                mail = message_from_bytes(raw, policy=policy.default)
                found += [str(value) for value in mail.values()]
                found += [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
        return "\n".join(found)

    async def broken(self) -> list[str]:
        """Return the violated invariants."""
        async with self.organiser.pool.acquire() as conn:
            found = [name for name, _, is_kept in await invariants.count(conn) if not is_kept]
        statements = (
            ledger.KEYS_TWICE,
            ledger.MESSAGE_IDS_TWICE,
            ledger.SEQUENCES_FALLEN,
            ledger.SEQUENCES_TWICE,
        )
        return found + [statement for statement in statements if await self.post.pool.fetchval(statement)]


def ahead(days: int) -> datetime:
    return times.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days)


@contextlib.asynccontextmanager
async def open_both(database: Database, mailbox: Mailbox) -> AsyncIterator[Both]:
    registration = await database.pools.get(database.registration_url, "registration", size=5)
    notify = await database.pools.get(database.notify_url, "notify", size=12)
    post = RunningNotify(notify, mailbox)
    try:
        organiser = await an_organiser(registration)
        yield Both(database, organiser, post)
    finally:
        await post.stop()


@contextlib.asynccontextmanager
async def open_office(both: Both) -> AsyncIterator[httpx.AsyncClient]:
    """The API of the organiser for an admin, which asks notify as it is here."""
    internal = create_notify_app(
        both.post.pool,
        internal_secret="made-up",
        sender_config=SENDER_CONFIG,
        is_up=lambda: True,
        send_metrics=both.post.send_metrics,
        readiness=None,  # type: ignore[arg-type]  # health is not asked here
        wake=lambda: None,
    )
    made = await token.create(both.database.admin_url, "prov", "test", "admin")
    async with running(both.database, link_keys=LINK_KEYS) as api, api.bare(made) as client:
        real = api.app.services.notify
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(cast("Any", internal)),
            base_url="http://notify",
            headers=real.headers,
        ) as notify:
            api.app.services.notify = notify
            try:
                yield client
            finally:
                api.app.services.notify = real
