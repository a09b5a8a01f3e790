"""Composition root: runs the event channel, the deliverer and the internal HTTP server until SIGTERM."""

import asyncio
import logging
import os
import signal
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import uvloop

from services.notify import inbox
from services.notify.actions.deliver import Deliverer
from services.notify.actions.forget_openings import forget_openings
from services.notify.actions.journal import Journal
from services.notify.actions.plan_due import plan_due
from services.notify.actions.purge_expired import purge_expired
from services.notify.actions.receive_mail import receive_mail
from services.notify.actions.scrub_people import scrub_people
from services.notify.domain.letters.compose_context import SenderConfig
from services.notify.inbound.dispatch import handle_open
from services.notify.inbound.machine_mails import MachineMailConfig
from services.notify.inbound.receiver import Receiver, ReceiverConfig
from services.notify.settings import NotifySettings
from services.notify.smtp import Relay
from services.notify.smtp_plain import new_connection
from services.notify.store import ledger
from services.notify.web.app import create_app, create_server
from services.notify.web.metrics import SendMetrics
from shared import logs, times
from shared import settings as reading
from shared.channel.service import Channel
from shared.postgres import START_SECONDS, Pool, close_pool, open_pool, terminate_after
from shared.refused import Refused
from shared.service import gc_tuning, loops, starting
from shared.service.readiness import ReadinessCheck

log = logging.getLogger(__name__)

_STOP_SECONDS: Final = 12.0  # mails in flight have ten


def serve() -> None:
    """Run notify with settings from the environment, until SIGTERM or SIGINT."""
    try:
        settings = reading.load(os.environ, NotifySettings)
        logs.configure("notify", settings.log_level)
        starting.require_fit(settings, "notify", host=settings.notify_host, port=settings.notify_port)
    except Refused as refused:
        raise SystemExit(f"notify cannot start: {refused}") from None
    gc_tuning.tune_gc()
    uvloop.run(run(settings))


async def run(settings: NotifySettings, *, stop: asyncio.Event | None = None) -> None:
    """Run until `stop` is set or a signal arrives; then finish mails in flight and return the other claims."""
    pool = await open_pool(
        settings.database_url,
        "notify",
        size=settings.database_connections,
        patience_seconds=START_SECONDS,
    )
    stop = stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        await _run_all(pool, settings, stop)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
        await close_pool(pool)


