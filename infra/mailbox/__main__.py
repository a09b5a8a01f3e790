"""`python -m infra.mailbox`: runs the mailbox as a process of its own."""

import argparse
import asyncio
import logging
from pathlib import Path

import uvicorn

from infra.mailbox.server import Mailbox
from infra.mailbox.web import create_app


async def serve(data: Path, host: str, port: int, smtp_port: int) -> None:
    """Receive and show mails until SIGTERM or SIGINT."""
    # aiosmtpd would log every address.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    mailbox = Mailbox.in_folder(data)
    await mailbox.start(host, smtp_port)
    settings = uvicorn.Config(
        create_app(mailbox),
        host=host,
        port=port,
        log_level="warning",
        # The query string contains addresses, so requests are not logged.
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    try:
        await uvicorn.Server(settings).serve()
    finally:
        await mailbox.stop()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m infra.mailbox", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder to keep mails in")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8025, help="of the page and the API")
    parser.add_argument("--smtp-port", type=int, default=1025)
    options = parser.parse_args()
    # Not uvloop: aiosmtpd is tested on asyncio's own loop.
    asyncio.run(serve(options.data, options.host, options.port, options.smtp_port))


if __name__ == "__main__":
    main()
