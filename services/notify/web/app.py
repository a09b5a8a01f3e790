"""The internal HTTP application, and the server that runs it beside the worker."""

import contextlib
from collections.abc import Callable, Generator

import uvicorn
from litestar import Litestar
from litestar.datastructures import State

from services.notify.domain.letters.compose_context import SenderConfig
from services.notify.web.ahead import show_ahead
from services.notify.web.deliveries import (
    list_deliveries,
    resend_deliveries,
    resend_delivery,
    show_delivery,
    show_life,
    try_resend,
)
from services.notify.web.health import live, metrics, ready
from services.notify.web.letters import show_letters
from services.notify.web.metrics import SendMetrics
from services.notify.web.pauses import show_pauses
from services.notify.web.people import try_person_again
from services.notify.web.plan import show_plan
from services.notify.web.progress import show_progress
from shared.postgres import Pool
from shared.service.http_limits import LimitedProtocol
from shared.service.readiness import ReadinessCheck


def create_app(
    pool: Pool,
    *,
    internal_secret: str,
    sender_config: SenderConfig,
    is_up: Callable[[], bool],
    send_metrics: SendMetrics,
    readiness: ReadinessCheck,
    wake: Callable[[], None],
) -> Litestar:
    """Build the application. Every route but health and metrics requires the secret that both services share.

    `wake` is called when mails are due that were not before.
    """
    return Litestar(
        route_handlers=[
            live,
            ready,
            metrics,
            list_deliveries,
            show_delivery,
            show_life,
            resend_delivery,
            resend_deliveries,
            show_plan,
            show_letters,
            show_ahead,
            try_resend,
            show_progress,
            try_person_again,
            show_pauses,
        ],
        state=State(
            {
                "pool": pool,
                "secret": internal_secret,
                "sender_config": sender_config,
                "is_up": is_up,
                "metrics": send_metrics,
                "readiness": readiness,
                "wake": wake,
            }
        ),
        openapi_config=None,
        logging_config=None,
    )


class Server(uvicorn.Server):
    """A server without signal handlers, which the worker has; `should_exit` stops it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Install no handler."""
        yield


def create_server(app: Litestar, host: str, port: int) -> Server:
    """Build the server; without an access log, since URLs may contain people's ids."""
    return Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            http=LimitedProtocol,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
        )
    )
