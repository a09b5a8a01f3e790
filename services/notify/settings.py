"""The settings of notify alone; those of both services are in shared/settings.py."""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from services.notify.domain.reports import DeadRules
from shared import setting_checks, settings

# No wait is shorter than what a relay needs to answer, or longer than a mail is tried for.
Seconds = Annotated[float, msgspec.Meta(ge=0.01, le=172_800)]


class NotifySettings(settings.Settings, frozen=True, kw_only=True, rename=settings.variable):
    """The relay, the addresses on mails, and where the internal HTTP server listens."""

    mail_domain: str
    smtp_host: str = "127.0.0.1"
    smtp_port: settings.Port = 25
    smtp_tls: Literal["none", "starttls", "tls"] = "none"
    smtp_username: str | None = None
    smtp_password: str | None = None
    smtp_timeout_seconds: Seconds = 30.0
    # The reply after a whole message: filters may take their time (RFC 5321, section 4.5.3.2.6).
    smtp_data_timeout_seconds: Seconds = 600.0
    # A connection ends with QUIT after so many mails; 0: never. Not set: 10, and 100 to servers known to have no limit.
    smtp_mails_per_connection: Annotated[int, msgspec.Meta(ge=0)] | None = None
    smtp_connections: Annotated[int, msgspec.Meta(ge=1, le=100)] = 4
    # Commands go out together where the server allows it; false: aiosmtplib sends them one by one.
    smtp_pipelining: bool = True
    # A folder for the names of accepted mails, which a worker reads after another was killed; none: some go again.
    journal_folder: str | None = None
    # How long to wait after the first failure; the waits that follow are multiples of it.
    retry_seconds: Seconds = 30.0
    # The From address of mail without a calendar part. Replies are read: no noreply. Default: post@mail_domain.
    sender: str | None = None
    # Mails within an hour; those above wait until the next one.
    most_mails_to_recipient: int = 60
    most_mails_of_organiser: int = 50_000
    # From when an address is dead, so that mail to it is held: after so many mails to a mailbox that does not exist, and
    # after so many that failed otherwise (full, refused), with so many days from the first to the last.
    dead_after_unknown_mails: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    dead_after_failed_mails: Annotated[int, msgspec.Meta(ge=1, le=100)] = 3
    dead_after_failed_days: Annotated[int, msgspec.Meta(ge=0, le=60)] = 7
    # Where mail is taken that comes back: from the site's mail server, by SMTP. Not set: none is taken.
    inbound_host: str | None = None
    inbound_port: settings.Port = 8025
    # How long the bytes of a mail that came in are kept, in days; 0: for ever.
    keep_inbound_days: Annotated[int, msgspec.Meta(ge=0)] = 30
    # Mails a minute of one worker to one receiving domain, and of one organiser, but for what answers an act; 0: no limit.
    pace_to_domain: Annotated[int, msgspec.Meta(ge=0)] = 0
    pace_of_organiser: Annotated[int, msgspec.Meta(ge=0)] = 0
    notify_host: str = "127.0.0.1"
    notify_port: settings.Port = 8001

    def checks(self) -> Iterator[tuple[str, str | None]]:
        """Those of both services, and the names in mails and the way to the relay."""
        yield from super().checks()
        yield "mail_domain", setting_checks.domain(self.mail_domain)
        if self.sender is not None:
            yield "sender", setting_checks.address(self.sender)
        if (self.smtp_username is None) != (self.smtp_password is None):
            lacking = "smtp_username" if self.smtp_username is None else "smtp_password"
            yield lacking, "is not set: a relay that asks needs both the name and the password"

    @property
    def dead_rules(self) -> DeadRules:
        """From when an address counts as dead."""
        return DeadRules(
            gone=self.dead_after_unknown_mails,
            other=self.dead_after_failed_mails,
            other_days=self.dead_after_failed_days,
        )

    @property
    def sender_address(self) -> str:
        return self.sender or f"post@{self.mail_domain}"
