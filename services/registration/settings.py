"""What only registration needs; the rest is in shared/settings.py."""

from shared import settings


class RegistrationSettings(settings.Settings, frozen=True, kw_only=True, rename=settings.variable):
    """Where registration listens, and where notify's internal side is."""

    notify_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    secure_cookies: bool = True
    # Whose X-Forwarded-For and X-Forwarded-Proto are believed: the load balancer's address.
    forwarded_allow_ips: str = "127.0.0.1"
