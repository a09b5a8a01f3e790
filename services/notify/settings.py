"""The settings of notify alone; those of both services are in shared/settings.py."""

from typing import Literal

from shared import settings


class NotifySettings(settings.Settings, frozen=True, kw_only=True, rename=settings.variable):
    """The relay, the addresses on mails, and where the internal HTTP server listens."""

    mail_domain: str
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    smtp_tls: Literal["none", "starttls", "tls"] = "none"
    smtp_username: str | None = None
    smtp_password: str | None = None
    smtp_timeout_seconds: float = 30.0
    smtp_connections: int = 4
    # Commands go out together where the server allows it; false: aiosmtplib sends them one by one.
    smtp_pipelining: bool = True
    # How long to wait after the first failure; the waits that follow are multiples of it.
    retry_seconds: float = 30.0
    # The From address of mail without a calendar part. Replies are read: no noreply. Default: post@mail_domain.
    sender: str | None = None
    # Mails within an hour; those above wait until the next one.
    most_mails_to_recipient: int = 60
    most_mails_of_organiser: int = 50_000
    notify_host: str = "127.0.0.1"
    notify_port: int = 8001

    @property
    def sender_address(self) -> str:
        return self.sender or f"post@{self.mail_domain}"
