"""What handlers need of the running app, in one typed struct; a handler has the parameter `services: AppServices`."""

from typing import TypeAlias

import httpx
import msgspec
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from services.registration.actions.directory.passwords import Passwords
from services.registration.actions.registrations.registration_batcher import RegistrationBatcher
from services.registration.settings import RegistrationSettings
from services.registration.store.access.tokens import TokenCache
from services.registration.store.directory.duplicates import DuplicateCache
from services.registration.store.transaction import is_joined
from services.registration.store.views.invitation_batch import InvitationReader
from services.registration.web.kit.beside import WorkBeside
from services.registration.web.kit.import_progress import ImportProgress
from services.registration.web.kit.live_streams import LiveStreams
from services.registration.web.kit.oidc import OidcProvider
from services.registration.web.kit.page_cache import PageCache
from services.registration.web.metrics import RequestMetrics
from shared.channel.service import Channel
from shared.postgres import Pool
from shared.service.readiness import ReadinessCheck


class Services(msgspec.Struct, kw_only=True):
    """Made once by `app.py` when the app starts, and shared by all requests."""

    settings: RegistrationSettings
    pool: Pool
    channel: Channel
    notify: httpx.AsyncClient
    tokens: TokenCache
    passwords: Passwords
    oidc: OidcProvider | None
    registrations: RegistrationBatcher
    invitations: InvitationReader
    invitation_pages: PageCache
    metrics: RequestMetrics
    readiness: ReadinessCheck
    live: LiveStreams
    beside: WorkBeside
    imports: ImportProgress
    duplicates: DuplicateCache

    @property
    def provider(self) -> str | None:
        """The name of where staff sign in beside here, as pages show it."""
        return None if self.oidc is None else self.oidc.name

    def wake(self) -> None:
        """Let the channel poll for new events now, not at its next interval; inside a transaction there is nothing to find."""
        if not is_joined():
            self.channel.wake()


# The type of a handler's parameter `services`: Litestar injects what app.py provides under that name. Validation is
# skipped, since it would cost time at each request.
AppServices: TypeAlias = NamedDependency[SkipValidation[Services]]
