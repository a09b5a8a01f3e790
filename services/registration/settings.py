"""Settings that only registration needs; the others are in shared/settings.py."""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from shared import setting_checks, settings

# No more often than a database should be asked while nothing happens, and at least once an hour.
Interval = Annotated[float, msgspec.Meta(ge=0.1, le=3600)]


class RegistrationSettings(settings.Settings, frozen=True, kw_only=True, rename=settings.variable):
    """Where registration listens, and where notify's internal side is."""

    notify_url: str
    host: str = "127.0.0.1"
    port: settings.Port = 8000
    secure_cookies: bool = True
    # Address of the load balancer, whose X-Forwarded-For and X-Forwarded-Proto are trusted.
    forwarded_allow_ips: str = "127.0.0.1"
    # Posts to the public forms from one network within an hour: a municipality may stand behind one address.
    posts_an_hour: int = 2000
    # How often it looks for what has become due: offers that have ended, invitations whose day has come.
    periodic_seconds: Interval = 30.0
    keep_guests_days: int = 90
    keep_audit_days: int = 730
    # What the page on personal data says: the legal ground, and who processes the data for the organisers.
    legal_ground: Literal["public_task", "legitimate_interest", "agreement"] = "public_task"
    processors: str | None = None
    # Where weaknesses are reported, for /.well-known/security.txt: mailto:… or https://…; without it there is no such file.
    security_contact: str | None = None
    # Where staff sign in beside here, by OpenID Connect; all three are given, or none.
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    # What the button calls it, and which claim holds the address that staff are known by.
    oidc_name: str | None = None
    oidc_claim: str = "email"
    # For trying webhooks on one machine: they may be http, and lead into the own network.
    webhooks_anywhere: bool = False
    # Connections at once to one process; those beyond are closed.
    connections: int = 1000

    def checks(self) -> Iterator[tuple[str, str | None]]:
        """Those of both services, and where notify is and who is believed."""
        yield from super().checks()
        yield "notify_url", setting_checks.web_address(self.notify_url)
        yield "forwarded_allow_ips", setting_checks.trusted(self.forwarded_allow_ips)
        if self.webhooks_anywhere:
            yield "webhooks_anywhere", setting_checks.on_one_machine(self.base_url)
        given = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)
        if self.oidc_issuer is not None:
            yield "oidc_issuer", setting_checks.issuer(self.oidc_issuer)
        if any(given) and not all(given):
            for field, value in zip(
                ("oidc_issuer", "oidc_client_id", "oidc_client_secret"), given, strict=True
            ):
                yield (
                    field,
                    None
                    if value
                    else "is not set: signing in by OIDC needs issuer, client id and client secret",
                )
