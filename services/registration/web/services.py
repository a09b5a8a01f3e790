"""What handlers need of the running app, in one typed struct; handlers ask for it as `services: AppServices`."""

from typing import TypeAlias

import httpx
import msgspec
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from services.registration.actions.registrations.registration_batcher import RegistrationBatcher
from services.registration.settings import Settings
from services.registration.store.tokens import TokenCache
from services.registration.store.views.invitation_batch import InvitationReader
from services.registration.web.kit.page_cache import PageCache
from services.registration.web.metrics import RequestMetrics
from shared.channel.service import Channel
from shared.postgres import Pool


class Services(msgspec.Struct, kw_only=True):
    """Made once by `app.py` when the app starts, and the same for every request until it stops."""

    settings: Settings
    pool: Pool
    channel: Channel
    notify: httpx.AsyncClient
    tokens: TokenCache
    registrations: RegistrationBatcher
    invitations: InvitationReader
    invitation_pages: PageCache
    metrics: RequestMetrics

    def wake(self) -> None:
        """Let the channel look for new events now, rather than at its next look."""
        self.channel.wake()


# As a parameter `services` of a handler: Litestar gives it what app.py provides under that name. It is ours, so Litestar
# need not check it at each request.
AppServices: TypeAlias = NamedDependency[SkipValidation[Services]]
