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
    # The reply after a whole message: filters may take their time (RFC 5321, section 4.5.3.2.6).
    smtp_data_timeout_seconds: float = 600.0
    # A connection ends with QUIT after so many mails; 0: never.
    smtp_mails_per_connection: int = 10
    smtp_connections: int = 4
    # Commands go out together where the server allows it; false: aiosmtplib sends them one by one.
    smtp_pipelining: bool = True
    # A folder for the names of accepted mails, which a worker reads after another was killed; none: some go again.
    journal_folder: str | None = None
    # How long to wait after the first failure; the waits that follow are multiples of it.
    retry_seconds: float = 30.0
    # The From address of mail without a calendar part. Replies are read: no noreply. Default: post@mail_domain.
    sender: str | None = None
    notify_host: str = "127.0.0.1"
    notify_port: int = 8001

    @property
    def sender_address(self) -> str:
        return self.sender or f"post@{self.mail_domain}"
