"""Composition root: builds the Litestar app from settings; the only module that imports every part."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from types import FrameType
from typing import Final, TypeAlias

import httpx
import uvicorn
from litestar import Litestar
from litestar.di import Provide

from services.registration import inbox
from services.registration.actions.calendar_answers.take_answers import take_answers
from services.registration.actions.directory import forget_person
from services.registration.actions.directory.passwords import Passwords
from services.registration.actions.invitations import expire_invitations, open_invitations, send_scheduled
from services.registration.actions.mailings import send_mailing
from services.registration.actions.registrations import accept_offer, confirm_registration
from services.registration.actions.registrations.registration_batcher import RegistrationBatcher
from services.registration.actions.staff import sign_in
from services.registration.actions.upkeep import check_invariants, erase_sensitive_answers, purge_expired
from services.registration.actions.upkeep.dispose import Retention, dispose
from services.registration.domain.caller import Initiator, system
from services.registration.settings import RegistrationSettings
from services.registration.store.access.tokens import TokenCache
from services.registration.store.directory.duplicates import DuplicateCache
from services.registration.store.health import service_status
from services.registration.store.views.invitation_batch import InvitationReader
from services.registration.web import errors, metrics, routes
from services.registration.web.instrumentation import InstrumentedApp
from services.registration.web.kit.beside import WorkBeside
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.import_progress import ImportProgress
from services.registration.web.kit.live_streams import LiveStreams
from services.registration.web.kit.oidc import OidcProvider
from services.registration.web.kit.page_cache import PageCache
from services.registration.web.services import Services
from services.registration.web.webhooks.delivering import WebhookDeliveries
from services.registration.web.webhooks.outside_post import OutsidePost
from shared import logs, postgres, times
from shared.channel.service import Channel
from shared.postgres import Pool
from shared.refused import Refused
from shared.service import gc_tuning, http_limits, loops, periodic_tasks, starting
from shared.service.readiness import ReadinessCheck
from shared.settings import load

log = logging.getLogger(__name__)

PeriodicTask: TypeAlias = Callable[[Pool, Initiator], Awaitable[object]]

_LARGEST_BODY: Final = 1_000_000
_STOP_SECONDS: Final = 5.0
_PROVIDER_SECONDS: Final = 10.0


def create_app(settings: RegistrationSettings, *, only_answer: bool = False) -> InstrumentedApp:
    """Build the app. `only_answer`: without channel and periodic tasks, for when another replica runs them."""

    @asynccontextmanager
    async def living(_: Litestar) -> AsyncIterator[None]:
        pool = await postgres.open_pool(
            settings.database_url,
            "registration",
            size=settings.database_connections,
            patience_seconds=postgres.START_SECONDS,
        )
        services = app.services = _services(settings, pool)
        running = [] if only_answer else _loops(services)
        tasks = [asyncio.create_task(loop) for loop in running]
        try:
            yield
        finally:
            with postgres.terminate_after(pool, _STOP_SECONDS):
                await _end(tasks)
                await services.beside.stop()
            await services.channel.close()  # of what was asked beside its loops
            await services.notify.aclose()
            if services.oidc is not None:
                await services.oidc.aclose()
            await postgres.close_pool(pool)

    def provide_services() -> Services:
        return app.services

    app = InstrumentedApp(
        route_handlers=routes.HANDLERS,
        lifespan=[living],
        dependencies={"services": Provide(provide_services, sync_to_thread=False)},
        exception_handlers={Exception: errors.answer},
        before_request=posted_form.keep,
        request_max_body_size=_LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
    )
    return app


def _services(settings: RegistrationSettings, pool: Pool) -> Services:
    channel = Channel(pool, settings, "registration", inbox.act)
    return Services(
        settings=settings,
        pool=pool,
        channel=channel,
        notify=httpx.AsyncClient(
            base_url=settings.notify_url,
            headers={"authorization": f"Bearer {settings.internal_secret}"},
            timeout=5.0,
            trust_env=False,
            # Reading the certificates of the whole world takes longer than the rest of the start.
            verify=settings.notify_url.startswith("https:"),
        ),
        tokens=TokenCache(),
        passwords=Passwords(),
        oidc=_oidc(settings),
        registrations=RegistrationBatcher(pool),
        invitations=InvitationReader(pool),
        invitation_pages=PageCache(),
        metrics=metrics.RequestMetrics(),
        readiness=ReadinessCheck(channel, service_status.is_migrated),
        live=LiveStreams(),
        beside=WorkBeside(),
        imports=ImportProgress(),
        duplicates=DuplicateCache(),
    )


def _oidc(settings: RegistrationSettings) -> OidcProvider | None:
    if settings.oidc_issuer is None:
        return None
    return OidcProvider(settings, httpx.AsyncClient(timeout=_PROVIDER_SECONDS))


def _loops(services: Services) -> list[Coroutine[None, None, None]]:
    deliveries = WebhookDeliveries(services, OutsidePost(anywhere=services.settings.webhooks_anywhere))
    return [
        _channel(services.channel),
        _periodic_tasks(services),
        _calendar_answers(services),
        deliveries.run(),
    ]


async def _channel(channel: Channel) -> None:
    async def run() -> bool:
        await channel.run()
        return True

    await loops.forever("channel", run)


async def _periodic_tasks(services: Services) -> None:
    async def step() -> bool:
        await run_periodic_tasks(services.pool, services.settings, now=times.now())
        services.wake()
        return False

    await loops.forever("chores", step, sweep_seconds=services.settings.periodic_seconds)


async def _calendar_answers(services: Services) -> None:
    arrived = asyncio.Event()
    services.channel.after = arrived.set

    async def step() -> bool:
        taken = await take_answers(services.pool, system(times.now()))
        if taken:
            services.wake()
        return bool(taken)

    await loops.forever("calendar_answers", step, wake=arrived)


def _dispose(settings: RegistrationSettings) -> PeriodicTask:
    retention = Retention(
        people=settings.keep_people_days,
        guests=settings.keep_guests_days,
        enquiries=settings.keep_enquiries_days,
        audit=settings.keep_audit_days,
    )
    return lambda pool, initiator: dispose(pool, initiator, retention)


async def run_periodic_tasks(pool: Pool, settings: RegistrationSettings, *, now: datetime) -> None:
    """Run the due tasks that no other replica has claimed; a failing task does not stop the others."""
    for name, every, task in (*_PERIODIC_TASKS, ("disposal", timedelta(hours=24), _dispose(settings))):
        async with pool.acquire() as conn:
            is_ours = await periodic_tasks.claim(conn, name, every)
        if is_ours:
            try:
                await task(pool, system(now))
            except postgres.PASSING:
                raise
            except Exception:
                log.exception("chore.failed", extra={"chore": name})


# Names are keys of the table `chore`, in which replicas claim tasks.
_PERIODIC_TASKS: Final[Sequence[tuple[str, timedelta, PeriodicTask]]] = (
    ("invitations.open", timedelta(seconds=30), open_invitations.send_due),
    ("scheduled_sendings.send", timedelta(seconds=30), send_scheduled.send_due),
    ("invitations.expire", timedelta(minutes=1), expire_invitations.expire),
    ("mailings.send", timedelta(seconds=30), send_mailing.send_due),
    ("offers.expire", timedelta(seconds=10), accept_offer.expire),
    ("registrations.let_go", timedelta(seconds=10), confirm_registration.let_go),
    ("erasures.finish", timedelta(minutes=10), forget_person.finish_late),
    ("idempotency.forget", timedelta(hours=1), purge_expired.forget_idempotency_keys),
    ("asked.forget", timedelta(hours=1), purge_expired.forget),
    ("webhooks.forget", timedelta(hours=1), purge_expired.forget_webhook_messages),
    ("sessions.forget", timedelta(hours=1), sign_in.forget_sessions),
    # Checked hourly, so that data due for deletion on a day is gone before its morning.
    ("answers.erase", timedelta(hours=1), erase_sensitive_answers.erase),
    ("check", timedelta(hours=24), check_invariants.check),
)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


_NOT_STARTED: Final = 3  # as uvicorn says it


class _Server(uvicorn.Server):
    """Ends open streams as soon as it is told to stop: requests in flight are waited for, and a stream would be for long."""

    def __init__(self, config: uvicorn.Config, app: InstrumentedApp) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if (services := getattr(self._app, "services", None)) is not None:
            services.live.stop()
        super().handle_exit(sig, frame)


def serve() -> None:
    """Run the service as configured by the environment until it is stopped."""
    try:
        settings = load(os.environ, RegistrationSettings)
        logs.configure("registration", settings.log_level)
        starting.require_fit(settings, "registration", host=settings.host, port=settings.port)
    except Refused as refused:
        raise SystemExit(f"registration cannot start: {refused}") from None
    app = create_app(settings)
    gc_tuning.tune_gc()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=http_limits.limited(settings.connections),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_graceful_shutdown=5,
    )
    server = _Server(config, app)
    with suppress(KeyboardInterrupt):  # uvicorn passes the signal on when it has stopped
        server.run()
    if not server.started:
        raise SystemExit(_NOT_STARTED)
