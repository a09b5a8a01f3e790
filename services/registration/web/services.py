"""What handlers need of the running app, in one typed struct; handlers ask for it as `services: Services`."""

import httpx
import msgspec

from services.registration.actions.registrations.registration_batcher import RegistrationBatcher
from services.registration.settings import Settings
from services.registration.store.tokens import TokenCache
from services.registration.store.views.invitation_batch import InvitationReader
from services.registration.web.metrics import ResponseCounts
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
    responses: ResponseCounts

    def wake(self) -> None:
        """Let the channel look for new events now, rather than at its next look."""
        self.channel.wake()