async def _run_all(pool: Pool, settings: NotifySettings, stop: asyncio.Event) -> None:
    channel = Channel(pool, settings, "notify", inbox.act)
    send_metrics = SendMetrics()
    deliverer = create_deliverer(pool, settings, channel, send_metrics)
    planning = asyncio.Event()

    def taken() -> None:
        planning.set()
        deliverer.wake()

    channel.after = taken
    app = create_app(
        pool,
        internal_secret=settings.internal_secret,
        sender_config=sender_config_of(settings),
        is_up=lambda: deliverer.is_up,
        send_metrics=send_metrics,
        readiness=ReadinessCheck(channel, ledger.is_migrated),
        wake=deliverer.wake,
    )
    server = create_server(app, settings.notify_host, settings.notify_port)
    arrived = asyncio.Event()
    receiver = await _listen(pool, settings, arrived)  # before it says that it is ready
    events = asyncio.create_task(channel.run())
    mails = asyncio.create_task(deliverer.run())
    erasing = asyncio.create_task(_erase(pool, channel, settings))
    plans = asyncio.create_task(_plan(pool, deliverer, planning))
    pages = asyncio.create_task(server.serve())
    arrivals = asyncio.create_task(_handle_mail(pool, settings, channel, arrived))
    stopped = asyncio.create_task(stop.wait())
    log.info("notify.started", extra={"port": settings.notify_port})
    try:
        done, _ = await asyncio.wait(
            {events, mails, erasing, plans, pages, arrivals, stopped}, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            task.result()
    finally:
        # Order: no more events, no more claims, and last the HTTP server, which reports the state.
        server.should_exit = True
        if receiver is not None:
            await receiver.stop()
        for task in (stopped, arrivals, events, plans, mails, erasing):
            task.cancel()
        with terminate_after(pool, _STOP_SECONDS):
            await asyncio.gather(
                stopped, arrivals, events, plans, mails, erasing, pages, return_exceptions=True
            )
        await channel.close()  # of what the pages asked while its loops ended
        log.info("notify.stopped")


async def _plan(pool: Pool, deliverer: Deliverer, wake: asyncio.Event) -> None:
    planned_last = UUID(int=0)

    async def step() -> bool:
        nonlocal planned_last
        tenant = await plan_due(pool, now=times.now(), after=planned_last)
        if tenant is None:
            return False
        planned_last = tenant
        deliverer.wake()
        return True

    await loops.forever("plan", step, wake=wake)


async def _listen(pool: Pool, settings: NotifySettings, arrived: asyncio.Event) -> Receiver | None:
    """Take mail that comes in, where the settings say so."""
    if settings.inbound_host is None:
        return None

    async def keep(envelope_from: str, recipients: Sequence[str], raw: bytes) -> None:
        await receive_mail(pool, envelope_from=envelope_from, recipients=recipients, raw=raw)
        arrived.set()

    config = ReceiverConfig(
        host=settings.inbound_host,
        port=settings.inbound_port,
        mail_domain=settings.mail_domain,
        sender_address=settings.sender_address,
    )
    receiver = Receiver(config, keep)
    try:
        await receiver.start()
    except OSError as error:
        raise SystemExit(f"notify cannot start: KALLELSE_INBOUND_PORT: {error.strerror}") from None
    return receiver


async def _handle_mail(
    pool: Pool, settings: NotifySettings, channel: Channel, arrived: asyncio.Event
) -> None:
    config = MachineMailConfig(secret=settings.internal_secret.encode(), rules=settings.dead_rules)

    async def step() -> bool:
        has_handled = await handle_open(pool, config, now=times.now())
        if has_handled:
            channel.wake()
        return has_handled

    await loops.forever("inbound", step, wake=arrived)


async def _erase(pool: Pool, channel: Channel, settings: NotifySettings) -> None:
    async def step() -> bool:
        if await scrub_people(pool, now=times.now()):
            channel.wake()
        await forget_openings(pool, now=times.now())
        await purge_expired(
            pool,
            keep_bytes_days=settings.keep_mail_bytes_days,
            keep_inbound_days=settings.keep_inbound_days,
            keep_enquiries_days=settings.keep_enquiries_days,
            now=times.now(),
        )
        return False

    await loops.forever("erase", step)


def create_deliverer(
    pool: Pool, settings: NotifySettings, channel: Channel, send_metrics: SendMetrics
) -> Deliverer:
    """Build the deliverer from the settings."""
    relay = Relay(
        host=settings.smtp_host,
        port=settings.smtp_port,
        our_name=settings.mail_domain,
        tls=settings.smtp_tls,
        username=settings.smtp_username,
        password=settings.smtp_password,
        timeout_seconds=settings.smtp_timeout_seconds,
        data_timeout_seconds=settings.smtp_data_timeout_seconds,
        mails_per_connection=settings.smtp_mails_per_connection,
        pipelining=settings.smtp_pipelining,
    )
    return Deliverer(
        pool,
        lambda: new_connection(relay, send_metrics.add),
        sender_config_of(settings),
        connections=settings.smtp_connections,
        first_wait=timedelta(seconds=settings.retry_seconds),
        on_outbox_written=channel.wake,
        on_peer_lost=channel.ask_again,
        journal=_journal(settings),
        dead_rules=settings.dead_rules,
        on_sent=send_metrics.add_delay,
    )


def sender_config_of(settings: NotifySettings) -> SenderConfig:
    """From where mail is sent, as the settings say."""
    return SenderConfig(
        base_url=settings.base_url.rstrip("/"),
        link_keys=settings.keys(),
        mail_domain=settings.mail_domain,
        sender_address=settings.sender_address,
        secret=settings.internal_secret.encode(),
        most_to_recipient=settings.most_mails_to_recipient,
        most_of_organiser=settings.most_mails_of_organiser,
        takes_answers=settings.inbound_host is not None,
        pace_to_domain=settings.pace_to_domain,
        pace_of_organiser=settings.pace_of_organiser,
        sender_domains=settings.allowed_sender_domains,
    )


def _journal(settings: NotifySettings) -> Journal:
    try:
        return Journal(Path(settings.journal_folder) if settings.journal_folder else None)
    except OSError as error:
        raise SystemExit(f"notify cannot start: KALLELSE_JOURNAL_FOLDER: {error.strerror}") from None
