"""Settings that only registration needs; the others are in shared/settings.py."""

from collections.abc import Iterator

from shared import setting_checks, settings


class RegistrationSettings(settings.Settings, frozen=True, kw_only=True, rename=settings.variable):
    """Where registration listens, and where notify's internal side is."""

    notify_url: str
    host: str = "127.0.0.1"
    port: settings.Port = 8000
    secure_cookies: bool = True
    # Address of the load balancer, whose X-Forwarded-For and X-Forwarded-Proto are trusted.
    forwarded_allow_ips: str = "127.0.0.1"

    def checks(self) -> Iterator[tuple[str, str | None]]:
        """Those of both services, and where notify is and who is believed."""
        yield from super().checks()
        yield "notify_url", setting_checks.web_address(self.notify_url)
        yield "forwarded_allow_ips", setting_checks.trusted(self.forwarded_allow_ips)
